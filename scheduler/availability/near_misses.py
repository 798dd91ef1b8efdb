"""What would work when the wish itself does not: another time here, another office nearby, another day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from calendars import ClosedDays, is_working_day
from scheduler.availability.stock import Stock, load_stock
from scheduler.domain.applicant import Applicant
from scheduler.domain.interval import Interval
from scheduler.domain.loan_period import loan_period
from scheduler.domain.offer import Offer
from scheduler.domain.policy import Policy
from scheduler.domain.verdict import judge
from scheduler.domain.wish import Kind, Wish, at_office, conference_systems, needs_of
from scheduler.offices.queries import nearest

SHORTEST = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A wish that could be booked at this moment, and how far it is from what was asked.

    `cost` is in minutes: of moving the time, of losing part of it, of travelling further.
    """

    wish: Wish
    travel_minutes: int
    cost: int

    @property
    def offer(self) -> Offer:
        return Offer(
            kind=self.wish.kind.value,
            office_id=self.wish.office_id,
            starts_at=self.wish.interval.start,
            ends_at=self.wish.interval.end,
            use_dates=self.wish.use_dates,
            travel_minutes=self.travel_minutes,
            cost=self.cost,
        )


def near_misses(
    tx: Connection,
    wish: Wish,
    applicant: Applicant,
    closed_days: ClosedDays,
    policy: Policy,
    *,
    now: datetime,
    is_winter: bool = False,
    except_booking_id: int | None = None,
    limit: int = 3,
) -> tuple[Alternative, ...]:
    """The cheapest alternatives that the stock can serve now and no rule refuses, cheapest first."""
    offices = nearest(tx, wish.office_id, is_winter=is_winter)[: policy.near_miss_offices + 1]
    candidates = sorted(
        (item for item in _candidates(wish, offices, closed_days, policy) if item.wish.interval.start >= now),
        key=lambda item: item.cost,
    )
    if not candidates:
        return ()
    window = Interval(
        min(item.wish.interval.start for item in candidates),
        max(item.wish.interval.end for item in candidates) + timedelta(hours=2),
    )
    office_ids = {need.office_id for item in candidates for need in needs_of(item.wish)}
    kept = () if except_booking_id is None else (except_booking_id,)
    stock = load_stock(tx, window, office_ids=office_ids, except_booking_ids=kept)
    found: list[Alternative] = []
    for item in candidates:
        if judge(item.wish, applicant, closed_days, policy).refusals or not is_served(stock, item.wish):
            continue
        # Three times a quarter of an hour apart say no more than one.
        if not any(_says_the_same(item.wish, other.wish) for other in found):
            found.append(item)
        if len(found) == limit:
            break
    return tuple(found)


def is_served(stock: Stock, wish: Wish) -> bool:
    """Whether the stock can serve the whole wish on one conference system."""
    return any(stock.can_serve(needs_of(replace(wish, conf_system=system))) for system in conference_systems(wish))


def _candidates(
    wish: Wish, offices: tuple[tuple[str, int], ...], closed_days: ClosedDays, policy: Policy
) -> Iterator[Alternative]:
    base = replace(wish, unit_id=None)
    if wish.unit_id is not None:
        yield Alternative(base, 0, 0)
    yield from _other_times(base, policy)
    yield from _other_days(base, closed_days, policy)
    if not base.legs or base.kind is Kind.BUNDLE:
        for office_id, minutes in offices:
            if office_id != wish.office_id:
                yield Alternative(at_office(base, office_id), minutes, minutes)


def _other_times(wish: Wish, policy: Policy) -> Iterator[Alternative]:
    if wish.use_dates:
        return
    step, length = policy.grid_minutes, wish.interval.length
    for minutes in range(step, policy.near_miss_minutes + 1, step):
        for shift in (minutes, -minutes):
            moved = wish.interval.moved(timedelta(minutes=shift))
            yield Alternative(replace(wish, interval=moved), 0, minutes)
        if length - timedelta(minutes=minutes) >= SHORTEST:
            later = Interval(wish.interval.start + timedelta(minutes=minutes), wish.interval.end)
            # Losing time is as dear as moving it, and a little dearer at equal minutes.
            yield Alternative(replace(wish, interval=later), 0, minutes + 1)


def _other_days(wish: Wish, closed_days: ClosedDays, policy: Policy) -> Iterator[Alternative]:
    """The same thing on a working day at most a week away; a day costs as much as an hour and a half."""
    for days in (1, -1, 2, -2, 3, -3, 4, -4, 7, -7):
        moved_dates = tuple(day + timedelta(days=days) for day in wish.use_dates)
        if not all(is_working_day(day, closed_days) for day in moved_dates):
            continue
        interval = _moved(wish, moved_dates, days, closed_days, policy)
        yield Alternative(replace(wish, interval=interval, use_dates=moved_dates), 0, 90 * abs(days))


def _moved(wish: Wish, dates: tuple[date, ...], days: int, closed_days: ClosedDays, policy: Policy) -> Interval:
    if dates:
        return loan_period(dates, closed_days, policy)
    return wish.interval.moved(timedelta(days=days))


def _says_the_same(one: Wish, other: Wish) -> bool:
    gap = abs(one.interval.start - other.interval.start)
    return one.office_id == other.office_id and gap < timedelta(hours=1)
