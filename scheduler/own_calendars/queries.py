"""One's own calendars, and when people are busy by theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Connection, func, select

from scheduler.db.tables import own_busy, own_calendar
from scheduler.domain.actor import Actor
from scheduler.domain.interval import Interval, merged
from scheduler.domain.reason import Reason
from scheduler.reasons import from_json


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """`host`: where it is read from, None for a file; the whole address is a secret.

    times: how many stretches it keeps free. reasons: why it could not be read lately. left_out: what was not used.
    """

    calendar_id: int
    label: str
    host: str | None
    read_at: datetime
    times: int
    reasons: tuple[Reason, ...]
    left_out: tuple[Reason, ...]


def mine(tx: Connection, *, actor: Actor) -> tuple[OwnCalendar, ...]:
    """The actor's own, oldest first. Nobody else's are shown to anybody."""
    held = select(func.count()).where(own_busy.c.own_calendar_id == own_calendar.c.id).scalar_subquery()
    query = select(own_calendar, held.label("times")).where(own_calendar.c.staff_id == actor.staff_id)
    return tuple(
        OwnCalendar(
            row.id,
            row.label,
            urlsplit(row.address).hostname if row.address else None,
            row.read_at,
            row.times,
            from_json(row.reasons),
            from_json(row.left_out),
        )
        for row in tx.execute(query.order_by(own_calendar.c.id))
    )


def my_busy_times(tx: Connection, window: Interval, *, actor: Actor) -> tuple[Interval, ...]:
    """When the actor is busy by their own calendars, in the order of time."""
    return busy_of(tx, {actor.staff_id}, window).get(actor.staff_id, ()) if actor.staff_id else ()


def busy_of(tx: Connection, staff_ids: Collection[str], window: Interval) -> dict[str, tuple[Interval, ...]]:
    """By person the stretches, sorted and disjoint, of those who gave a calendar."""
    query = (
        select(own_calendar.c.staff_id, own_busy.c.starts_at, own_busy.c.ends_at)
        .join(own_busy, own_busy.c.own_calendar_id == own_calendar.c.id)
        .where(own_busy.c.starts_at < window.end, own_busy.c.ends_at > window.start)
    )
    found: dict[str, list[Interval]] = defaultdict(list)
    for staff_id, start, end in tx.execute(query):
        # Few people give one; asking for all of them costs less than naming thousands.
        if staff_id in staff_ids:
            found[staff_id].append(Interval(start, end))
    return {staff_id: merged(times) for staff_id, times in found.items()}
