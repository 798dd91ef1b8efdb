"""Looks at the old calendar of a unit, and takes the entries that somebody chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from calendars.incoming import IncomingCalendar
from scheduler.db.tables import closure, unit
from scheduler.db.versions import load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.interval import Interval
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.own_calendars.reading import left_out
from scheduler.resources.affected import AffectedBooking
from scheduler.resources.operations import add_closure

MOST_ENTRIES = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One time of the old calendar. `is_there`: the unit is closed at just that time already."""

    interval: Interval
    title: str
    is_there: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be taken, in the order of time, and the lines that could not be read."""

    entries: tuple[Entry, ...]
    left_out: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """How many entries were new, and the bookings that lie in them: nothing is cancelled, the desk decides."""

    count: int
    affected: tuple[AffectedBooking, ...]


def preview(tx: Connection, unit_id: int, found: IncomingCalendar, *, actor: Actor, now: datetime) -> Preview:
    """What is ahead in a calendar that `scheduler.own_calendars.reading` read; nothing is changed.

    Raises:
        Refused: it holds too much.
        NotFound, NotAllowed
    """
    permission.require(permission.may_keep_stock(actor), "import-room-calendar")
    load(tx, unit, unit_id)
    ahead = [each for each in found.events if each.end > now]
    if len(ahead) > MOST_ENTRIES:
        raise Refused(Reason("room-calendar-too_many", {"count": len(ahead), "max": MOST_ENTRIES}))
    there = _closed(tx, unit_id)
    entries = [Entry(Interval(each.start, each.end), each.summary) for each in ahead]
    return Preview(tuple(Entry(each.interval, each.title, each.interval in there) for each in entries), left_out(found))


def take(tx: Connection, unit_id: int, entries: Sequence[Entry], *, actor: Actor, now: datetime) -> Taken:
    """Close the unit at the times chosen, with their titles as the reason. What is there already is left alone.

    Raises:
        Refused: too many, or a time that is over.
        NotFound, NotAllowed
    """
    permission.require(permission.may_keep_stock(actor), "import-room-calendar")
    if len(entries) > MOST_ENTRIES:
        raise Refused(Reason("room-calendar-too_many", {"count": len(entries), "max": MOST_ENTRIES}))
    load(tx, unit, unit_id, lock=True)
    there, count = _closed(tx, unit_id), 0
    affected: dict[int, AffectedBooking] = {}
    for entry in entries:
        if entry.interval in there:
            continue
        added = add_closure(
            tx,
            actor=actor,
            now=now,
            interval=entry.interval,
            reason_code="reserved",
            reason_ja=entry.title,
            unit_id=unit_id,
        )
        affected |= {each.booking_id: each for each in added.affected}
        there.add(entry.interval)
        count += 1
    return Taken(count, tuple(affected.values()))


def _closed(tx: Connection, unit_id: int) -> set[Interval]:
    query = select(closure.c.starts_at, closure.c.ends_at).where(
        closure.c.unit_id == unit_id, closure.c.cancelled_at.is_(None)
    )
    return {Interval(row.starts_at, row.ends_at) for row in tx.execute(query)}
