"""From when to when a calendar shows things. The edges move once a day, so the bytes hold still within one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, or_

from calendars import local_date
from scheduler.db.tables import booking
from scheduler.domain.interval import Interval
from scheduler.domain.loan_period import at
from scheduler.domain.states import BookingState

PAST, FUTURE = timedelta(days=30), timedelta(days=365)
# What is cancelled stays as cancelled this long, so that every app has seen it go.
TOMBSTONE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Window:
    """The days around one day."""

    day: date

    @property
    def midnight(self) -> datetime:
        return at(self.day, time())

    @property
    def ends(self) -> datetime:
        """When the edges move on."""
        return self.midnight + timedelta(days=1)

    @property
    def interval(self) -> Interval:
        return Interval(self.midnight - PAST, self.midnight + FUTURE)

    @property
    def tombstones_since(self) -> datetime:
        """What was cancelled before is no longer shown."""
        return self.midnight - TOMBSTONE


def window_at(now: datetime) -> Window:
    return Window(local_date(now))


def still_shown(now: datetime) -> ColumnElement[bool]:
    """The bookings that some calendar shows: a new name of their place is a change of theirs."""
    window = window_at(now)
    return and_(
        booking.c.ends_at > window.interval.start,
        or_(booking.c.state != BookingState.CANCELLED, booking.c.cancelled_at > window.tombstones_since),
    )
