"""Puts a unit into a status and says which bookings that gets in the way of; the caller has checked that it may."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from scheduler.audit.operations import record
from scheduler.db.tables import unit
from scheduler.db.versions import change, load
from scheduler.domain.actor import Actor
from scheduler.domain.states import UnitStatus
from scheduler.feeds.revisions import touch
from scheduler.resources.affected import AffectedBooking, bookings_on_unit
from scheduler.resources.scopes import subjects
from scheduler.waiting.freed import ask_for_offers, from_now_on, of_units


def put_status(
    tx: Connection, *, actor: Actor, now: datetime, unit_id: int, status: UnitStatus, expected: int | None = None
) -> tuple[AffectedBooking, ...]:
    """Returns what is booked on a unit that cannot be used any more; nothing for one that can."""
    before = load(tx, unit, unit_id, lock=True)
    change(tx, unit, unit_id, expected=expected, status=status, changed_at=now)
    touch(tx, subjects(tx, unit.c.id == unit_id), now=now)
    record(
        tx,
        actor=actor,
        now=now,
        action="set_status",
        noun="unit",
        key=unit_id,
        before={"status": before.status},
        after={"status": status.value},
    )
    if status is not UnitStatus.ACTIVE:
        return bookings_on_unit(tx, unit_id, now=now)
    if before.status != UnitStatus.ACTIVE:
        ask_for_offers(tx, of_units(tx, unit.c.id == unit_id, from_now_on(now)), now=now)
    return ()
