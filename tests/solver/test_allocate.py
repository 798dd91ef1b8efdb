"""What a solve promises: the best plan there is, kept pins, a stable re-solve, and always an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from benchmarks.instances import instance
from solver.allocation import (
    AllocationPlan,
    AllocationProblem,
    Assignment,
    Limits,
    Option,
    Pool,
    Progress,
    Request,
    Unit,
    Use,
    allocate,
    certified_bound,
    check,
    lot,
    prices,
)
from solver.allocation.goals import rank
from tests.solver.problems import ENOUGH, best_rank, crowded, most_plans, pool, problems, seat

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
RESOLVE = ("served", "stability", "cost", "packing")


def solved(problem: AllocationProblem) -> AllocationPlan:
    plan = allocate(problem, ENOUGH)
    assert check(problem, plan) == ()
    return plan


def values(plan: AllocationPlan) -> dict[str, int]:
    return {tier.name: tier.value for tier in plan.tiers}


def as_current(problem: AllocationProblem, plan: AllocationPlan) -> AllocationProblem:
    given = {assignment.request_id: assignment for assignment in plan.assignments}
    requests = tuple(replace(request, current=given.get(request.request_id)) for request in problem.requests)
    return replace(problem, requests=requests)


@few
@given(problems())
def test_every_goal_is_as_good_as_trying_everything(problem: AllocationProblem) -> None:
    assume(most_plans(problem) <= 20_000)
    plan = solved(problem)
    assert rank(problem, values(plan)) == best_rank(problem)
    assert plan.status == "optimal"


@few
@given(crowded())
def test_what_fits_at_each_instant_but_not_as_a_whole_is_found_out(problem: AllocationProblem) -> None:
    plan = solved(problem)
    assert rank(problem, values(plan)) == best_rank(problem)
    assert plan.status == "optimal"


def test_a_use_that_no_single_unit_can_hold_sends_the_block_back() -> None:
    # At each instant both units suffice, but the third use would have to change units half way.
    requests = (seat(1, 0, 2, pools=(1,)), seat(2, 2, 4, pools=(2,)), seat(3, 1, 3, pools=(1, 2)))
    plan = solved(AllocationProblem((pool(1, ()), pool(2, ())), requests))
    assert values(plan)["served"] == 2
    assert (plan.status, plan.statistics.rounds) == ("optimal", 2)


@few
@given(problems(most_requests=8), st.randoms(use_true_random=False))
def test_the_order_of_pools_and_requests_does_not_matter(problem: AllocationProblem, random: object) -> None:
    pools, requests = list(problem.pools), list(problem.requests)
    random.shuffle(pools)  # type: ignore[attr-defined]
    random.shuffle(requests)  # type: ignore[attr-defined]
    shuffled = replace(problem, pools=tuple(pools), requests=tuple(requests))
    assert solved(shuffled).tiers == solved(problem).tiers


@few
@given(problems(most_requests=8), st.integers(1, 2))
def test_more_units_never_serve_less(problem: AllocationProblem, pool_id: int) -> None:
    grown = tuple(
        replace(made, units=(*made.units, Unit(99))) if made.pool_id == pool_id else made for made in problem.pools
    )
    assert values(solved(replace(problem, pools=grown)))["served"] >= values(solved(problem))["served"]


@few
@given(problems(most_requests=8), st.sampled_from([RESOLVE, ("served", "cost", "stability", "packing")]))
def test_solving_again_what_has_not_changed_changes_nothing(problem: AllocationProblem, goals: tuple[str, ...]) -> None:
    problem = replace(problem, goals=goals)
    plan = solved(problem)
    again = solved(as_current(problem, plan))
    assert again.assignments == plan.assignments
    assert values(again)["stability"] == 0


@few
@given(problems(most_requests=8), st.data())
def test_pins_are_kept(problem: AllocationProblem, data: st.DataObject) -> None:
    plan = solved(problem)
    given = {assignment.request_id: assignment for assignment in plan.assignments}
    pinned = data.draw(st.sets(st.sampled_from(sorted(given)))) if given else set()
    requests = tuple(
        replace(request, pinned=given[request.request_id]) if request.request_id in pinned else request
        for request in problem.requests
    )
    again = solved(replace(problem, requests=requests))
    assert {given[request_id] for request_id in pinned} <= set(again.assignments)
    assert values(again)["served"] == values(plan)["served"]


def test_a_pin_stays_even_where_the_weight_would_go_elsewhere() -> None:
    light = replace(seat(1, 0, 4), pinned=Assignment(1, 0, ((11,),)))
    plan = solved(AllocationProblem((pool(1, ()),), (light, seat(2, 0, 4, weight=9))))
    assert plan.refused == (2,)
    assert plan.tiers[0].value == plan.tiers[0].bound == 1


def test_a_heavier_request_goes_before_two_light_ones() -> None:
    heavy, light = (
        seat(1, 0, 8, weight=5),
        [seat(number, start, start + 4, weight=2) for number, start in ((2, 0), (3, 4))],
    )
    assert solved(AllocationProblem((pool(1, ()),), (heavy, *light))).refused == (2, 3)


def test_a_joint_request_gets_all_its_rooms_or_none() -> None:
    both = Request(1, 5, (Option(0, (Use((1,), 0, 4), Use((2,), 0, 4))),))
    half_taken = AllocationProblem((pool(1, ()), pool(2, ((3, 5),))), (both,))
    assert solved(half_taken).refused == (1,)
    assert solved(replace(half_taken, pools=(pool(1, ()), pool(2, ((4, 5),))))).refused == ()


def test_one_seat_at_a_time_is_a_pool_with_one_unit_per_person() -> None:
    person = pool(9, ())
    wishes = tuple(Request(number, 1, (Option(0, (Use((number,), 0, 4), Use((9,), 0, 4))),)) for number in (1, 2))
    plan = solved(AllocationProblem((pool(1, ()), pool(2, ()), person), wishes))
    assert values(plan)["served"] == 1


def test_a_tie_is_broken_by_the_published_lot() -> None:
    winners = set()
    for seed in range(8):
        plan = solved(AllocationProblem((pool(1, ()),), tuple(seat(number, 0, 4) for number in (1, 2, 3)), seed=seed))
        winner = plan.assignments[0].request_id
        assert winner == max((1, 2, 3), key=lambda number: lot(seed, number))
        winners.add(winner)
    assert len(winners) > 1


def test_the_cheaper_option_is_taken_and_the_cost_is_that_of_the_plan() -> None:
    flexible = Request(1, 1, (Option(0, (Use((1,), 0, 4),), 0), Option(1, (Use((1,), 4, 8),), 30)))
    plan = solved(AllocationProblem((pool(1, ()),), (flexible, seat(2, 2, 4))))
    assert plan.assignments[0].option_id == 1
    assert values(plan)["cost"] == 30


def test_stability_can_dominate_cost() -> None:
    options = (Option(0, (Use((1,), 0, 4),), 0), Option(1, (Use((1,), 4, 8),), 30))
    moved = Request(1, 1, options, current=Assignment(1, 1, ((11,),)))
    problem = AllocationProblem((pool(1, ()),), (moved,))
    assert solved(problem).assignments[0].option_id == 0
    assert solved(replace(problem, goals=RESOLVE)).assignments[0].option_id == 1


def test_a_changed_unit_is_counted_and_avoided_where_possible() -> None:
    current = tuple(
        replace(seat(number, 0, 4), current=Assignment(number, 0, ((unit,),))) for number, unit in ((1, 12), (2, 11))
    )
    problem = AllocationProblem((pool(1, (), ()),), (*current, seat(3, 4, 6)), goals=RESOLVE)
    assert values(solved(problem))["stability"] == 0
    broken = replace(problem, pools=(pool(1, (), ((0, 2),), ()),))
    plan = solved(broken)
    assert values(plan)["stability"] == 1
    assert current[1].current in plan.assignments


def test_a_series_keeps_its_unit() -> None:
    weekly = tuple(seat(number, start, start + 3, series=5) for number, start in ((1, 0), (2, 10), (3, 20)))
    others = tuple(seat(number, start, start + 3) for number, start in ((4, 0), (5, 8), (6, 19)))
    plan = solved(AllocationProblem((pool(1, (), ()),), weekly + others))
    assert values(plan)["packing"] == 0
    assert len({assignment.units for assignment in plan.assignments if assignment.request_id <= 3}) == 1


def test_an_outage_in_the_middle_is_worked_around() -> None:
    pools = (pool(1, ((2, 4),), ((6, 8),)),)
    plan = solved(AllocationProblem(pools, (seat(1, 0, 6), seat(2, 4, 9), seat(3, 0, 2))))
    assert plan.refused == ()


def test_no_requests_and_no_units_are_answered_too() -> None:
    empty = AllocationProblem((), ())
    assert solved(empty).tiers[0].value == 0
    nothing = AllocationProblem((Pool(1, ()),), (seat(1, 0, 4), Request(2, 1, ())))
    assert solved(nothing).refused == (1, 2)


def test_without_time_there_is_still_a_plan_with_an_honest_bound() -> None:
    problem = instance(200)
    hurried, best = allocate(problem, Limits(0.0)), allocate(problem, ENOUGH)
    assert check(problem, hurried) == ()
    assert hurried.status == "feasible"
    assert 0 < hurried.tiers[0].value <= best.tiers[0].value <= hurried.tiers[0].bound
    assert hurried.statistics.gap > 0


def test_a_cancelled_solve_hands_back_what_stands() -> None:
    problem = instance(200)
    seen: list[Progress] = []
    plan = allocate(problem, ENOUGH, seen.append, lambda: len(seen) > 3)
    assert plan.status == "cancelled"
    assert check(problem, plan) == ()
    assert plan.tiers[0].value > 0


def test_progress_counts_up_between_value_and_bound() -> None:
    seen: list[Progress] = []
    plan = allocate(instance(200), ENOUGH, seen.append)
    options = [progress for progress in seen if progress.stage == "options"]
    assert [progress.done for progress in options] == list(range(1, options[-1].total + 1))
    assert all(progress.objective <= plan.tiers[0].bound <= progress.bound for progress in seen)
    assert options[0].bound >= options[-1].bound >= options[-1].objective >= options[0].objective


def test_workers_do_not_change_the_plan() -> None:
    problem = instance(150)
    assert allocate(problem, Limits(20, workers=2)).assignments == allocate(problem, ENOUGH).assignments


def test_prices_say_where_one_more_unit_serves_most() -> None:
    wishes = (*(seat(number, 0, 4, weight=3) for number in (1, 2)), seat(3, 10, 12, pools=(2,)))
    problem = AllocationProblem((pool(1, ()), pool(2, ())), wishes)
    found = prices(problem, ENOUGH)
    assert [(price.pool_id, price.start, price.end, price.price) for price in found] == [(1, 0, 4, 3.0)]
    assert solved(problem).statistics.prices == found


@pytest.mark.thorough
@pytest.mark.parametrize("seed", [1, 2])
def test_a_round_of_a_thousand_is_proven_or_close_to_its_bound(seed: int) -> None:
    problem = instance(1000, seed)
    plan = allocate(problem, Limits(3600, work=400))
    assert check(problem, plan) == ()
    assert plan.statistics.gap <= 0.0005
    assert plan.tiers[0].bound <= certified_bound(problem, plan.statistics.certificate)
    assert all(0 < tier.value <= tier.bound for tier in plan.tiers if tier.name in ("served", "lot"))
    assert all(tier.bound <= tier.value for tier in plan.tiers if tier.name in ("cost", "stability", "packing"))
