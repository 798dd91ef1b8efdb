"""Takes what stands and what is asked for, in one read transaction, as a problem for the solver.

All policy is decided here: the solver sees only options that the office's rules allow.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from calendars import ClosedDays
from scheduler.availability.stock import Stock, StockUnit, load_stock
from scheduler.db.tables import allocation, travel
from scheduler.domain.applicant import Applicant
from scheduler.domain.interval import Interval, merged
from scheduler.domain.loan_period import at
from scheduler.domain.policy import Policy
from scheduler.domain.reason import Reason
from scheduler.domain.states import Approval
from scheduler.domain.verdict import judge
from scheduler.domain.wish import Need, Wish, conference_systems, needs_of
from scheduler.offices.queries import closed_days
from scheduler.plans.choices import Choice, Choices, Flexibility, asked, beyond, cost_of
from scheduler.requests.priority import weight
from scheduler.requests.queries import Occurrence, in_period, past_refusals
from scheduler.staff.queries import applicants, booked_telework_days
from solver.allocation import AllocationProblem, Assignment, Option, Pool, Request, Unit, Use

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
# Loans reach beyond the round at both ends.
MARGIN = timedelta(days=14)
# Pools of persons are numbered below zero: a seat pool by the person, a month's days from here on.
FIRST_MONTH_POOL = -1_000_000_000


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided about the plan before: assignments to keep, and options never to give again."""

    current: Mapping[int, Assignment] = field(default_factory=dict)
    pinned: frozenset[int] = frozenset()
    rejected: Mapping[int, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A problem and what its numbers mean. A request's id in the problem is its occurrence's id.

    `barred` are occurrences that no option can serve whatever the others get, with the rule that says so.
    """

    problem: AllocationProblem
    choices: Choices
    barred: Mapping[int, tuple[Reason, ...]]
    occurrences: Mapping[int, Occurrence]


def take(
    tx: Connection,
    first_day: date,
    last_day: date,
    *,
    seed: int,
    policy: Policy,
    decisions: Decisions = Decisions(),
) -> Snapshot:
    """The problem of a round: every approved request that waits and begins in the period."""
    found = [item for item in in_period(tx, first_day, last_day) if item.approval is Approval.APPROVED]
    builder = _Builder.load(tx, found, first_day, last_day, policy, decisions)
    requests = tuple(builder.request(item) for item in found)
    problem = AllocationProblem(
        pools=builder.pools(),
        requests=requests,
        seed=seed,
        goals=("served", "stability", "cost", "packing")
        if decisions.current
        else ("served", "cost", "stability", "packing"),
    )
    return Snapshot(problem, builder.choices, builder.barred, {item.occurrence_id: item for item in found})


@dataclass
class _Builder:
    """The tables of one snapshot, looked up while the requests are translated."""

    stock: Stock
    people: Mapping[str, Applicant]
    minutes: Mapping[str, Mapping[str, int]]
    refusals: Mapping[str, int]
    closed: ClosedDays
    policy: Policy
    decisions: Decisions
    persons: _PersonPools
    choices: Choices = field(default_factory=dict)
    barred: dict[int, tuple[Reason, ...]] = field(default_factory=dict)
    _series: dict[str, int] = field(default_factory=dict)
    _serving: dict[tuple[object, ...], tuple[StockUnit, ...]] = field(default_factory=dict)

    @classmethod
    def load(
        cls,
        tx: Connection,
        found: list[Occurrence],
        first_day: date,
        last_day: date,
        policy: Policy,
        decisions: Decisions,
    ) -> _Builder:
        window = Interval(
            at(first_day, datetime.min.time()) - MARGIN, at(last_day, datetime.min.time()) + MARGIN + timedelta(1)
        )
        people = applicants(tx)
        return cls(
            stock=load_stock(tx, window),
            people=people,
            minutes=_minutes(tx),
            refusals=past_refusals(tx, first_day, first_day),
            closed=closed_days(tx),
            policy=policy,
            decisions=decisions,
            persons=_PersonPools.load(tx, found, people, window, policy),
        )

    def pools(self) -> tuple[Pool, ...]:
        units: dict[int, list[Unit]] = defaultdict(list)
        for unit in self.stock.units:
            units[unit.pool_id].append(Unit(unit.unit_id, tuple(_span(busy) for busy in unit.busy)))
        real = (Pool(pool_id, tuple(members)) for pool_id, members in sorted(units.items()))
        return (*real, *self.persons.pools)

    def request(self, item: Occurrence) -> Request:
        minutes = self.minutes.get(item.wish.office_id, {})
        flexibility = Flexibility(item.flex_earlier_min, item.flex_later_min, item.alt_office_ids, item.alt_dates)
        wanted = list(asked(item.wish, flexibility, minutes, self.closed, self.policy))
        further = list(beyond(item.wish, tuple(minutes), self.closed, self.policy))
        meanings: dict[int, Choice] = {}
        never = self.decisions.rejected.get(item.occurrence_id, frozenset())
        options = [
            option for option in self._options(item, wanted, 0, minutes, meanings) if option.option_id not in never
        ]
        fallbacks = list(self._options(item, further, len(wanted) * 2, minutes, meanings))
        self.choices[item.occurrence_id] = meanings
        if not options:
            self.barred[item.occurrence_id] = self._why_barred(item, bool(never))
        current = self.decisions.current.get(item.occurrence_id)
        return Request(
            request_id=item.occurrence_id,
            weight=weight(item.priority, self.refusals.get(item.wish.staff_id, 0)),
            options=tuple(options),
            fallbacks=tuple(fallbacks),
            pinned=current if item.occurrence_id in self.decisions.pinned else None,
            current=current,
            series=self._series.setdefault(item.series_id, len(self._series)) if item.series_id else None,
        )

    def _options(
        self,
        item: Occurrence,
        wishes: Iterable[Wish],
        first_id: int,
        minutes: Mapping[str, int],
        meanings: dict[int, Choice],
    ) -> Iterator[Option]:
        """Numbered by their place in the list, allowed or not: a later snapshot gives the same numbers."""
        applicant = self.people[item.wish.staff_id]
        systems = conference_systems(item.wish)
        for place, wish in enumerate(wishes):
            if judge(wish, applicant, self.closed, self.policy).refusals:
                continue
            for turn, system in enumerate(systems):
                uses = self._uses(replace(wish, conf_system=system))
                if uses is None:
                    continue
                option_id = first_id + place * 2 + turn
                cost = cost_of(item.wish, wish, minutes)
                meanings[option_id] = Choice(
                    wish.office_id, wish.interval.start, wish.interval.end, wish.use_dates, system, cost
                )
                yield Option(option_id, (*uses, *self.persons.uses(wish)), cost)

    def _uses(self, wish: Wish) -> tuple[Use, ...] | None:
        uses = []
        for need in needs_of(wish):
            units = self._units_for(need)
            if len(units) < need.quantity:
                return None
            turnaround = max(unit.turnaround_min for unit in units)
            start, end = _span(need.interval)
            uses.append(Use(tuple(sorted({unit.pool_id for unit in units})), start, end + turnaround, need.quantity))
        return tuple(uses)

    def _units_for(self, need: Need) -> tuple[StockUnit, ...]:
        key = (need.unit_kinds, need.office_id, need.people, need.attributes, need.conf_system)
        if key not in self._serving:
            self._serving[key] = tuple(unit for unit in self.stock.units if unit.serves(need))
        return self._serving[key]

    def _why_barred(self, item: Occurrence, was_rejected: bool) -> tuple[Reason, ...]:
        refusals = judge(item.wish, self.people[item.wish.staff_id], self.closed, self.policy).refusals
        if refusals:
            return refusals
        if was_rejected:
            return (Reason("rejected-by-hand"),)
        for system in conference_systems(item.wish):
            for need in needs_of(replace(item.wish, conf_system=system)):
                if len(self._units_for(need)) < need.quantity:
                    return (
                        Reason(
                            "no-such-unit",
                            {"kind": need.unit_kinds[0], "office": need.office_id, "system": system},
                        ),
                    )
        return (Reason("no-option"),)


@dataclass(frozen=True)
class _PersonPools:
    """What one person may have only so much of, as pools of their own: one seat at a time, five days a month."""

    pools: tuple[Pool, ...]
    _seats: Mapping[str, int]
    _months: Mapping[tuple[str, int, int], int]

    @classmethod
    def load(
        cls, tx: Connection, found: list[Occurrence], people: Mapping[str, Applicant], window: Interval, policy: Policy
    ) -> _PersonPools:
        pools: list[Pool] = []
        seats: dict[str, int] = {}
        held = _held_seats(tx, window)
        sitting = Counter(item.wish.staff_id for item in found if item.wish.kind in {"seat", "bundle"})
        for staff_id, count in sorted(sitting.items()):
            busy = held.get(people[staff_id].person_no, [])
            if count > 1 or busy:
                pool_id = -people[staff_id].person_no
                pools.append(Pool(pool_id, (Unit(pool_id, tuple(_span(item) for item in merged(busy))),)))
                seats[staff_id] = pool_id
        months: dict[tuple[str, int, int], int] = {}
        days = Counter((item.wish.staff_id, day.year, day.month) for item in found for day in item.wish.use_dates)
        taken = booked_telework_days(tx, {key[0] for key in days})
        for (staff_id, year, month), asked_days in sorted(days.items()):
            used = sum(1 for day in taken.get(staff_id, ()) if (day.year, day.month) == (year, month))
            left = max(0, policy.telework_days_per_month - used)
            if asked_days > left:
                pool_id = FIRST_MONTH_POOL - 100 * len(months)
                pools.append(Pool(pool_id, tuple(Unit(pool_id - number) for number in range(left))))
                months[staff_id, year, month] = pool_id
        return cls(tuple(pools), seats, months)

    def uses(self, wish: Wish) -> Iterator[Use]:
        start, end = _span(wish.interval)
        if wish.kind in {"seat", "bundle"} and wish.staff_id in self._seats:
            yield Use((self._seats[wish.staff_id],), start, end)
        for (year, month), days in Counter((day.year, day.month) for day in wish.use_dates).items():
            pool_id = self._months.get((wish.staff_id, year, month))
            if pool_id is not None:
                first = at(date(year, month, 1), datetime.min.time())
                yield Use((pool_id,), minute(first), minute(first + timedelta(days=28)), days)


def _held_seats(tx: Connection, window: Interval) -> dict[int, list[Interval]]:
    query = select(allocation).where(
        allocation.c.holds,
        allocation.c.person_no.is_not(None),
        allocation.c.starts_at < window.end,
        allocation.c.held_until > window.start,
    )
    held: dict[int, list[Interval]] = defaultdict(list)
    for row in tx.execute(query):
        held[row.person_no].append(Interval(row.starts_at, row.held_until))
    return held


def _minutes(tx: Connection) -> dict[str, dict[str, int]]:
    """Road minutes from each office to the others, nearest first."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    query = select(travel).order_by(travel.c.from_office_id, travel.c.minutes, travel.c.to_office_id)
    for row in tx.execute(query):
        found[row.from_office_id][row.to_office_id] = row.minutes
    return found


def minute(moment: datetime) -> int:
    """The solver counts whole minutes from 1970."""
    return int((moment - EPOCH) // timedelta(minutes=1))


def moment_of(minutes: int) -> datetime:
    return EPOCH + timedelta(minutes=minutes)


def _span(interval: Interval) -> tuple[int, int]:
    return minute(interval.start), minute(interval.end)
