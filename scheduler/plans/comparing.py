"""Two plans side by side: who gains, who loses, what it costs in minutes, and what is proven of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from scheduler.db.tables import department, plan, travel
from scheduler.db.versions import load
from scheduler.domain.actor import Actor
from scheduler.domain.permission import may_run_rounds, may_see_names, require
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.plans.choices import Choice, decode
from scheduler.plans.scenario import Scenario, from_json
from scheduler.plans.supposing import FIRST_EXTRA
from scheduler.requests.queries import Occurrence, by_ids
from solver.allocation import Tier, decode_plan

# An office without a known road counts as two hours (scheduler/plans/choices.py).
UNKNOWN_ROAD_MIN = 120


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure of the first plan and of the second."""

    a: int
    b: int

    @property
    def difference(self) -> int:
        return self.b - self.a


@dataclass(frozen=True, slots=True)
class KindRow:
    """`asked` and `granted` requests of a kind, those that a scenario supposes included."""

    kind: str
    asked: Pair
    granted: Pair


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """Requests granted at an office."""

    office_id: str
    granted: Pair


@dataclass(frozen=True, slots=True)
class Weight:
    """Weight served, and what no plan of that problem can exceed."""

    value: int
    bound: int


@dataclass(frozen=True, slots=True)
class Change:
    """One date of one request that is served by one of the plans only; `staff_id` for those who may see names."""

    occurrence_id: int
    code: str
    staff_id: str | None
    department_id: str
    kind: str
    office_id: str


@dataclass(frozen=True, slots=True)
class SectionRow:
    """Gains and losses of a section's people, as counts."""

    department_id: str
    section_ja: str
    section_en: str
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Plan `b` against plan `a`. Weights compare only where `same_weights`: neither plan supposes others.

    `supposed`: how many of the granted are requests that nobody has made. Gains and losses are real ones only.
    """

    plan_a: int
    plan_b: int
    scenario_a: Scenario | None
    scenario_b: Scenario | None
    granted: Pair
    supposed: Pair
    by_kind: tuple[KindRow, ...]
    by_office: tuple[OfficeRow, ...]
    travel_min: Pair
    moved_min: Pair
    weight_a: Weight
    weight_b: Weight
    same_weights: bool
    gains: tuple[Change, ...]
    losses: tuple[Change, ...]
    placed_otherwise: int
    sections: tuple[SectionRow, ...]


@dataclass(frozen=True)
class _Side:
    """One of the two, with the choice that each served request was given."""

    plan_id: int
    scenario: Scenario | None
    kinds: Mapping[int, str]
    given: Mapping[int, Choice]
    served: Tier

    @classmethod
    def of(cls, row: Row[Any], asked: Mapping[int, Occurrence], request_ids: Sequence[int]) -> _Side:
        solution, choices = decode_plan(row.solution), decode(row.choices)
        extra = {int(key): kind for key, kind in row.figures.get("extra", {}).items()}
        return cls(
            plan_id=row.id,
            scenario=from_json(row.scenario) if row.scenario is not None else None,
            kinds={key: extra[key] if key in extra else asked[key].wish.kind.value for key in request_ids},
            given={item.request_id: choices[item.request_id][item.option_id] for item in solution.assignments},
            served=next(tier for tier in solution.tiers if tier.name == "served"),
        )


def compare(tx: Connection, plan_a: int, plan_b: int, *, actor: Actor) -> Comparison:
    """What is different in plan `b`.

    Raises:
        Refused: a plan that was not finished has nothing to compare.
    """
    require(may_run_rounds(actor), "compare-plans")
    rows = [load(tx, plan, plan_id) for plan_id in (plan_a, plan_b)]
    for row in rows:
        if row.solution is None:
            raise Refused(Reason("plan-not-finished", {"plan": row.id}))
    request_ids = [_requests_of(row) for row in rows]
    real = {key for ids in request_ids for key in ids if key < FIRST_EXTRA}
    asked = {item.occurrence_id: item for item in by_ids(tx, real)}
    a, b = (_Side.of(row, asked, ids) for row, ids in zip(rows, request_ids, strict=True))
    gains, losses = _only_in(b, a, asked, actor), _only_in(a, b, asked, actor)
    both = a.given.keys() & b.given.keys() & real
    minutes = _minutes(tx)
    return Comparison(
        plan_a=a.plan_id,
        plan_b=b.plan_id,
        scenario_a=a.scenario,
        scenario_b=b.scenario,
        granted=Pair(len(a.given), len(b.given)),
        supposed=Pair(*(sum(key >= FIRST_EXTRA for key in side.given) for side in (a, b))),
        by_kind=_by_kind(a, b),
        by_office=_by_office(a, b),
        travel_min=Pair(*(_total(side, asked, minutes, _travel) for side in (a, b))),
        moved_min=Pair(*(_total(side, asked, minutes, _moved) for side in (a, b))),
        weight_a=Weight(a.served.value, a.served.bound),
        weight_b=Weight(b.served.value, b.served.bound),
        same_weights=_weights(a.scenario) == _weights(b.scenario),
        gains=gains,
        losses=losses,
        placed_otherwise=sum(_place(a.given[key]) != _place(b.given[key]) for key in both),
        sections=_sections(tx, gains, losses),
    )


def _requests_of(row: Row[Any]) -> list[int]:
    solution = decode_plan(row.solution)
    return [*(item.request_id for item in solution.assignments), *solution.refused]


def _only_in(one: _Side, other: _Side, asked: Mapping[int, Occurrence], actor: Actor) -> tuple[Change, ...]:
    """Real requests that both plans know and only this one serves."""
    keys = sorted(key for key in one.given.keys() - other.given.keys() if key in asked and key in other.kinds)
    return tuple(_change(asked[key], actor) for key in keys)


def _change(item: Occurrence, actor: Actor) -> Change:
    sees = may_see_names(actor, item.wish.staff_id, item.department_id)
    return Change(
        occurrence_id=item.occurrence_id,
        code=item.code,
        staff_id=item.wish.staff_id if sees else None,
        department_id=item.department_id,
        kind=item.wish.kind.value,
        office_id=item.wish.office_id,
    )


def _by_kind(a: _Side, b: _Side) -> tuple[KindRow, ...]:
    asked = [Counter(side.kinds.values()) for side in (a, b)]
    granted = [Counter(side.kinds[key] for key in side.given) for side in (a, b)]
    return tuple(
        KindRow(kind, Pair(asked[0][kind], asked[1][kind]), Pair(granted[0][kind], granted[1][kind]))
        for kind in sorted(asked[0].keys() | asked[1].keys())
    )


def _by_office(a: _Side, b: _Side) -> tuple[OfficeRow, ...]:
    at_a, at_b = (Counter(choice.office_id for choice in side.given.values()) for side in (a, b))
    return tuple(
        OfficeRow(office_id, Pair(at_a[office_id], at_b[office_id])) for office_id in sorted(at_a.keys() | at_b.keys())
    )


Minutes = Mapping[tuple[str, str], int]


def _total(
    side: _Side,
    asked: Mapping[int, Occurrence],
    minutes: Minutes,
    measure: Callable[[Occurrence, Choice, Minutes], int],
) -> int:
    """Over the real requests that are served."""
    return sum(measure(asked[key], choice, minutes) for key, choice in side.given.items() if key in asked)


def _travel(item: Occurrence, choice: Choice, minutes: Minutes) -> int:
    if choice.office_id == item.wish.office_id:
        return 0
    return minutes.get((item.wish.office_id, choice.office_id), UNKNOWN_ROAD_MIN)


def _moved(item: Occurrence, choice: Choice, minutes: Minutes) -> int:
    """A day counts as an hour, as in the cost that the plan keeps low."""
    return choice.cost - _travel(item, choice, minutes)


def _minutes(tx: Connection) -> Minutes:
    return {(row.from_office_id, row.to_office_id): row.minutes for row in tx.execute(select(travel))}


def _weights(scenario: Scenario | None) -> tuple[object, ...]:
    return (scenario.bonuses, scenario.refusal_bonus) if scenario else ((), None)


def _place(choice: Choice) -> tuple[object, ...]:
    return choice.office_id, choice.starts_at, choice.ends_at, choice.use_dates


def _sections(tx: Connection, gains: Sequence[Change], losses: Sequence[Change]) -> tuple[SectionRow, ...]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for place, changes in enumerate((gains, losses)):
        for item in changes:
            counts[item.department_id][place] += 1
    query = select(department).where(department.c.department_id.in_(list(counts)))
    names = {row.department_id: row for row in tx.execute(query)}
    return tuple(
        SectionRow(key, names[key].section_ja, names[key].section_en, gained, lost)
        for key, (gained, lost) in sorted(counts.items())
    )
