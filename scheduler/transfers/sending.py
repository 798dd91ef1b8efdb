"""At the office that sends: units are packed number by number, then the courier takes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, update

from scheduler.audit.operations import record
from scheduler.db.tables import transfer, transfer_item
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.domain.states import TRANSFER, TransferState, advance
from scheduler.errors import Refused
from scheduler.feeds.revisions import touch
from scheduler.transfers.giving_back import give_back
from scheduler.transfers.items import is_open, item_of, items, not_in_order


@dataclass(frozen=True, slots=True)
class Packed:
    """The number that was packed, and how many are still to be."""

    asset_number: str
    left: int


def pack_unit(tx: Connection, transfer_id: int, asset_number: str, *, actor: Actor, now: datetime) -> Packed:
    """Tick one unit off, by the number on it; with the last one the transfer is packed. Twice does nothing more.

    Raises:
        Refused: the number is not among those ordered (`transfer-not-in-order`, with those that are).
        IllegalTransition: packing is over.
    """
    row = _sent_by(tx, transfer_id, actor)
    state = advance("transfer", TRANSFER, TransferState(row.state), "pack")
    found = items(tx, transfer_id)
    item = item_of(found, asset_number)
    if item is None or not is_open(item):
        raise not_in_order(found, transfer_id, asset_number)
    if item.packed_at is None:
        tx.execute(update(transfer_item).where(transfer_item.c.id == item.id).values(packed_at=now))
    left = sum(is_open(other) and other.packed_at is None and other.id != item.id for other in found)
    if left == 0:
        _advance(tx, row, state, actor=actor, now=now, packed_at=now)
    return Packed(item.asset_number, left)


def leave_the_rest(tx: Connection, transfer_id: int, *, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Packed is what was ticked off; the other units stay and belong here again. Returns their numbers.

    Raises:
        Refused: nothing was packed (`transfer-nothing-packed`: call the order off instead), or a unit that would stay
            has been booked at the other office.
        IllegalTransition: packing is over.
    """
    row = _sent_by(tx, transfer_id, actor)
    state = advance("transfer", TRANSFER, TransferState(row.state), "pack")
    found = [item for item in items(tx, transfer_id) if is_open(item)]
    rest = [item for item in found if item.packed_at is None]
    if len(rest) == len(found):
        raise Refused(Reason("transfer-nothing-packed"))
    with tx.begin_nested():
        for item in rest:
            give_back(tx, item, "left_out", actor=actor, now=now)
        _advance(tx, row, state, actor=actor, now=now, packed_at=now)
    return tuple(item.asset_number for item in rest)


def dispatch(tx: Connection, transfer_id: int, *, actor: Actor, now: datetime) -> int:
    """The packed units have left; returns the version.

    Raises:
        IllegalTransition: not packed yet, or gone before.
    """
    row = _sent_by(tx, transfer_id, actor)
    state = advance("transfer", TRANSFER, TransferState(row.state), "dispatch")
    return _advance(tx, row, state, actor=actor, now=now, dispatched_at=now)


def _sent_by(tx: Connection, transfer_id: int, actor: Actor) -> Row[Any]:
    row = load(tx, transfer, transfer_id, lock=True)
    permission.require(permission.may_hand_out(actor, row.from_office_id), "send-transfer")
    return row


def _advance(
    tx: Connection, row: Row[Any], state: TransferState, *, actor: Actor, now: datetime, **times: datetime
) -> int:
    version = change(tx, transfer, row.id, expected=None, state=state, changed_at=now, **times)
    touch(tx, [("office", row.from_office_id), ("office", row.to_office_id)], now=now)
    record(
        tx, actor=actor, now=now, action="advance", noun="transfer", key=row.id,
        before={"state": row.state}, after={"state": state.value},
    )  # fmt: skip
    return version
