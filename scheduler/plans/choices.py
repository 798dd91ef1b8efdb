"""What an option of the solver means to the office: the places and times a request could be granted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import msgspec

from calendars import ClosedDays, is_working_day
from scheduler.domain.interval import Interval
from scheduler.domain.loan_period import loan_period
from scheduler.domain.policy import Policy
from scheduler.domain.wish import Kind, Wish, at_office

DAY_COST = 60
FALLBACK_STEP_MIN = 30
FALLBACK_OFFICES = 4
FALLBACK_DAYS = (1, -1, 2, -2, 7, -7)


@dataclass(frozen=True, slots=True)
class Flexibility:
    """What a person is ready to give: minutes earlier or later, other offices, other days."""

    earlier_min: int
    later_min: int
    alt_office_ids: tuple[str, ...]
    alt_dates: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to grant a wish. `cost` is in minutes away from what was asked: time moved, way travelled, days."""

    office_id: str
    starts_at: datetime
    ends_at: datetime
    use_dates: tuple[date, ...]
    conf_system: str
    cost: int


# Of one plan: occurrence id -> option id -> its choice.
Choices = dict[int, dict[int, Choice]]


def encode(choices: Choices) -> bytes:
    return msgspec.json.encode(choices)


def decode(data: bytes) -> Choices:
    return msgspec.json.decode(data, type=Choices)


def chosen(wish: Wish, choice: Choice) -> Wish:
    """The wish as the choice would grant it."""
    return replace(
        at_office(wish, choice.office_id),
        interval=Interval(choice.starts_at, choice.ends_at),
        use_dates=choice.use_dates,
        conf_system=choice.conf_system,
    )


def asked(
    wish: Wish,
    flexibility: Flexibility,
    minutes_from: Mapping[str, int],
    closed_days: ClosedDays,
    policy: Policy,
) -> Iterator[Wish]:
    """What the person said would do, what they asked for first; see `cost_of` for the distance."""
    yield wish
    step = policy.grid_minutes
    for minutes in range(step, max(flexibility.earlier_min, flexibility.later_min) + 1, step):
        if minutes <= flexibility.later_min:
            yield replace(wish, interval=wish.interval.moved(timedelta(minutes=minutes)))
        if minutes <= flexibility.earlier_min:
            yield replace(wish, interval=wish.interval.moved(timedelta(minutes=-minutes)))
    for office_id in flexibility.alt_office_ids:
        if office_id in minutes_from or office_id != wish.office_id:
            yield from _everywhere_else(wish, office_id, flexibility, step)
    for day in flexibility.alt_dates:
        yield on_another_day(wish, day, closed_days, policy)


def _everywhere_else(wish: Wish, office_id: str, flexibility: Flexibility, step: int) -> Iterator[Wish]:
    there = at_office(wish, office_id)
    yield there
    for minutes in range(step, max(flexibility.earlier_min, flexibility.later_min) + 1, step):
        if minutes <= flexibility.later_min:
            yield replace(there, interval=wish.interval.moved(timedelta(minutes=minutes)))
        if minutes <= flexibility.earlier_min:
            yield replace(there, interval=wish.interval.moved(timedelta(minutes=-minutes)))


def beyond(wish: Wish, nearest_offices: tuple[str, ...], closed_days: ClosedDays, policy: Policy) -> Iterator[Wish]:
    """What was not asked for but might do: offered when a request has to be refused."""
    if not wish.use_dates:
        for minutes in range(FALLBACK_STEP_MIN, policy.near_miss_minutes + 1, FALLBACK_STEP_MIN):
            for shift in (minutes, -minutes):
                yield replace(wish, interval=wish.interval.moved(timedelta(minutes=shift)))
    if wish.kind is not Kind.WEB_CONFERENCE:
        for office_id in nearest_offices[:FALLBACK_OFFICES]:
            yield at_office(wish, office_id)
    first = wish.use_dates[0] if wish.use_dates else wish.interval.start.date()
    for days in FALLBACK_DAYS:
        day = first + timedelta(days=days)
        if is_working_day(day, closed_days):
            yield on_another_day(wish, day, closed_days, policy)


def on_another_day(wish: Wish, day: date, closed_days: ClosedDays, policy: Policy) -> Wish:
    """The same wish with its first day of use on `day`; a PC's days at home stay as many, on working days."""
    if not wish.use_dates:
        return replace(wish, interval=wish.interval.moved(day - wish.interval.start.date()))
    days: list[date] = []
    current = day
    while len(days) < len(wish.use_dates):
        if is_working_day(current, closed_days):
            days.append(current)
        current += timedelta(days=1)
    return replace(wish, interval=loan_period(days, closed_days, policy), use_dates=tuple(days))


def cost_of(original: Wish, other: Wish, minutes_from: Mapping[str, int]) -> int:
    """Minutes away from what was asked; an office without a known road counts as two hours."""
    travel = 0 if other.office_id == original.office_id else minutes_from.get(other.office_id, 120)
    days = abs((other.interval.start.date() - original.interval.start.date()).days)
    if days:
        return travel + DAY_COST * days
    return travel + int(abs(other.interval.start - original.interval.start) // timedelta(minutes=1))
