"""The plain formulations agree with each other, and what they only count is counted again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.formulations.answer import Answer, miscounted
from benchmarks.formulations.constraints import booleans, intervals
from benchmarks.formulations.first_fit import first_come, greedy
from benchmarks.formulations.linear import lp_bound, mip
from benchmarks.instances import instance
from solver.allocation import (
    AllocationProblem,
    Assignment,
    Limits,
    Option,
    Pool,
    Request,
    Unit,
    Use,
    tier_values,
)

LIMITS = Limits(20.0)
EXACT = (mip, intervals, booleans)

Formulation = Callable[[AllocationProblem, Limits], Answer]


def served(problem: AllocationProblem, answer: Answer) -> int:
    return tier_values(problem, answer.assignments)["served"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_exact_formulations_find_the_same_value(seed: int):
    problem = instance(24, seed)
    answers = [solve(problem, LIMITS) for solve in EXACT]
    values = {served(problem, answer) for answer in answers}
    assert len(values) == 1
    for answer in answers:
        assert answer.status == "optimal"
        assert answer.bound in values
        assert miscounted(problem, answer.assignments) == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_plans_without_a_model_serve_less_than_the_bounds_allow(seed: int):
    problem = instance(200, seed)
    first, best, bound = first_come(problem, LIMITS), greedy(problem, LIMITS), lp_bound(problem, LIMITS).bound
    assert bound is not None
    assert 0 < served(problem, first) < served(problem, best) < bound


# Two PCs, one of them with LTE.  Of two people who want any one of both and two who want LTE, two are served.
WIDE, NARROW = Use((1, 2), 0, 60), Use((2,), 0, 60)
PCS = (Pool(1, (Unit(1),)), Pool(2, (Unit(2),)))


def wants(request_id: int, weight: int, *uses: Use) -> Request:
    return Request(request_id, weight, (Option(0, uses),))


@pytest.mark.parametrize("solve", EXACT)
@pytest.mark.parametrize(
    ("requests", "best"),
    [
        ((wants(1, 5, WIDE), wants(2, 4, WIDE), wants(3, 3, NARROW)), 9),
        ((wants(1, 5, WIDE), wants(2, 4, NARROW), wants(3, 3, NARROW)), 9),
        ((wants(1, 5, NARROW), wants(2, 4, NARROW)), 5),
        ((wants(1, 5, Use((1, 2), 0, 60, 2)), wants(2, 4, NARROW)), 5),
        ((wants(1, 5, Use((1, 2), 0, 60, 2)), wants(2, 4, NARROW), wants(3, 4, WIDE)), 8),
        ((wants(1, 5, Use((1, 2), 0, 60, 3)), wants(2, 1, WIDE)), 1),
    ],
)
def test_units_of_several_pools(solve: Formulation, requests: tuple[Request, ...], best: int):
    problem = AllocationProblem(PCS, requests)
    answer = solve(problem, LIMITS)
    assert (served(problem, answer), answer.bound) == (best, best)
    assert miscounted(problem, answer.assignments) == []


@pytest.mark.parametrize("solve", EXACT)
def test_what_is_busy_serves_nobody(solve: Formulation):
    pool = Pool(1, (Unit(1, ((30, 40),)), Unit(2)))
    problem = AllocationProblem((pool,), (wants(1, 1, Use((1,), 0, 60)), wants(2, 1, Use((1,), 20, 50))))
    assert served(problem, solve(problem, LIMITS)) == 1


def test_a_plan_that_only_counts_is_counted():
    problem = AllocationProblem(PCS, (wants(1, 1, NARROW), wants(2, 1, NARROW), wants(3, 1, WIDE)))
    good = (Assignment(1, 0, ((2,),)), Assignment(3, 0, ((1,),)))
    assert miscounted(problem, good) == []
    assert miscounted(problem, (*good, Assignment(2, 0, ((2,),)))) == ["pool 2 holds fewer units"]
    assert miscounted(problem, (*good, Assignment(2, 0, ((1,),)))) == [
        "request 2 does not want pool 1",
        "pool 1 holds fewer units",
    ]
    assert miscounted(problem, (good[0], good[0]))[0] == "a request is served twice"
    assert miscounted(problem, (Assignment(1, 0, ((),)),)) == ["request 1 is not served whole"]
