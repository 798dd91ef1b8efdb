"""Quotas never strand stock, and what must be served is never lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.allocation import (
    AllocationPlan,
    AllocationProblem,
    Assignment,
    InvalidProblem,
    Limits,
    Option,
    Request,
    Use,
    allocate,
    check,
)
from tests.solver.problems import ENOUGH, pool, problems, seat

GOALS = ("entitled", "served", "cost", "stability", "packing")
QUOTA = 9


def member(request_id: int, weight: int = 1, start: int = 0) -> Request:
    """Of a group with a quota: within it, or beyond."""
    use = Use((1,), start, start + 4)
    within, beyond = Option(0, (use, Use((QUOTA,), 0, 100))), Option(1, (use,), entitled=False)
    return Request(request_id, weight, (within, beyond))


def solved(problem: AllocationProblem) -> AllocationPlan:
    plan = allocate(problem, ENOUGH)
    assert check(problem, plan) == ()
    assert plan.status == "optimal"
    return plan


def values(plan: AllocationPlan) -> dict[str, int]:
    return {tier.name: tier.value for tier in plan.tiers}


def test_a_quota_that_is_used_up_leaves_the_rest_to_others() -> None:
    members = (member(1, weight=5), member(2, weight=5))
    problem = AllocationProblem((pool(1, (), ()), pool(QUOTA, ())), (*members, seat(3, 0, 4)), goals=GOALS)
    plan = solved(problem)
    assert (3 not in plan.refused, len(plan.refused)) == (True, 1)
    assert values(plan) | {"entitled": 6, "served": 6} == values(plan)


def test_what_nobody_entitled_asks_for_is_given_beyond_the_quota() -> None:
    members = tuple(member(number) for number in (1, 2))
    plan = solved(AllocationProblem((pool(1, (), ()), pool(QUOTA, ())), members, goals=GOALS))
    assert plan.refused == ()
    assert (values(plan)["entitled"], values(plan)["served"]) == (1, 2)


def test_without_the_goal_entitled_the_weight_alone_decides() -> None:
    problem = AllocationProblem((pool(1, (), ()), pool(QUOTA, ())), (member(1, 5), member(2, 5), seat(3, 0, 4)))
    assert solved(problem).refused == (3,)


def test_what_must_be_served_stays_where_a_heavier_request_wants_its_place() -> None:
    standing = replace(seat(1, 0, 4), must=True, current=Assignment(1, 0, ((11,),)))
    problem = AllocationProblem((pool(1, ()),), (standing, seat(2, 0, 4, weight=9)))
    assert solved(problem).refused == (2,)
    assert allocate(problem, Limits(0.0)).refused == (2,)


def test_what_must_be_served_makes_way_if_it_can() -> None:
    options = (Option(0, (Use((1,), 0, 4),)), Option(1, (Use((1,), 4, 8),), 5))
    standing = Request(1, 1, options, must=True, current=Assignment(1, 0, ((11,),)))
    plan = solved(AllocationProblem((pool(1, ()),), (standing, seat(2, 0, 4, weight=9))))
    assert plan.refused == ()
    assert plan.assignments[0].option_id == 1


def test_a_must_that_stands_nowhere_is_refused() -> None:
    with pytest.raises(InvalidProblem, match="must"):
        AllocationProblem((pool(1, ()),), (replace(seat(1, 0, 4), must=True),))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems(most_requests=8), st.data())
def test_musts_survive_any_change_of_weights(problem: AllocationProblem, data: st.DataObject) -> None:
    before = {assignment.request_id: assignment for assignment in solved(problem).assignments}
    musts = data.draw(st.sets(st.sampled_from(sorted(before)))) if before else set()
    requests = tuple(
        replace(
            request,
            weight=data.draw(st.integers(1, 9)),
            must=request.request_id in musts,
            current=before.get(request.request_id),
        )
        for request in problem.requests
    )
    changed = replace(problem, requests=requests)
    plan = solved(changed)
    assert musts.isdisjoint(plan.refused)
    assert check(changed, allocate(changed, Limits(0.0))) == ()
