"""The times at which a calendar says its owner is busy. Neither titles nor places go any further."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from calendars.incoming import IncomingCalendar, Problem, Unreadable, read_calendar
from scheduler.domain.interval import Interval, merged
from scheduler.domain.reason import Reason
from scheduler.errors import Refused

BEHIND, AHEAD = timedelta(days=1), timedelta(days=400)
MOST_LEFT_OUT = 20


@dataclass(frozen=True, slots=True)
class BusyTimes:
    """Sorted and disjoint; `left_out` says which lines could not be used, the first ones of many."""

    times: tuple[Interval, ...]
    left_out: tuple[Reason, ...]


def busy_times(data: bytes, *, now: datetime) -> BusyTimes:
    """From yesterday to four hundred days ahead. Raises Refused when it is no calendar that can be read."""
    found = read(data, now=now)
    times = merged(Interval(each.start, each.end) for each in found.events)
    return BusyTimes(times, left_out(found))


def read(data: bytes, *, now: datetime) -> IncomingCalendar:
    """Everything that takes time in that span. Raises Refused."""
    try:
        return read_calendar(data, now - BEHIND, now + AHEAD)
    except Unreadable as error:
        raise Refused(Reason(error.code, error.params)) from error


def left_out(found: IncomingCalendar) -> tuple[Reason, ...]:
    return tuple(_reason(each) for each in found.problems[:MOST_LEFT_OUT])


def _reason(problem: Problem) -> Reason:
    return Reason(problem.code, {"line": problem.line, "field": problem.field, "value": problem.value})
