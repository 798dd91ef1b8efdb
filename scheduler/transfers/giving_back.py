"""A unit that is not sent after all belongs again to the office where it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, update

from scheduler.db.tables import transfer_item, unit
from scheduler.db.versions import load
from scheduler.domain.actor import Actor
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.domain.reason import Reason
from scheduler.domain.states import UnitStatus
from scheduler.errors import Refused
from scheduler.transfers.promised_elsewhere import hand_promises_on
from scheduler.transfers.rehoming import open_again, postpone, put_into


def give_back(tx: Connection, item: Row[Any], outcome: str, *, actor: Actor, now: datetime) -> None:
    """End the outage and put the unit back; promises made where it was bound for go to other units there.

    Raises:
        Refused: a booking there still counts on this very unit (`transfer-unit-awaited`). A unit that is lost or in
            repair goes back all the same: whoever booked it was shown when that was said.
    """
    row = load(tx, unit, item.unit_id, lock=True)
    if item.closure_id is not None:
        # Nothing is to be put onto it while its own promises move.
        postpone(tx, item.closure_id, now + timedelta(days=DEFAULT_POLICY.horizon_days), now=now)
    until = hand_promises_on(tx, item.unit_id, but_not_to=(), actor=actor, now=now)
    if until is not None and row.status == UnitStatus.ACTIVE:
        raise Refused(Reason("transfer-unit-awaited", {"asset_number": row.asset_number, "until": until}))
    put_into(tx, item.unit_id, item.from_pool_id, usable_from=now, now=now)
    open_again(tx, item.closure_id, now=now)
    tx.execute(update(transfer_item).where(transfer_item.c.id == item.id).values(outcome=outcome))
