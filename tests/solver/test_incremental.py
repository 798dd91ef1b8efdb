"""A change is mended with the fewest moves: nobody is lost for somebody else, and nobody moves who did not agree to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.allocation import (
    AllocationPlan,
    AllocationProblem,
    Assignment,
    Freed,
    Limits,
    Option,
    Pool,
    Request,
    Resolved,
    Unit,
    Use,
    allocate,
    check,
    resolve,
    tier_values,
)
from solver.allocation.check import RULES
from solver.allocation.neighbourhood import MOST
from solver.process import resolve_in_child
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
    assert answer.moves.value == len(answer.changed_option)
    return answer


def shape(assignment: Assignment) -> tuple[int, tuple[frozenset[int], ...]]:
    return assignment.option_id, tuple(map(frozenset, assignment.units))


def is_valid(problem: AllocationProblem, assignments: Sequence[Assignment]) -> bool:
    served = {assignment.request_id for assignment in assignments}
    refused = tuple(sorted(request.request_id for request in problem.requests if request.request_id not in served))
    plan = AllocationPlan(tuple(assignments), refused, (), "feasible", problem.seed, None)  # type: ignore[arg-type]
    return not [found for found in check(problem, plan) if found.rule != "tiers-recomputed"]


@st.composite
def tight(draw: st.DrawFn) -> AllocationProblem:
    """Few units and many who could be elsewhere, so that one more can often be served by moving others."""
    pools = tuple(pool(number, *[()] * draw(st.integers(1, 2))) for number in (1, 2, 3))
    requests = []
    for request_id in range(1, draw(st.integers(3, 6)) + 1):
        options = []
        for option_id, pool_id in enumerate(draw(st.lists(st.sampled_from([1, 2, 3]), min_size=1, max_size=3))):
            start = draw(st.sampled_from([0, 0, 1, 2]))
            use = Use((pool_id,), start, start + draw(st.sampled_from([1, 2, 3])))
            options.append(Option(option_id, (use,), draw(st.integers(0, 2))))
        requests.append(Request(request_id, draw(st.integers(1, 3)), tuple(options)))
    return AllocationProblem(pools, tuple(requests))


@st.composite
def changes(draw: st.DrawFn, most_requests: int = 6) -> Change:
    """A solved problem in which then a unit breaks, a request goes, another comes; some agreed to be moved."""
    problem = draw(st.one_of(problems(most_requests), tight(), tight()))
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
    """Larger is better: weight of the displaced that keep a place, weight gained, moves, cost, places kept."""
    before, after, hit = by_id(change.standing), by_id(assignments), displaced(change)
    weight = {request.request_id: request.weight for request in change.problem.requests}
    still = [request_id for request_id in before if request_id in weight]
    moved = [
        item
        for item in after.values()
        if item.request_id in still and item.option_id != before[item.request_id].option_id
    ]
    same = [
        item for item in after.values() if item.request_id in still and shape(item) == shape(before[item.request_id])
    ]
    return (
        sum(weight[request_id] for request_id in hit if request_id in after),
        sum(weight[request_id] for request_id in after if request_id not in before),
        -len(moved),
        -tier_values(change.problem, after.values())["cost"],
        len(same),
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


def chain() -> tuple[AllocationProblem, tuple[Assignment, ...]]:
    """One seat in each of four pools, all taken but the last; 1 could have 2's, 2 that of 3, 3 the free one."""
    holders = tuple(wish(number, (number, number + 1)) for number in (1, 2, 3))
    standing = tuple(Assignment(number, 0, ((number * 10 + 1,),)) for number in (1, 2, 3))
    pools = tuple(pool(number, ()) for number in (1, 2, 3, 4))
    return AllocationProblem(pools, (*holders, wish(9, (1,)))), standing


def wish(request_id: int, pools: Sequence[int], *, weight: int = 1, start: int = MORNING, end: int = NOON) -> Request:
    """A request with an option for each pool, at growing cost."""
    options = tuple(Option(place, (Use((pool_id,), start, end),), 10 * place) for place, pool_id in enumerate(pools))
    return Request(request_id, weight, options)


def test_a_chain_of_moves_makes_room_for_the_newcomer() -> None:
    problem, standing = chain()
    answer = resolved(Change(problem, standing, frozenset({1, 2, 3})))
    assert (answer.gained, answer.changed_option) == ((9,), (1, 2, 3))
    assert by_id(answer.assignments)[9].units == ((11,),)
    assert (answer.moves.value, answer.moves.bound, answer.status) == (3, 3, "optimal")


def test_the_chain_breaks_at_one_who_did_not_agree() -> None:
    problem, standing = chain()
    for fixed in (1, 2, 3):
        answer = resolved(Change(problem, standing, frozenset({1, 2, 3} - {fixed})))
        assert (answer.assignments, answer.moved, answer.gained) == (standing, (), ())


def test_the_place_of_one_who_cancels_reaches_the_waiting_along_a_chain() -> None:
    problem, standing = chain()
    left = replace(problem, requests=tuple(item for item in problem.requests if item.request_id != 3))
    change = Change(left, standing, frozenset({1, 2}), freed=(Freed(3, MORNING, NOON),))
    answer = resolved(change)
    assert (answer.gained, answer.changed_option) == ((9,), (1, 2))
    assert resolved(change._replace(freed=(Freed(3, EVENING, 12),))).gained == ()


def test_the_shortest_way_to_make_room_is_taken() -> None:
    # Whoever holds the first seat can go to the free fifth at once: dearer, but one person moves and not three.
    problem, standing = chain()
    first = wish(1, (1, 2, 5))
    answer = resolved(
        Change(
            replace(problem, pools=(*problem.pools, pool(5, ())), requests=(first, *problem.requests[1:])),
            standing,
            frozenset({1, 2, 3}),
        )
    )
    assert (answer.gained, answer.changed_option) == ((9,), (1,))


def test_a_cancelled_place_goes_to_the_heaviest_who_waits() -> None:
    waiting = tuple(seat(number, MORNING, NOON, weight=weight) for number, weight in ((1, 5), (2, 9), (3, 7)))
    problem = AllocationProblem((pool(1, ()),), waiting)
    gone = (Assignment(8, 0, ((11,),)),)
    assert resolved(Change(problem, gone, frozenset(), freed=(Freed(1, MORNING, NOON),))).gained == (2,)
    assert resolved(Change(problem, gone, frozenset(), wanted=frozenset({1, 3}))).gained == (3,)


def test_whoever_stands_is_not_lost_to_a_heavier_request() -> None:
    light = replace(seat(1, MORNING, NOON), weight=1)
    standing = (Assignment(1, 0, ((11,),)),)
    problem = AllocationProblem((pool(1, ()),), (light, seat(2, MORNING, NOON, weight=9)))
    for movable in (frozenset[int](), frozenset({1})):
        assert resolved(Change(problem, standing, movable)).assignments == standing


def test_the_displaced_come_before_heavier_ones_who_wait() -> None:
    problem = AllocationProblem(
        (pool(1, ((MORNING, NOON),), ()),), (seat(1, MORNING, NOON), seat(2, MORNING, NOON, weight=9))
    )
    answer = resolved(Change(problem, (Assignment(1, 0, ((11,),)),), frozenset()))
    assert (answer.displaced, answer.displaced_lost, answer.changed_unit, answer.gained) == ((1,), (), (1,), ())


def test_the_displaced_come_first_where_quotas_count_too() -> None:
    beyond = Option(0, (Use((1,), MORNING, NOON),), entitled=False)
    problem = AllocationProblem(
        (pool(1, ((MORNING, NOON),), ()),),
        (Request(1, 1, (beyond,)), seat(2, MORNING, NOON, weight=9), seat(3, EVENING, 12)),
        goals=("entitled", "served", "cost", "stability", "packing"),
    )
    answer = resolved(Change(problem, (Assignment(1, 0, ((11,),)),), frozenset(), freed=(Freed(1, EVENING, 12),)))
    assert (answer.displaced_lost, answer.changed_unit, answer.gained) == ((), (1,), (3,))


def test_the_entitled_gain_before_heavier_ones_beyond_the_quota() -> None:
    beyond = Option(0, (Use((1,), MORNING, NOON),), entitled=False)
    problem = AllocationProblem(
        (pool(1, ()),), (Request(1, 9, (beyond,)), seat(2, MORNING, NOON)), goals=("entitled", "served")
    )
    assert resolved(Change(problem, (), frozenset())).gained == (2,)


def test_an_option_that_is_gone_displaces_and_a_place_is_found() -> None:
    problem = AllocationProblem((pool(1, ()), pool(2, ())), (wish(1, (2,)), Request(2, 1, ())))
    standing = (Assignment(1, 7, ((11,),)), Assignment(2, 0, ((11,),)))
    answer = resolved(Change(problem, standing, frozenset()))
    assert (answer.displaced, answer.displaced_lost, answer.changed_option) == ((1, 2), (2,), (1,))
    assert (answer.moves.value, answer.moves.bound) == (1, 1)


def test_nothing_to_do_leaves_the_plan_and_needs_no_solver() -> None:
    def never(problem: AllocationProblem, limits: Limits) -> AllocationPlan:
        raise AssertionError

    problem, standing = chain()
    answer = resolve(problem, standing, ENOUGH, engine=never)
    assert (answer.assignments, answer.looked_at, answer.status) == (standing, (), "optimal")


def test_many_who_are_displaced_all_find_the_room_there_is() -> None:
    # More than the part may hold beside them.
    many = 3 * MOST
    requests = tuple(wish(number, (1, 2)) for number in range(1, many + 1))
    pools = (pool(1, *([((MORNING, NOON),)] * many)), Pool(2, tuple(Unit(10_000 + number) for number in range(many))))
    standing = tuple(Assignment(number, 0, ((10 + number,),)) for number in range(1, many + 1))
    answer = resolved(Change(AllocationProblem(pools, requests), standing, frozenset()))
    assert (len(answer.displaced), answer.displaced_lost) == (many, ())


def test_the_same_in_a_child_process() -> None:
    problem, standing = chain()
    movable = frozenset({1, 2, 3})
    assert resolve_in_child(problem, standing, ENOUGH, movable) == resolve(problem, standing, ENOUGH, movable=movable)
