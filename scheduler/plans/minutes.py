"""The solver's clock: whole minutes from 1970."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from scheduler.domain.interval import Interval
from scheduler.domain.loan_period import at

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def minute(moment: datetime) -> int:
    return int((moment - EPOCH) // timedelta(minutes=1))


def moment_of(minutes: int) -> datetime:
    return EPOCH + timedelta(minutes=minutes)


def span(interval: Interval) -> tuple[int, int]:
    return minute(interval.start), minute(interval.end)


def days(first: date, after: date) -> tuple[int, int]:
    """From the midnight before `first` to the one before `after`, on the office's clock."""
    return minute(at(first, datetime.min.time())), minute(at(after, datetime.min.time()))
