"""How long a PC is away from its desk for the days it is used at home."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from calendars import ClosedDays, is_working_day, next_working_day, previous_working_day
from scheduler.clock import TOKYO
from scheduler.domain.interval import Interval
from scheduler.domain.policy import Policy


def loan_period(use_dates: Iterable[date], closed_days: ClosedDays, policy: Policy) -> Interval:
    """From 16:00 of the working day before the first day to 10:00 of the working day after the last."""
    days = sorted(use_dates)
    out = previous_working_day(days[0], closed_days)
    back = next_working_day(days[-1], closed_days)
    return Interval(at(out, policy.pickup), at(back, policy.give_back))


def stretches(use_dates: Iterable[date], closed_days: ClosedDays) -> tuple[tuple[date, ...], ...]:
    """The days at home, parted wherever a working day at the office lies between them: each stretch is one loan."""
    found: list[list[date]] = []
    for day in sorted(set(use_dates)):
        if found and day <= next_working_day(found[-1][-1], closed_days):
            found[-1].append(day)
        else:
            found.append([day])
    return tuple(map(tuple, found))


def working_days(first: date, last: date, closed_days: ClosedDays) -> tuple[date, ...]:
    """The working days from `first` to `last`, both included; `first` alone when there is none."""
    days = map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
    return tuple(day for day in days if is_working_day(day, closed_days)) or (first,)


def at(day: date, moment: time) -> datetime:
    """An instant given by the local clock."""
    return datetime.combine(day, moment, TOKYO)
