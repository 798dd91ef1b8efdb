"""Puts a unit into the stock of another office, and keeps it from being used until it is there."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, update

from scheduler.db.tables import closure, pool, unit
from scheduler.db.versions import change, load
from scheduler.domain.actor import Actor
from scheduler.domain.interval import Interval
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.feeds.revisions import touch
from scheduler.resources.pools import PoolKey, find_or_make
from scheduler.resources.scopes import subjects
from scheduler.waiting.freed import ask_for_offers, of_units


def pool_like(tx: Connection, pool_id: int, office_id: str) -> int:
    """The pool at that office whose units are the same as those of this one; made when there is none."""
    row = load(tx, pool, pool_id)
    key = PoolKey(
        office_id=office_id,
        kind=row.kind,
        attributes=frozenset(filter(None, row.attributes.split(";"))),
        conf_system=row.conf_system,
        people=row.people,
        turnaround_min=row.turnaround_min,
        booking_unit=row.booking_unit,
    )
    return find_or_make(tx, key)


def put_into(tx: Connection, unit_id: int, pool_id: int, *, usable_from: datetime, now: datetime) -> None:
    """The unit belongs there from now on; the calendars of both offices show it, and whoever waits may have it."""
    touch(tx, subjects(tx, unit.c.id == unit_id), now=now)
    change(tx, unit, unit_id, expected=None, pool_id=pool_id, changed_at=now)
    touch(tx, subjects(tx, unit.c.id == unit_id), now=now)
    ahead = Interval(usable_from, now + timedelta(days=DEFAULT_POLICY.horizon_days))
    if ahead.start < ahead.end:
        ask_for_offers(tx, of_units(tx, unit.c.id == unit_id, ahead), now=now)


def shut(tx: Connection, unit_id: int, interval: Interval, *, actor: Actor, now: datetime) -> int:
    """Nobody can book or take the unit in that time; returns the id of the outage."""
    values = {
        "unit_id": unit_id,
        "starts_at": interval.start,
        "ends_at": interval.end,
        "reason_code": "transfer",
        "reason_ja": "",
        "created_by": actor.staff_id,
        "changed_at": now,
    }
    closure_id = int(tx.execute(insert(closure).values(values).returning(closure.c.id)).scalar_one())
    touch(tx, subjects(tx, unit.c.id == unit_id), now=now)
    return closure_id


def open_again(tx: Connection, closure_id: int | None, *, now: datetime) -> None:
    """End an outage; one that has ended or was lifted stays as it is."""
    if closure_id is None:
        return
    row = load(tx, closure, closure_id, lock=True)
    if row.cancelled_at is not None or row.ends_at <= now:
        return
    change(tx, closure, closure_id, expected=None, cancelled_at=now, changed_at=now)
    this = unit.c.id == row.unit_id
    touch(tx, subjects(tx, this), now=now)
    ask_for_offers(tx, of_units(tx, this, Interval(now, row.ends_at)), now=now)


def postpone(tx: Connection, closure_id: int, until: datetime, *, now: datetime) -> None:
    """What has not arrived cannot be used yet."""
    stands = (closure.c.id == closure_id, closure.c.cancelled_at.is_(None), closure.c.ends_at < until)
    later = {"ends_at": until, "version": closure.c.version + 1, "changed_at": now}
    unit_id = tx.execute(update(closure).where(*stands).values(later).returning(closure.c.unit_id)).scalar_one_or_none()
    if unit_id is not None:
        touch(tx, subjects(tx, unit.c.id == unit_id), now=now)
