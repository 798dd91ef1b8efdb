"""Quotas as the solver sees them: pools of as many virtual units as the group may have.

An option within the quotas of its request uses them; its twin goes without and is not `entitled`, so that it takes
only what the entitled leave. Unused shares therefore never keep anybody from anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from scheduler.domain.applicant import Applicant
from scheduler.domain.interval import Interval
from scheduler.domain.loan_period import at
from scheduler.domain.wish import Wish
from scheduler.plans.minutes import days, span
from scheduler.quotas.queries import Quota, days_of_use, grades, standing
from scheduler.quotas.usage import Held, held_of, held_units
from scheduler.requests.queries import Occurrence
from solver.allocation import Pool, Unit, Use

FIRST_QUOTA_POOL = -2_000_000_000
QUOTA_POOL_STEP = 10_000
# The option of that number and this much more is the same one beyond the quotas.
QUOTA_TWIN = 1_000_000
# A loan or a repeated request may reach into the months around the round.
MARGIN = timedelta(days=45)
Span = tuple[int, int]


def pool_of(quota_id: int) -> int:
    return FIRST_QUOTA_POOL - QUOTA_POOL_STEP * quota_id


def quota_of(pool_id: int) -> int | None:
    """The quota a pool stands for, None for any other pool."""
    return (FIRST_QUOTA_POOL - pool_id) // QUOTA_POOL_STEP if pool_id <= FIRST_QUOTA_POOL else None


@dataclass(frozen=True)
class QuotaPools:
    """The quotas that can bind in one round, as pools, and which of them a wish uses."""

    pools: tuple[Pool, ...]
    _quotas: tuple[Quota, ...]
    _people: Mapping[str, Applicant]
    _grades: Mapping[str, str]
    _round: Span

    @classmethod
    def load(
        cls,
        tx: Connection,
        found: Sequence[Occurrence],
        people: Mapping[str, Applicant],
        first_day: date,
        last_day: date,
        except_plan_id: int | None = None,
    ) -> QuotaPools:
        """A quota that everybody in its group together cannot exceed is left out."""
        round_days = days(first_day, last_day + timedelta(days=1))
        in_force = standing(tx)
        if not in_force:
            return cls((), (), people, {}, round_days)
        window = Interval(
            at(first_day, datetime.min.time()) - MARGIN, at(last_day, datetime.min.time()) + MARGIN + timedelta(1)
        )
        held = held_units(tx, window, except_plan_id=except_plan_id)
        of_people = grades(tx)
        pools, binding = [], []
        for item in in_force:
            counted = () if item.measure == "per_round" else held_of(item, held, people, of_people)
            asked = sum(
                item.could_be_taken_by(each.wish) for each in found if _belongs(item, each.wish, people, of_people)
            )
            if asked + len(counted) > item.most:
                pools.append(_pool(item, counted))
                binding.append(item)
        return cls(tuple(pools), tuple(binding), people, of_people, round_days)

    def uses(self, wish: Wish) -> tuple[Use, ...]:
        """One use for each quota and each of its periods that the wish would draw on."""
        return tuple(
            Use((pool_of(item.quota_id),), start, end, taken)
            for item in self._quotas
            if _belongs(item, wish, self._people, self._grades) and (taken := item.taken_by(wish))
            for start, end in self._spans(item, wish)
        )

    def _spans(self, item: Quota, wish: Wish) -> Iterable[Span]:
        if item.measure == "at_once":
            return (span(wish.interval),)
        if item.measure == "per_round":
            return (self._round,)
        return tuple(days(*period) for period in item.periods(days_of_use(wish)))


def _belongs(item: Quota, wish: Wish, people: Mapping[str, Applicant], of_people: Mapping[str, str]) -> bool:
    person = people[wish.staff_id]
    return item.covers(person, of_people.get(person.staff_id, ""), days_of_use(wish)[0])


def _pool(item: Quota, counted: Sequence[Held]) -> Pool:
    """Its virtual units, busy with what the group has already; what it has beyond its share is left out."""
    first = pool_of(item.quota_id)
    busy: list[list[Span]] = [[] for _ in range(item.most)]
    for start, end in sorted(_standing_spans(item, counted)):
        free = next((unit for unit in busy if not unit or unit[-1][1] <= start), None)
        if free is not None:
            free.append((start, end))
    return Pool(first, tuple(Unit(first - number, tuple(spans)) for number, spans in enumerate(busy)))


def _standing_spans(item: Quota, counted: Sequence[Held]) -> Iterable[Span]:
    for one in counted:
        if item.measure == "at_once":
            yield span(one.interval)
        else:
            yield from (days(*period) for period in item.periods(one.days))
