"""Takes what stands and what is asked for, in one read transaction, as a problem for the solver.

All policy is decided here: the solver sees only options that the office's rules allow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import Connection, select

from calendars import ClosedDays
from scheduler.availability.stock import Stock, StockUnit
from scheduler.db.tables import travel
from scheduler.domain.applicant import Applicant
from scheduler.domain.interval import Interval
from scheduler.domain.policy import Policy
from scheduler.domain.reason import Reason, ReasonParam
from scheduler.domain.states import Approval
from scheduler.domain.verdict import judge
from scheduler.domain.wish import Need, Wish, conference_systems, needs_of
from scheduler.offices.queries import closed_days
from scheduler.own_calendars.queries import busy_of
from scheduler.own_calendars.rules import keeps_free
from scheduler.plans.carrying import Carrying
from scheduler.plans.choices import Choice, Choices, Flexibility, asked, beyond, cost_of
from scheduler.plans.decisions import NO_DECISIONS, Decisions
from scheduler.plans.earlier import Earlier
from scheduler.plans.lacking import Lack, lack_of
from scheduler.plans.minutes import minute, moment_of, span
from scheduler.plans.person_pools import PersonPools
from scheduler.plans.scenario import NOTHING, Scenario
from scheduler.plans.supposing import (
    Numbers,
    supposed_demand,
    supposed_policy,
)
from scheduler.plans.terms import Terms
from scheduler.plans.worked_hours import at_hours_worked
from scheduler.quotas.pools import QUOTA_TWIN, QuotaPools
from scheduler.requests.queries import Occurrence, in_period
from scheduler.staff.queries import applicants
from solver.allocation import AllocationProblem, Option, Pool, Request, Unit, Use

__all__ = ["Decisions", "Snapshot", "minute", "moment_of", "take"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A problem and what its numbers mean. A request's id in the problem is its occurrence's id.

    `barred` are occurrences that no option can serve whatever the others get, with the rule that says so.
    """

    problem: AllocationProblem
    choices: Choices
    barred: Mapping[int, tuple[Reason, ...]]
    occurrences: Mapping[int, Occurrence]
    # Past refusals that count in each weight; those without any are left out.
    refusals: Mapping[int, int] = field(default_factory=dict)
    # Of the barred, those whose office lacks what they asked for.
    lacking: Mapping[int, Lack] = field(default_factory=dict)
    # Units that a scenario supposes.
    added: tuple[StockUnit, ...] = ()


def take(
    tx: Connection,
    first_day: date,
    last_day: date,
    *,
    seed: int,
    policy: Policy,
    now: datetime,
    decisions: Decisions = NO_DECISIONS,
    scenario: Scenario = NOTHING,
    earlier: Earlier | None = None,
) -> Snapshot:
    """The problem of a round: every approved request that waits and begins in the period.

    Nothing that has begun at `now` is among the options (see `Terms.has_begun`). With a scenario, what it supposes is
    different; with `earlier`, requests, stock and moment are those of that plan.
    """
    if earlier is None:
        found = [item for item in in_period(tx, first_day, last_day) if item.approval is Approval.APPROVED]
    else:
        found = earlier.requests(tx)
    found, people = supposed_demand(found, applicants(tx), scenario, seed)
    found = at_hours_worked(tx, found, policy)
    moment = earlier.made_at if earlier else now
    given = Terms(first_day, last_day, supposed_policy(policy, scenario), decisions, scenario, earlier, moment)
    builder = ProblemBuilder.load(tx, found, people, given)
    requests = tuple(builder.request(item) for item in found)
    # What people know already is kept before anything is improved; a what-if asks how good it could be.
    is_repeated = decisions.current and scenario is NOTHING and earlier is None
    later = ("stability", "cost", "packing") if is_repeated else ("cost", "stability", "packing")
    problem = AllocationProblem(
        pools=builder.pools,
        requests=requests,
        seed=seed,
        goals=("entitled", "served", *later) if builder.quotas.pools else ("served", *later),
    )
    occurrences = {item.occurrence_id: item for item in found}
    added = tuple(unit for unit in builder.stock.units if unit.unit_id >= builder.numbers.unit_id)
    refused = {key: times for key, times in builder.refusals.items() if times}
    return Snapshot(problem, builder.choices, builder.barred, occurrences, refused, builder.lacking, added)


@dataclass
class ProblemBuilder:
    """The tables of one snapshot, looked up while the requests are translated."""

    given: Terms
    stock: Stock
    people: Mapping[str, Applicant]
    minutes: Mapping[str, Mapping[str, int]]
    refusals: Mapping[int, int]
    closed: ClosedDays
    # When people have meetings by their own calendars.
    elsewhere: Mapping[str, Sequence[Interval]]
    persons: PersonPools
    quotas: QuotaPools
    pools: tuple[Pool, ...]
    carrying: Carrying
    numbers: Numbers
    choices: Choices = field(default_factory=dict)
    barred: dict[int, tuple[Reason, ...]] = field(default_factory=dict)
    lacking: dict[int, Lack] = field(default_factory=dict)
    _series: dict[str, int] = field(default_factory=dict)
    _serving: dict[tuple[object, ...], tuple[StockUnit, ...]] = field(default_factory=dict)

    @classmethod
    def load(
        cls, tx: Connection, found: list[Occurrence], people: Mapping[str, Applicant], given: Terms
    ) -> ProblemBuilder:
        numbers = Numbers.load(tx)
        stock = given.stock(tx, numbers)
        persons = PersonPools.load(tx, found, people, given.window, given.policy, given.granted_by)
        quotas = QuotaPools.load(tx, found, people, given.first_day, given.last_day, given.granted_by)
        pools = (*_real_pools(stock), *persons.pools, *quotas.pools)
        return cls(
            given=given,
            stock=stock,
            people=people,
            minutes=_minutes(tx),
            refusals=given.refusals(tx, found, people),
            closed=closed_days(tx),
            elsewhere=busy_of(tx, people.keys(), given.window),
            persons=persons,
            quotas=quotas,
            pools=pools,
            carrying=Carrying(pools),
            numbers=numbers,
        )

    def request(self, item: Occurrence) -> Request:
        minutes = self.minutes.get(item.wish.office_id, {})
        flexibility = Flexibility(item.flex_earlier_min, item.flex_later_min, item.alt_office_ids, item.alt_dates)
        wanted = list(asked(item.wish, flexibility, minutes, self.closed, self.given.policy))
        further = list(beyond(item.wish, tuple(minutes), self.closed, self.given.policy))
        meanings: dict[int, Choice] = {}
        never = {number % QUOTA_TWIN for number in self.given.decisions.rejected.get(item.occurrence_id, ())}
        options = [
            variant
            for option, wish in self._options(item, wanted, 0, minutes, meanings)
            if option.option_id not in never
            for variant in self._within_and_beyond(option, wish, meanings)
        ]
        # Nobody is given a fallback by the solver, so a quota has no say in it.
        fallbacks = [option for option, _ in self._options(item, further, len(wanted) * 2, minutes, meanings)]
        self.choices[item.occurrence_id] = meanings
        if not options:
            self.barred[item.occurrence_id] = self._why_barred(item, bool(never))
        had = self.given.decisions.current.get(item.occurrence_id)
        is_pinned = item.occurrence_id in self.given.decisions.pinned
        pinned = self.carrying.pin(had, options) if had and is_pinned else None
        return Request(
            request_id=item.occurrence_id,
            weight=self.given.scenario.weight(item.priority, self.refusals[item.occurrence_id]),
            options=tuple(options),
            fallbacks=tuple(fallbacks),
            pinned=pinned,
            current=pinned or (self.carrying.current(had, options) if had else None),
            series=self._series.setdefault(item.series_id, len(self._series)) if item.series_id else None,
            kind=item.wish.kind.value,
        )

    def _within_and_beyond(self, option: Option, wish: Wish, meanings: dict[int, Choice]) -> Iterator[Option]:
        """The option within the quotas of its person, and its twin that takes what the entitled leave."""
        shares = self.quotas.uses(wish)
        if not shares:
            yield option
            return
        twin = replace(option, option_id=option.option_id + QUOTA_TWIN, entitled=False)
        meanings[twin.option_id] = meanings[option.option_id]
        yield replace(option, uses=(*option.uses, *shares))
        yield twin

    def _options(
        self,
        item: Occurrence,
        wishes: Iterable[Wish],
        first_id: int,
        minutes: Mapping[str, int],
        meanings: dict[int, Choice],
    ) -> Iterator[tuple[Option, Wish]]:
        """Numbered by their place in the list, allowed or not: a later snapshot gives the same numbers."""
        applicant = self.people[item.wish.staff_id]
        systems = conference_systems(item.wish)
        busy = self.elsewhere.get(item.wish.staff_id, ())
        for place, wish in enumerate(wishes):
            if not keeps_free(item.wish, wish, busy):
                continue
            if self.given.has_begun(wish.interval) or judge(wish, applicant, self.closed, self.given.policy).refusals:
                continue
            for turn, system in enumerate(systems):
                uses = self.uses_of(needs_of(replace(wish, conf_system=system)))
                if uses is None:
                    continue
                option_id = first_id + place * 2 + turn
                cost = cost_of(item.wish, wish, minutes)
                meanings[option_id] = Choice(
                    wish.office_id, wish.interval.start, wish.interval.end, wish.use_dates, system, cost
                )
                yield Option(option_id, (*uses, *self.persons.uses(wish)), cost), wish

    def uses_of(self, needs: Iterable[Need]) -> tuple[Use, ...] | None:
        """What the needs take of the stock; None when there are not even enough units of the sort."""
        uses = []
        for need in needs:
            units = self._units_for(need)
            if len(units) < need.quantity:
                return None
            turnaround = max(unit.turnaround_min for unit in units)
            start, end = span(need.interval)
            uses.append(Use(tuple(sorted({unit.pool_id for unit in units})), start, end + turnaround, need.quantity))
        return tuple(uses)

    def _units_for(self, need: Need) -> tuple[StockUnit, ...]:
        key = (need.unit_kinds, need.office_id, need.people, need.attributes, need.conf_system)
        if key not in self._serving:
            self._serving[key] = tuple(unit for unit in self.stock.units if unit.serves(need))
        return self._serving[key]

    def _why_barred(self, item: Occurrence, was_rejected: bool) -> tuple[Reason, ...]:
        refusals = judge(item.wish, self.people[item.wish.staff_id], self.closed, self.given.policy).refusals
        if refusals:
            return refusals
        if was_rejected:
            return (Reason("rejected-by-hand"),)
        if self.given.has_begun(item.wish.interval):
            return (Reason("has-begun", {"start": item.wish.interval.start}),)
        for system in conference_systems(item.wish):
            needs = needs_of(replace(item.wish, conf_system=system))
            for need in needs:
                fitting = len(self._units_for(need))
                if fitting < need.quantity:
                    personal = (*self.persons.uses(item.wish), *self.quotas.uses(item.wish))
                    self.lacking[item.occurrence_id] = lack_of(needs, self._units_for, personal)
                    return (_too_few(need, fitting),)
        return (Reason("no-option"),)


def _too_few(need: Need, fitting: int) -> Reason:
    """Why the stock of an office can never serve the need, however little the others take."""
    where: dict[str, ReasonParam] = {"kind": need.unit_kinds[0], "office": need.office_id}
    if fitting:
        return Reason("too-few-units", {**where, "total": fitting, "quantity": need.quantity})
    if need.attributes:
        return Reason("no-unit-with", {**where, "attributes": ";".join(sorted(need.attributes))})
    return Reason("no-such-unit", {**where, "system": need.conf_system})


def _real_pools(stock: Stock) -> Iterator[Pool]:
    units: dict[int, list[Unit]] = defaultdict(list)
    for unit in stock.units:
        units[unit.pool_id].append(Unit(unit.unit_id, tuple(span(busy) for busy in unit.busy)))
    for pool_id, members in sorted(units.items()):
        yield Pool(pool_id, tuple(members))


def _minutes(tx: Connection) -> dict[str, dict[str, int]]:
    """Road minutes from each office to the others, nearest first."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    query = select(travel).order_by(travel.c.from_office_id, travel.c.minutes, travel.c.to_office_id)
    for row in tx.execute(query):
        found[row.from_office_id][row.to_office_id] = row.minutes
    return found
