"""The part of the office that a change touches, as a problem: bookings that could stand elsewhere, and dates that wait.

The same rules as in a round (scheduler.plans.snapshot), on the stock without what those bookings hold.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select

from scheduler.availability.stock import Stock, load_stock
from scheduler.db.tables import allocation
from scheduler.domain.interval import Interval
from scheduler.domain.policy import Policy
from scheduler.domain.verdict import judge
from scheduler.domain.wish import Wish, conference_systems, needs_of
from scheduler.moving.standing import Needs, Standing
from scheduler.plans.choices import Choice, Choices, Flexibility, asked, cost_of
from scheduler.plans.decisions import NO_DECISIONS
from scheduler.plans.scenario import NOTHING
from scheduler.plans.snapshot import ProblemBuilder
from scheduler.plans.supposing import Numbers
from scheduler.plans.terms import Terms
from scheduler.quotas.queries import standing as quotas_in_force
from scheduler.requests.priority import BASE, weight
from scheduler.requests.queries import Occurrence
from scheduler.staff.queries import applicants
from solver.allocation import AllocationProblem, Assignment, Option, Request

# Weights are counted in hundredths here, so that at equal weight whoever has waited longer comes first.
SCALE = 100


@dataclass(frozen=True, slots=True)
class Part:
    """Dates that wait have their own numbers in the problem, bookings their numbers below zero."""

    problem: AllocationProblem
    standing: tuple[Assignment, ...]
    choices: Choices
    bookings: Mapping[int, Standing]

    @property
    def wanted(self) -> frozenset[int]:
        """The dates that wait."""
        return frozenset(item.request_id for item in self.problem.requests if item.request_id > 0)


@dataclass(frozen=True, slots=True)
class _Terms(Terms):
    """The stock without what some bookings hold: they are in the problem themselves."""

    moving: tuple[int, ...] = ()

    def stock(self, tx: Connection, numbers: Numbers) -> Stock:  # noqa: ARG002 - nothing is supposed here
        return load_stock(tx, self.window, except_booking_ids=self.moving)


def take_part(
    tx: Connection,
    bookings: Sequence[Standing],
    waiting: Sequence[Occurrence] = (),
    *,
    displaced: Collection[int] = (),
    declined: Collection[tuple[int, str, datetime]] = (),
    policy: Policy,
    now: datetime,
) -> Part:
    """Everything that is to be looked at together; `waiting` in the order in which it began to wait.

    `displaced` are numbers of bookings that cannot stay: they may go wherever their people said they could.
    `declined`: dates with an office and a start that their persons did not want.
    """
    wishes = [*(item.wish for item in bookings), *(item.wish for item in waiting)]
    days = [wish.interval.start.date() for wish in wishes]
    moving = tuple(item.booking_id for item in bookings)
    given = _Terms(min(days), max(days), policy, NO_DECISIONS, NOTHING, None, now, moving)
    # Quotas count everybody's bookings; without them only those who are looked at matter.
    people = applicants(tx) if quotas_in_force(tx) else applicants(tx, {wish.staff_id for wish in wishes})
    builder = ProblemBuilder.load(tx, list(waiting), people, given)
    elsewhere = _Elsewhere(builder, _other_seats(tx, bookings), _sitting_twice(bookings), policy, now)
    asking = [_asking(builder, item, place, declined) for place, item in enumerate(waiting)]
    standing = [elsewhere.request(item, item.booking_id in displaced) for item in bookings]
    problem = AllocationProblem(
        pools=builder.pools,
        requests=(*standing, *asking),
        goals=("entitled", "served", "cost", "stability") if builder.quotas.pools else ("served", "cost", "stability"),
    )
    return Part(
        problem,
        tuple(Assignment(-item.booking_id, 0, item.units) for item in bookings),
        {**builder.choices, **elsewhere.choices},
        {-item.booking_id: item for item in bookings},
    )


def _asking(
    builder: ProblemBuilder, item: Occurrence, place: int, declined: Collection[tuple[int, str, datetime]]
) -> Request:
    """At equal weight the earlier in the list comes first."""
    request = builder.request(item)
    choices = builder.choices[item.occurrence_id]
    options = tuple(option for option in request.options if _place(item, choices[option.option_id]) not in declined)
    turn = request.weight * SCALE + max(0, SCALE - 1 - place)
    return replace(request, weight=turn, options=options, fallbacks=())


def _place(item: Occurrence, choice: Choice) -> tuple[int, str, datetime]:
    return item.occurrence_id, choice.office_id, choice.starts_at


class _Elsewhere:
    """Where each booking could be, as options; the first is where it stands."""

    def __init__(
        self,
        builder: ProblemBuilder,
        other_seats: Mapping[int, Sequence[Interval]],
        sitting_twice: Collection[str],
        policy: Policy,
        now: datetime,
    ) -> None:
        self.choices: Choices = {}
        self._builder = builder
        self._other_seats = other_seats
        self._sitting_twice = sitting_twice
        self._policy = policy
        self._now = now

    def request(self, item: Standing, is_displaced: bool) -> Request:
        request_id = -item.booking_id
        meanings: dict[int, Choice] = {}
        options = []
        for place, (wish, needs) in enumerate(self._ways(item, is_displaced)):
            uses = self._builder.uses_of(needs)
            if uses is None or (place and not self._may_be(item, wish)):
                continue
            original = item.asked.wish if item.asked else item.wish
            cost = cost_of(original, wish, self._builder.minutes.get(original.office_id, {}))
            meanings[place] = Choice(
                wish.office_id, wish.interval.start, wish.interval.end, wish.use_dates, wish.conf_system, cost
            )
            options.append(Option(place, uses, cost))
        self.choices[request_id] = meanings
        counts = weight(item.asked.priority, 0) if item.asked else BASE
        return Request(request_id, counts * SCALE, tuple(options), kind=item.wish.kind.value)

    def _ways(self, item: Standing, is_displaced: bool) -> Iterator[tuple[Wish, Needs]]:
        yield from item.elsewhere(self._policy)
        if not is_displaced or item.asked is None:
            return
        flexible = item.asked
        flexibility = Flexibility(
            flexible.flex_earlier_min, flexible.flex_later_min, flexible.alt_office_ids, flexible.alt_dates
        )
        minutes = self._builder.minutes.get(flexible.wish.office_id, {})
        for wish in asked(flexible.wish, flexibility, minutes, self._builder.closed, self._policy):
            for system in conference_systems(wish):
                chosen = replace(wish, conf_system=system)
                yield chosen, needs_of(chosen)

    def _may_be(self, item: Standing, wish: Wish) -> bool:
        """No rule refuses it, it has not begun, and its person does not sit elsewhere at that time."""
        if wish.interval.start <= self._now or wish.use_dates != item.wish.use_dates:
            return False
        is_moved = wish.interval != item.wish.interval
        if is_moved and wish.staff_id in self._sitting_twice:
            return False
        if is_moved and any(other.overlaps(wish.interval) for other in self._other_seats.get(item.booking_id, ())):
            return False
        return not judge(wish, self._builder.people[wish.staff_id], self._builder.closed, self._policy).refusals


def _sitting_twice(bookings: Sequence[Standing]) -> frozenset[str]:
    """Who has several bookings here: their times stay, so that no two of them meet."""
    counts = Counter(item.wish.staff_id for item in bookings)
    return frozenset(staff_id for staff_id, count in counts.items() if count > 1)


def _other_seats(tx: Connection, bookings: Sequence[Standing]) -> Mapping[int, Sequence[Interval]]:
    """By booking: when its person sits in a seat of another one."""
    people = applicants(tx, {item.wish.staff_id for item in bookings})
    numbers = {person.person_no: person.staff_id for person in people.values()}
    query = select(allocation).where(allocation.c.holds, allocation.c.person_no.in_(list(numbers)))
    held: dict[str, list[tuple[int, Interval]]] = defaultdict(list)
    for row in tx.execute(query):
        held[numbers[row.person_no]].append((row.booking_id, Interval(row.starts_at, row.held_until)))
    return {
        item.booking_id: [times for booking_id, times in held[item.wish.staff_id] if booking_id != item.booking_id]
        for item in bookings
    }
