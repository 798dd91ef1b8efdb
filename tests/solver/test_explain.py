"""A refusal says what holds the capacity at which hours, and offers only what really fits."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from solver.allocation import (
    AllocationPlan,
    AllocationProblem,
    Assignment,
    Blocking,
    Option,
    Request,
    Use,
    allocate,
    check,
    explain,
)
from tests.solver.problems import ENOUGH, pool, problems, seat


def with_fallbacks(problem: AllocationProblem) -> AllocationProblem:
    """Every request may also be moved by a day (of ten minutes) or two."""
    requests = []
    for request in problem.requests:
        moved = [
            Option(10 * days + option.option_id, tuple(shifted(use, 10 * days) for use in option.uses), 100 * days)
            for days in (1, 2)
            for option in request.options
        ]
        requests.append(replace(request, fallbacks=tuple(moved)))
    return replace(problem, requests=tuple(requests))


def shifted(use: Use, minutes: int) -> Use:
    return replace(use, start=use.start + minutes, end=use.end + minutes)


def beside(plan: AllocationPlan, request_id: int, option_id: int, units: tuple[tuple[int, ...], ...]) -> AllocationPlan:
    refused = tuple(other for other in plan.refused if other != request_id)
    return replace(plan, assignments=(*plan.assignments, Assignment(request_id, option_id, units)), refused=refused)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems(most_requests=8).map(with_fallbacks))
def test_every_alternative_fits_beside_the_plan(problem: AllocationProblem) -> None:
    plan = allocate(problem, ENOUGH)
    refusals = explain(problem, plan)
    assert tuple(refusal.request_id for refusal in refusals) == plan.refused
    for refusal in refusals:
        assert [item.cost for item in refusal.alternatives] == sorted(item.cost for item in refusal.alternatives)
        request = next(request for request in problem.requests if request.request_id == refusal.request_id)
        accepted = replace(request, options=request.options + request.fallbacks, fallbacks=())
        asked = replace(problem, requests=tuple(accepted if item is request else item for item in problem.requests))
        for alternative in refusal.alternatives:
            added = beside(plan, refusal.request_id, alternative.option_id, alternative.units)
            broken = {violation.rule for violation in check(asked, added)}
            assert broken <= {"tiers-recomputed"}  # it serves more than the plan said


def test_the_hours_that_are_full_are_named_with_counts() -> None:
    pools = (pool(1, ((10, 12),), (), ()),)
    requests = (
        seat(1, 8, 11, weight=5),
        seat(2, 9, 11, weight=5),
        seat(3, 9, 13, weight=2),
    )
    problem = AllocationProblem(pools, requests)
    plan = allocate(problem, ENOUGH)
    (refusal,) = explain(problem, plan)
    assert (refusal.request_id, refusal.no_option, refusal.alternatives) == (3, False, ())
    assert refusal.blocking == (
        Blocking(
            (1,),
            10,
            11,
            units_total=3,
            units_taken_fixed=1,
            units_taken_by_requests=2,
            higher_weight_count=2,
            units_needed=1,
        ),
    )


def test_neighbouring_hours_with_the_same_counts_are_one() -> None:
    problem = AllocationProblem((pool(1, ()),), (seat(1, 0, 4, weight=3), seat(2, 4, 9, weight=3), seat(3, 2, 6)))
    (refusal,) = explain(problem, allocate(problem, ENOUGH))
    assert [(entry.start, entry.end) for entry in refusal.blocking] == [(2, 6)]


def test_a_use_that_is_free_at_each_instant_but_not_as_a_whole() -> None:
    problem = AllocationProblem((pool(1, ((0, 2),), ((2, 4),)),), (seat(1, 0, 4),))
    (refusal,) = explain(problem, allocate(problem, ENOUGH))
    assert refusal.blocking == (Blocking((1,), 0, 4, 2, 2, 0, 0, 1),)


def test_uses_of_one_option_that_compete_with_each_other() -> None:
    twice = Request(1, 1, (Option(0, (Use((1,), 0, 4), Use((1,), 2, 6))),))
    problem = AllocationProblem((pool(1, ()),), (twice,))
    (refusal,) = explain(problem, allocate(problem, ENOUGH))
    assert [(entry.start, entry.end, entry.units_total, entry.units_needed) for entry in refusal.blocking] == [
        (0, 4, 1, 1),
        (2, 6, 1, 1),
    ]


def test_more_units_than_there_are() -> None:
    problem = AllocationProblem((pool(1, ()),), (Request(1, 1, (Option(0, (Use((1,), 0, 4, 3),)),)),))
    (refusal,) = explain(problem, allocate(problem, ENOUGH))
    assert refusal.blocking == (Blocking((1,), 0, 4, 1, 0, 0, 0, 3),)


def test_the_cheapest_option_is_explained_and_fallbacks_are_offered_cheapest_first() -> None:
    asked = (Option(0, (Use((1,), 0, 4),), 20), Option(1, (Use((2,), 0, 4),), 5))
    later = tuple(Option(number, (Use((1,), 4 * number, 4 * number + 4),), 100 - number) for number in (2, 3, 4, 5))
    problem = AllocationProblem((pool(1, ((0, 4),)), pool(2, ((1, 2),))), (Request(1, 1, asked, later),))
    (refusal,) = explain(problem, allocate(problem, ENOUGH))
    assert {entry.pool_ids for entry in refusal.blocking} == {(2,)}
    assert [item.option_id for item in refusal.alternatives] == [5, 4, 3]


def test_a_request_without_options_is_said_to_have_none() -> None:
    problem = AllocationProblem((pool(1, ()),), (Request(1, 1, (), (Option(0, (Use((1,), 0, 4),), 9),)),))
    (refusal,) = explain(problem, allocate(problem, ENOUGH))
    assert (refusal.no_option, refusal.blocking) == (True, ())
    assert [item.units for item in refusal.alternatives] == [((11,),)]
