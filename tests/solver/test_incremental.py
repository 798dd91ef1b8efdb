"""A change is mended with the fewest moves: nobody is lost for somebody else, and nobody moves who did not agree to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product
from typing import NamedTuple

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from solver.allocation import (
    AllocationPlan,
    AllocationProblem,
    Assignment,
    Freed,
    Option,
    Request,
    Resolved,
    Use,
    allocate,
    check,
    resolve,
    tier_values,
)
from solver.allocation.check import RULES
from tests.solver.problems import ENOUGH, pool, problems, seat

few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MORNING, NOON, EVENING = 0, 4, 8


class Change(NamedTuple):
    """A plan that stood and the problem as it is afterwards."""

    problem: AllocationProblem
    standing: tuple[Assignment, ...]
    movable: frozenset[int]
    wanted: frozenset[int] | None = None
    freed: tuple[Freed, ...] | None = None


def by_id(assignments: Iterable[Assignment]) -> dict[int, Assignment]:
    return {assignment.request_id: assignment for assignment in assignments}


def resolved(change: Change) -> Resolved:
    """The answer, its plan checked and its lists compared with the two plans."""
    answer = resolve(
        change.problem,
        change.standing,
        ENOUGH,
        movable=change.movable,
        wanted=change.wanted,
        freed=change.freed,
    )
    assert is_valid(change.problem, answer.assignments)
    before, after = by_id(change.standing), by_id(answer.assignments)
    present = {request.request_id for request in change.problem.requests}
    assert set(answer.displaced_lost) == present & before.keys() - after.keys()
    assert set(answer.gained) == after.keys() - before.keys()
    assert set(answer.moved) == {
        request_id
        for request_id in before.keys() & after.keys()
        if shape(before[request_id]) != shape(after[request_id])
    }
    assert answer.moves.value == len(answer.changed_option) + len(answer.displaced_lost)
    return answer


def shape(assignment: Assignment) -> tuple[int, tuple[frozenset[int], ...]]:
    return assignment.option_id, tuple(map(frozenset, assignment.units))


def is_valid(problem: AllocationProblem, assignments: Sequence[Assignment]) -> bool:
    served = {assignment.request_id for assignment in assignments}
    refused = tuple(sorted(request.request_id for request in problem.requests if request.request_id not in served))
    plan = AllocationPlan(tuple(assignments), refused, (), "feasible", problem.seed, None)  # type: ignore[arg-type]
    return not [found for found in check(problem, plan) if found.rule != "tiers-recomputed"]


@st.composite
def changes(draw: st.DrawFn, most_requests: int = 6) -> Change:
    """A solved problem in which then a unit breaks, a request goes, another comes; some agreed to be moved."""
    problem = draw(problems(most_requests))
    late = draw(st.sets(st.sampled_from([request.request_id for request in problem.requests]), max_size=2))
    early = replace(problem, requests=tuple(item for item in problem.requests if item.request_id not in late))
    standing = allocate(early, ENOUGH).assignments
    ids = [assignment.request_id for assignment in standing]
    gone = draw(st.sets(st.sampled_from(ids), max_size=1)) if ids else set()
    movable = draw(st.sets(st.sampled_from(ids))) if ids else set()
    pinned = draw(st.sets(st.sampled_from(ids), max_size=1)) - gone if ids else set()
    pins = by_id(item for item in standing if item.request_id in pinned)
    requests = tuple(
        replace(item, pinned=pins.get(item.request_id)) for item in problem.requests if item.request_id not in gone
    )
    changed = replace(problem, requests=requests)
    units = [unit.unit_id for made in problem.pools for unit in made.units]
    for unit_id in draw(st.sets(st.sampled_from(units), max_size=2)):
        changed = broken(
            changed, unit_id, held={unit for pin in pins.values() for units in pin.units for unit in units}
        )
    return Change(changed, standing, frozenset(movable))


def broken(
    problem: AllocationProblem, unit_id: int, held: set[int] | frozenset[int] = frozenset()
) -> AllocationProblem:
    """The unit is busy at all times, unless a pin holds it."""
    pools = tuple(
        replace(
            made,
            units=tuple(
                replace(unit, busy=((-100, 100),)) if unit.unit_id == unit_id and unit_id not in held else unit
                for unit in made.units
            ),
        )
        for made in problem.pools
    )
    return replace(problem, pools=pools)


@few
@given(changes())
def test_no_plan_that_keeps_the_promises_is_better(change: Change) -> None:
    answer = resolved(change)
    assert answer.status == "optimal"
    assert answer.moves.value == answer.moves.bound
    assert answer.served.value == answer.served.bound
    assert rank(change, answer.assignments) == max(rank(change, plan) for plan in plans(change))


@few
@given(changes(most_requests=9))
def test_only_the_displaced_and_the_movable_change_and_only_the_displaced_are_lost(change: Change) -> None:
    answer = resolved(change)
    pinned = {request.request_id for request in change.problem.requests if request.pinned is not None}
    assert set(answer.moved) <= (change.movable | set(answer.displaced)) - pinned
    assert set(answer.displaced_lost) <= set(answer.displaced)
    assert set(answer.displaced) == displaced(change).keys()


def displaced(change: Change) -> dict[int, Assignment]:
    """Whoever alone does not fit the problem as it is now."""
    present = {request.request_id: request for request in change.problem.requests}
    return {
        item.request_id: item
        for item in change.standing
        if item.request_id in present
        and not is_valid(replace(change.problem, requests=(present[item.request_id],)), [item])
    }


def rank(change: Change, assignments: Iterable[Assignment]) -> tuple[int, ...]:
    """Larger is better: displaced kept, gained, moves, cost, changed units."""
    before, after, hit = by_id(change.standing), by_id(assignments), displaced(change)
    weight = {request.request_id: request.weight for request in change.problem.requests}
    still = [request_id for request_id in before if request_id in weight]
    others = [
        request_id
        for request_id in still
        if request_id not in after or after[request_id].option_id != before[request_id].option_id
    ]
    units = [
        request_id
        for request_id in still
        if request_id in after
        and after[request_id].option_id == before[request_id].option_id
        and shape(after[request_id]) != shape(before[request_id])
    ]
    return (
        sum(weight[request_id] for request_id in hit if request_id in after),
        sum(weight[request_id] for request_id in after if request_id not in before),
        -len(others),
        -tier_values(change.problem, after.values())["cost"],
        -len(units),
    )


def plans(change: Change) -> Iterator[tuple[Assignment, ...]]:
    """Every plan in which whoever stands and was not displaced keeps a place, and those not movable theirs."""
    hit, before = displaced(change), by_id(change.standing)
    problem = change.problem

    def places(request: Request) -> list[Assignment | None]:
        kept = before.get(request.request_id)
        stands = kept is not None and request.request_id not in hit
        if request.pinned is not None or (stands and request.request_id not in change.movable):
            return [kept]
        every: list[Assignment | None] = [
            Assignment(request.request_id, option.option_id, units)
            for option in request.options
            for units in product(*(combinations(_units(problem, use), use.quantity) for use in option.uses))
        ]
        return every if stands else [None, *every]

    def extended(place: int, chosen: tuple[Assignment, ...]) -> Iterator[tuple[Assignment, ...]]:
        if place == len(problem.requests):
            yield chosen
            return
        for item in places(problem.requests[place]):
            plan = chosen if item is None else (*chosen, item)
            if item is None or is_valid_alone(problem, plan):
                yield from extended(place + 1, plan)

    return extended(0, ())


def is_valid_alone(problem: AllocationProblem, plan: Sequence[Assignment]) -> bool:
    """Whether the units of the plan so far are free."""
    overlap = next(rule for rule in RULES if rule.rule_id == "unit-no-overlap")
    made = AllocationPlan(tuple(plan), (), (), "feasible", 0, None)  # type: ignore[arg-type]
    return not any(True for _ in overlap.find(problem, made))


def _units(problem: AllocationProblem, use: Use) -> list[int]:
    return [unit.unit_id for made in problem.pools if made.pool_id in use.pools for unit in made.units]
