"""Of what a round offered instead, the part that can be booked at this moment, and how it differs from the wish."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from calendars import ClosedDays, local_date
from scheduler.availability.near_misses import is_served
from scheduler.availability.stock import Stock, load_stock
from scheduler.clock import TOKYO
from scheduler.db.tables import allocation
from scheduler.domain.actor import Actor
from scheduler.domain.applicant import Applicant
from scheduler.domain.interval import Interval
from scheduler.domain.policy import DEFAULT_POLICY, Policy
from scheduler.domain.reason import Reason
from scheduler.domain.states import RequestState
from scheduler.domain.verdict import judge_new
from scheduler.domain.wish import Kind, Wish, at_office, needs_of
from scheduler.errors import NotFound
from scheduler.offices.queries import closed_days
from scheduler.requests.queries import RequestView, by_ids, of_request
from scheduler.staff.queries import applicants, telework_days

# The longest time for which a unit is held after a use.
TURNAROUND = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Instead:
    """An alternative by its `number` (from 0) among those of its date; `difference` is a sentence about it."""

    number: int
    choice: Mapping[str, Any]
    difference: Reason


def wish_instead(wish: Wish, choice: Mapping[str, Any]) -> Wish:
    """The wish at the time and place of an alternative (written by scheduler.plans.proposals)."""
    start, end = (datetime.fromisoformat(choice[name]).astimezone(TOKYO) for name in ("starts_at", "ends_at"))
    return replace(
        at_office(wish, choice["office_id"]),
        interval=Interval(start, end),
        use_dates=tuple(map(date.fromisoformat, choice["use_dates"])),
        conf_system=choice.get("conf_system") or wish.conf_system,
    )


def alternatives_of(tx: Connection, occurrence_id: int, *, actor: Actor, now: datetime) -> tuple[Instead, ...]:
    """Those of one date that can be booked at this moment, for whoever may see its request.

    Raises:
        NotFound: there is no such date, or it is not this reader's business.
    """
    asked = by_ids(tx, [occurrence_id])
    if not asked:
        raise NotFound("occurrence", occurrence_id)
    dates = [item for item in of_request(tx, asked[0].request_id, actor=actor) if item.occurrence_id == occurrence_id]
    return bookable_now(tx, dates, now=now).get(occurrence_id, ())


def bookable_now(
    tx: Connection, dates: Iterable[RequestView], *, now: datetime, policy: Policy = DEFAULT_POLICY
) -> dict[int, tuple[Instead, ...]]:
    """By occurrence: what is still free and no rule refuses. What was free when it was offered may be taken by now."""
    refused = [item for item in dates if item.state is RequestState.REFUSED and item.alternatives]
    asked = {item.occurrence_id: item.wish for item in by_ids(tx, [item.occurrence_id for item in refused])}
    wishes = {
        (item.occurrence_id, number): wish_instead(asked[item.occurrence_id], choice)
        for item in refused
        for number, choice in enumerate(item.alternatives)
    }
    ahead = {key: wish for key, wish in wishes.items() if wish.interval.start > now}
    if not ahead:
        return {}
    free = _Free.load(tx, list(ahead.values()), now=now, policy=policy)
    found: dict[int, list[Instead]] = defaultdict(list)
    alternatives = {item.occurrence_id: item.alternatives for item in refused}
    for (occurrence_id, number), wish in ahead.items():
        if free.has(wish):
            choice = alternatives[occurrence_id][number]
            found[occurrence_id].append(Instead(number, choice, difference(asked[occurrence_id], wish)))
    return {occurrence_id: tuple(items) for occurrence_id, items in found.items()}


def with_bookable(tx: Connection, dates: Iterable[RequestView], *, now: datetime) -> tuple[RequestView, ...]:
    """The dates with those of their alternatives alone that can be booked now, each with its `number` to take it by."""
    listed = tuple(dates)
    free = bookable_now(tx, listed, now=now)
    return tuple(
        replace(
            item, alternatives=tuple({**way.choice, "number": way.number} for way in free.get(item.occurrence_id, ()))
        )
        for item in listed
    )


def difference(asked: Wish, other: Wish) -> Reason:
    """In which way an alternative is not what was asked for."""
    days = (local_date(other.interval.start) - local_date(asked.interval.start)).days
    minutes = int((other.interval.start - asked.interval.start) // timedelta(minutes=1)) - days * 24 * 60
    is_elsewhere = other.office_id != asked.office_id
    if is_elsewhere and not days and not minutes:
        return Reason("instead-office", {"office": other.office_id})
    if is_elsewhere or (days and minutes) or other.interval.length != asked.interval.length:
        return Reason("instead-other")
    if days:
        return Reason("instead-day", {"day": local_date(other.interval.start)})
    if minutes > 0:
        return Reason("instead-later", {"minutes": minutes})
    if minutes < 0:
        return Reason("instead-earlier", {"minutes": -minutes})
    return Reason("instead-as_asked")


@dataclass(frozen=True, slots=True)
class _Free:
    """What stands at this moment, for the wishes of a few people."""

    stock: Stock
    people: Mapping[str, Applicant]
    seats: Mapping[int, tuple[Interval, ...]]
    days_at_home: Mapping[str, frozenset[date]]
    closed: ClosedDays
    now: datetime
    policy: Policy

    @classmethod
    def load(cls, tx: Connection, wishes: list[Wish], *, now: datetime, policy: Policy) -> _Free:
        window = Interval(
            min(wish.interval.start for wish in wishes), max(wish.interval.end for wish in wishes) + TURNAROUND
        )
        people = applicants(tx, {wish.staff_id for wish in wishes})
        return cls(
            stock=load_stock(tx, window, office_ids={need.office_id for wish in wishes for need in needs_of(wish)}),
            people=people,
            seats=_seats(tx, [person.person_no for person in people.values()], window),
            days_at_home={staff_id: frozenset(telework_days(tx, staff_id)) for staff_id in people},
            closed=closed_days(tx),
            now=now,
            policy=policy,
        )

    def has(self, wish: Wish) -> bool:
        person = self.people[wish.staff_id]
        days = self.days_at_home[wish.staff_id]
        if judge_new(wish, person, self.closed, self.policy, now=self.now, telework_days=days).refusals:
            return False
        takes_seat = wish.kind in {Kind.SEAT, Kind.BUNDLE}
        if takes_seat and any(held.overlaps(wish.interval) for held in self.seats.get(person.person_no, ())):
            return False
        return is_served(self.stock, wish)


def _seats(tx: Connection, person_nos: Iterable[int], window: Interval) -> dict[int, tuple[Interval, ...]]:
    """When each person has a seat already: nobody gets two at a time."""
    query = select(allocation.c.person_no, allocation.c.starts_at, allocation.c.held_until).where(
        allocation.c.holds,
        allocation.c.person_no.in_(list(person_nos)),
        allocation.c.starts_at < window.end,
        allocation.c.held_until > window.start,
    )
    found: dict[int, tuple[Interval, ...]] = {}
    for row in tx.execute(query):
        found[row.person_no] = (*found.get(row.person_no, ()), Interval(row.starts_at, row.held_until))
    return found
