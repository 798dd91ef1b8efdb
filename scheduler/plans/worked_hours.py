"""Seats are wanted for the hours that people work: an early shift from its start, a late one until its end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time

from sqlalchemy import Connection

from calendars import local_date
from scheduler.domain.interval import Interval
from scheduler.domain.loan_period import at
from scheduler.domain.policy import Policy
from scheduler.domain.wish import Kind, Wish
from scheduler.requests.queries import Occurrence
from scheduler.shifts.hours import Hours, hours_of

SEATED = frozenset({Kind.SEAT, Kind.BUNDLE})


def at_hours_worked(tx: Connection, found: Iterable[Occurrence], policy: Policy) -> list[Occurrence]:
    """The requests with each seat that was asked for from the usual start, or until the usual end, moved to the shift.

    What was asked for at any other time is left as it is, and so is whoever has no published shift that day.
    """
    items = list(found)
    seated = [item for item in items if item.wish.kind in SEATED]
    if not seated:
        return items
    days = [local_date(item.wish.interval.start) for item in seated]
    hours = hours_of(tx, (item.wish.staff_id for item in seated), min(days), max(days))
    return [
        replace(item, wish=_at_hours(item.wish, hours, policy)) if item.wish.kind in SEATED else item for item in items
    ]


def _at_hours(wish: Wish, hours: Hours, policy: Policy) -> Wish:
    day = local_date(wish.interval.start)
    worked = hours.get((wish.staff_id, day))
    if worked is None or local_date(wish.interval.end) != day:
        return wish
    usual, own = _on(day, (policy.day_starts, policy.day_ends)), _on(day, worked)
    start = own.start if wish.interval.start == usual.start else wish.interval.start
    end = own.end if wish.interval.end == usual.end else wish.interval.end
    return replace(wish, interval=Interval(start, end)) if start < end else wish


def _on(day: date, hours: tuple[time, time]) -> Interval:
    return Interval(*(at(day, clock) for clock in hours))
