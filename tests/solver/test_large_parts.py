"""What is too large for one model: honest bounds, valid plans, and the same work gives the same plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from benchmarks.instances import instance
from solver.allocation import (
    AllocationPlan,
    AllocationProblem,
    Limits,
    Pool,
    Progress,
    Unit,
    Use,
    allocate,
    certified_bound,
    check,
)
from solver.allocation import search as solving
from solver.allocation.dual import smoothed_dual
from solver.allocation.joining import joined
from solver.allocation.later_bounds import later_bounds
from solver.allocation.prepare import Prepared, prepare, split
from solver.allocation.problem import COST, SERVED
from solver.allocation.standing_plan import StandingPlan
from tests.solver.problems import ENOUGH, problems

few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LITTLE_WORK = Limits(seconds=600, work=8)


@pytest.fixture
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "SMALL", 60)
    monkeypatch.setattr(solving, "LARGE", 60)


def served(plan: AllocationPlan) -> int:
    return next(tier.value for tier in plan.tiers if tier.name == "served")


def overlapping(prepared: Prepared, chosen: set[int]) -> Iterator[tuple[frozenset[int], int, int]]:
    """For every set of pools that a row could be about, and every instant: what is wanted of it, and what is free."""
    uses = [use for index in chosen for use in prepared.columns[index].option.uses]
    named = [frozenset(use.pools) for column in prepared.columns for use in column.option.uses]
    for pools in {one | other for one in named for other in named if one & other}:
        taken = [
            spans for pool_id in pools for spans in map(prepared.standing.taken.get, prepared.standing.units[pool_id])
        ]
        for at in range(12):
            wanted = sum(use.quantity for use in uses if pools.issuperset(use.pools) and use.start <= at < use.end)
            yield pools, wanted, sum(not any(start <= at < end for start, end in spans or ()) for spans in taken)


@few
@given(problems(most_requests=8), st.randoms(use_true_random=False))
def test_the_rows_allow_what_fits_at_every_instant(problem: AllocationProblem, random: Random) -> None:
    prepared = prepare(problem)
    owners = prepared.owner.tolist()
    chosen = {random.choice([i for i, mine in enumerate(owners) if mine == owner]) for owner in set(owners)}
    chosen = {index for index in chosen if random.random() < 0.8}
    mask = np.isin(np.arange(len(owners)), sorted(chosen))
    allowed = all(
        (block.rows.load(mask[block.columns].astype(float)) <= block.rows.capacity + 0.5).all()
        for block in split(prepared)
    )
    if all(wanted <= free for _, wanted, free in overlapping(prepared, chosen)):
        assert allowed
    elif all(len(use.pools) == 1 for index in range(len(owners)) for use in prepared.columns[index].option.uses):
        assert not allowed


def test_the_smoothed_dual_is_close_to_the_linear_program() -> None:
    standing = StandingPlan(prepare(instance(300)))
    part = max(standing.parts, key=lambda part: len(part.columns))
    exact = part.program().relax(part.gains["served"], 60)
    smoothed = smoothed_dual(part, part.gains["served"].astype(float))
    assert exact is not None
    assert exact.bound <= smoothed.value <= exact.bound * 1.005
    filled = part.rows.load(smoothed.parts) - part.rows.capacity
    assert filled.max() < 0.5


@pytest.mark.usefixtures("everything_is_large")
def test_large_parts_come_close_to_the_optimum() -> None:
    problem = instance(300)
    plan = allocate(problem, LITTLE_WORK)
    assert check(problem, plan) == ()
    assert plan.status == "feasible"
    bound = plan.tiers[0].bound
    assert served(plan) >= 0.95 * bound
    assert bound <= certified_bound(problem, plan.statistics.certificate)


@pytest.mark.usefixtures("everything_is_large")
def test_the_cost_has_a_bound_where_the_weight_served_is_not_proven() -> None:
    problem = instance(300)
    plan = allocate(problem, LITTLE_WORK)
    weight, cost = plan.tiers[:2]
    assert weight.value < weight.bound
    assert 0 < cost.bound <= cost.value


@few
@given(problems(most_requests=8))
def test_no_plan_that_serves_as_much_costs_less_than_the_bound(problem: AllocationProblem) -> None:
    best = allocate(problem, ENOUGH)
    standing = StandingPlan(prepare(problem))
    assume(standing.parts)
    part, before = joined(standing.parts, standing.results)
    found = later_bounds(part, before, (COST,), lambda: False)
    values = {tier.name: tier.value for tier in best.tiers}
    for bound in found.values():
        assert -values[COST] <= bound.at_most({SERVED: values[SERVED]})


@pytest.mark.usefixtures("everything_is_large")
def test_the_same_work_gives_the_same_plan_whatever_the_order_and_the_workers() -> None:
    problem = instance(160)
    requests, pools = list(problem.requests), list(problem.pools)
    Random(3).shuffle(requests)
    Random(4).shuffle(pools)
    shuffled = replace(problem, requests=tuple(requests), pools=tuple(pools))
    plans = [allocate(problem, LITTLE_WORK), allocate(shuffled, replace(LITTLE_WORK, workers=2))]
    assert plans[0].assignments == plans[1].assignments
    assert plans[0].tiers == plans[1].tiers


@pytest.mark.usefixtures("everything_is_large")
def test_more_work_never_serves_less_before_units_are_given() -> None:
    seen: list[Progress] = []
    allocate(instance(300), LITTLE_WORK, seen.append)
    windows = [progress for progress in seen if progress.stage == "windows"]
    assert windows
    values = [progress.objective for progress in windows]
    assert values == sorted(values)
    assert all(progress.objective <= progress.bound for progress in seen)
    counted = [sum(count for _, count in progress.served) for progress in windows]
    assert all(0 < count <= 300 for count in counted)
    assert [kind for kind, _ in windows[-1].served] == sorted(kind for kind, _ in windows[-1].served)


@pytest.mark.usefixtures("everything_is_large")
def test_a_solve_cancelled_between_windows_hands_back_what_stands() -> None:
    problem, seen = instance(160), list[Progress]()
    plan = allocate(problem, ENOUGH, seen.append, lambda: any(progress.stage == "windows" for progress in seen))
    assert plan.status == "cancelled"
    assert check(problem, plan) == ()
    assert served(plan) > 0


@pytest.mark.usefixtures("everything_is_large")
def test_what_must_be_served_is_kept_in_large_parts_too() -> None:
    problem = instance(160)
    before = allocate(problem, LITTLE_WORK)
    musts = {item.request_id: item for item in before.assignments if item.request_id % 3}
    requests = tuple(
        replace(
            request,
            weight=1 if request.request_id in musts else request.weight,
            must=request.request_id in musts,
            current=musts.get(request.request_id),
        )
        for request in problem.requests
    )
    changed = replace(problem, requests=requests)
    for limits in (LITTLE_WORK, Limits(0.0)):
        plan = allocate(changed, limits)
        assert check(changed, plan) == ()
        assert musts.keys().isdisjoint(plan.refused)


@pytest.mark.usefixtures("everything_is_large")
def test_the_entitled_come_first_in_large_parts_too() -> None:
    problem = instance(160)
    quota = Pool(10_000, tuple(Unit(100_000 + number) for number in range(40)))
    share = Use((quota.pool_id,), 0, 10**6)
    requests = tuple(
        replace(
            request,
            options=(
                *(replace(option, uses=(*option.uses, share)) for option in request.options),
                *(replace(option, option_id=option.option_id + 1000, entitled=False) for option in request.options),
            ),
        )
        for request in problem.requests
    )
    problem = AllocationProblem((*problem.pools, quota), requests, goals=("entitled", *problem.goals))
    plan = allocate(problem, LITTLE_WORK)
    assert check(problem, plan) == ()
    entitled, everybody = plan.tiers[:2]
    assert 0.9 * entitled.bound <= entitled.value < everybody.value <= everybody.bound


@few
@given(problems(most_requests=8), st.integers(1, 50))
def test_other_numbers_change_only_who_wins_the_lot(problem: AllocationProblem, more: int) -> None:
    renamed = replace(
        problem,
        requests=tuple(replace(request, request_id=1000 - more * request.request_id) for request in problem.requests),
    )
    plans = [allocate(each, ENOUGH) for each in (problem, renamed)]
    first, second = ([(tier.name, tier.value) for tier in plan.tiers if tier.name != "lot"] for plan in plans)
    assert first == second
