"""The bound that prices prove: never below the best plan, as tight as the linear program, and free of any solver."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog  # type: ignore[import-untyped]

from benchmarks.instances import instance
from solver.allocation import (
    AllocationPlan,
    AllocationProblem,
    Assignment,
    Dual,
    Limits,
    allocate,
    certified_bound,
    encode_plan,
    encode_problem,
)
from solver.allocation.occupancy import Occupancy
from tests.solver.problems import ENOUGH, best_rank, crowded, most_plans, pool, problems, seat

few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def served(plan: AllocationPlan) -> int:
    return next(tier.value for tier in plan.tiers if tier.name == "served")


@few
@given(problems(), st.data())
def test_no_prices_whatever_prove_less_than_the_best_plan(problem: AllocationProblem, data: st.DataObject) -> None:
    assume(most_plans(problem) <= 20_000)
    pools = st.sets(st.sampled_from([made.pool_id for made in problem.pools]), min_size=1).map(sorted).map(tuple)
    duals = data.draw(st.lists(st.builds(Dual, pools, st.integers(0, 11), st.integers(0, 3_000_000)), max_size=6))
    assert certified_bound(problem, duals) >= best_rank(problem)[0]


@few
@given(problems() | crowded())
def test_the_prices_of_a_plan_prove_a_bound_between_its_value_and_everybody(problem: AllocationProblem) -> None:
    plan = allocate(problem, ENOUGH)
    everybody = sum(request.weight for request in problem.requests if request.options)
    assert served(plan) <= certified_bound(problem, plan.statistics.certificate) <= everybody
    assert all(dual.price > 0 for dual in plan.statistics.certificate)


@few
@given(problems(most_requests=8), st.data())
def test_pins_and_musts_are_part_of_the_bound(problem: AllocationProblem, data: st.DataObject) -> None:
    given = {assignment.request_id: assignment for assignment in allocate(problem, ENOUGH).assignments}
    kept = data.draw(st.sets(st.sampled_from(sorted(given)))) if given else set()
    requests = tuple(
        replace(
            request,
            weight=1,
            must=request.request_id in kept and request.request_id % 2 == 0,
            pinned=given[request.request_id] if request.request_id in kept and request.request_id % 2 else None,
            current=given.get(request.request_id),
        )
        for request in problem.requests
    )
    changed = replace(problem, requests=requests)
    plan = allocate(changed, ENOUGH)
    proven = certified_bound(changed, plan.statistics.certificate)
    assert served(plan) <= proven
    assert plan.status != "optimal" or proven >= plan.tiers[0].bound


def test_a_pin_takes_its_units_from_what_the_prices_are_paid_for() -> None:
    light = replace(seat(1, 0, 4), pinned=Assignment(1, 0, ((11,),)))
    problem = AllocationProblem((pool(1, ()),), (light, seat(2, 0, 4, weight=9)))
    assert certified_bound(problem, (Dual((1,), 2, 9_000_000),)) == 1


@pytest.mark.parametrize("seed", [1, 2])
def test_the_bound_is_that_of_the_linear_program(seed: int) -> None:
    problem = instance(150, seed)
    plan = allocate(problem, ENOUGH)
    proven = certified_bound(problem, plan.statistics.certificate)
    assert linear_program(problem) == pytest.approx(proven, rel=1e-4)


def linear_program(problem: AllocationProblem) -> float:
    """The relaxation with a row for each pool and each instant at which a use or an outage begins."""
    busy = {made.pool_id: [span for unit in made.units for span in unit.busy] for made in problem.pools}
    size = {made.pool_id: len(made.units) for made in problem.pools}
    free = Occupancy(problem)
    columns = [
        (request, option) for request in problem.requests for option in request.options if free.fit(option) is not None
    ]
    uses = [(number, use) for number, (_, option) in enumerate(columns) for use in option.uses]
    rows = sorted(
        {(use.pools[0], at) for _, use in uses for at in (use.start, *(start for start, _ in busy[use.pools[0]]))}
    )
    matrix = np.zeros((len(rows) + len(problem.requests), len(columns)))
    for place, (pool_id, at) in enumerate(rows):
        for number, use in uses:
            matrix[place, number] += use.pools[0] == pool_id and use.start <= at < use.end
    for number, (request, _) in enumerate(columns):
        matrix[len(rows) + request.request_id - 1, number] = 1
    taken = [sum(start <= at < end for start, end in busy[pool_id]) for pool_id, at in rows]
    limits = [size[pool_id] - gone for (pool_id, _), gone in zip(rows, taken, strict=True)] + [1] * len(
        problem.requests
    )
    result = linprog([-request.weight for request, _ in columns], A_ub=matrix, b_ub=limits, bounds=(0, 1))
    return float(-result.fun)


def test_a_price_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        certified_bound(AllocationProblem((pool(1, ()),), ()), (Dual((1,), 0, -1),))


def test_huge_prices_do_not_overflow() -> None:
    problem = AllocationProblem((pool(1, ()),), (seat(1, 0, 4, weight=2), seat(2, 0, 4, weight=3)))
    assert certified_bound(problem, tuple(Dual((1,), at, 10**18) for at in range(4))) == 4 * 10**12


def test_the_bound_is_recomputed_without_the_solver_library() -> None:
    problem = AllocationProblem((pool(1, ()),), tuple(seat(number, 0, 4, weight=number) for number in (1, 2, 3)))
    plan = allocate(problem, Limits(5))
    script = """
import sys
sys.modules["ortools"] = None
from solver.allocation import certified_bound, decode_plan, decode_problem
problem, plan = (sys.stdin.buffer.readline() for _ in range(2))
print(certified_bound(decode_problem(problem), decode_plan(plan).statistics.certificate))
"""
    lines = encode_problem(problem) + b"\n" + encode_plan(plan) + b"\n"
    done = subprocess.run([sys.executable, "-c", script], input=lines, capture_output=True, check=True)
    assert done.stdout.split() == [b"3"]


def test_a_use_of_several_pools_pays_for_the_sets_that_contain_it() -> None:
    problem = AllocationProblem(
        (pool(1, ()), pool(2, ())), tuple(seat(number, 0, 4, pools=(2, 1), weight=5) for number in (1, 2, 3))
    )
    assert certified_bound(problem, (Dual((1, 2), 1, 5_000_000),)) == 10
    assert certified_bound(problem, (Dual((1,), 1, 5_000_000),)) == 15 + 5
