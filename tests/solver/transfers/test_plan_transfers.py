from dataclasses import replace
from random import Random

import pytest

from solver.transfers import (
    OPTIMAL,
    Holding,
    InvalidTransferProblem,
    Kind,
    Move,
    Run,
    Scenario,
    TransferLimits,
    TransferPlan,
    TransferProblem,
    check,
    move_reasons,
    outcome,
    plan_transfers,
    unit_worth,
    value,
)
from tests.solver.transfers.problems import at_random, every_value, tiny

LIMITS = TransferLimits(30)


@pytest.mark.parametrize("seed", range(12))
def test_no_plan_of_a_small_problem_is_better(seed: int) -> None:
    problem = tiny(seed)
    plan = plan_transfers(problem, LIMITS)
    assert plan.value == plan.bound == min(every_value(problem))
    assert plan.status == OPTIMAL


@pytest.mark.parametrize("seed", range(12))
def test_with_runs_that_cost_the_bound_is_below_every_plan(seed: int) -> None:
    problem = tiny(seed, run_cost=5)
    plan = plan_transfers(problem, LIMITS)
    best = min(every_value(problem))
    assert plan.bound <= best <= plan.value
    assert plan.value <= value(problem, (), ((),))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("here_and_now", [0, 1, 3])
def test_plans_break_no_rule_and_beat_standing_still(seed: int, here_and_now: int) -> None:
    problem = at_random(seed, scenarios=4, here_and_now=here_and_now)
    plan = plan_transfers(problem, LIMITS)
    assert check(problem, plan) == ()
    assert plan.bound <= plan.value <= value(problem, (), ((),) * len(problem.branches))


@pytest.mark.parametrize("seed", range(8))
def test_deciding_later_is_never_worse(seed: int) -> None:
    problem = at_random(seed, scenarios=3, here_and_now=3)
    early = plan_transfers(problem, LIMITS)
    later = plan_transfers(replace(problem, here_and_now=1), LIMITS)
    assert later.bound <= early.value


def test_a_unit_goes_where_refusals_are_expected() -> None:
    problem = _two_offices(demand=((0, 0, 0), (0, 2, 2)))
    plan = plan_transfers(problem, LIMITS)
    assert [(move.week, move.units) for move in plan.moves] == [(0, 1)]
    assert outcome(problem, plan.moves, plan.later).refused.sum() == 0


def test_a_move_that_costs_more_than_it_saves_is_not_proposed() -> None:
    problem = _two_offices(demand=((0, 0, 0), (0, 0, 1)), cost=50)
    assert plan_transfers(problem, LIMITS).moves == ()


def test_booked_loans_keep_their_units() -> None:
    problem = _two_offices(demand=((0, 0, 0), (9, 9, 9)), committed=(2, 2, 2))
    assert plan_transfers(problem, LIMITS).moves == ()


def test_a_booked_loan_without_a_unit_is_brought_one_before_anything_else() -> None:
    problem = _two_offices(demand=((9, 9, 9), (0, 0, 0)))
    holdings = (problem.holdings[0], replace(problem.holdings[1], committed=(0, 0, 1)))
    plan = plan_transfers(replace(problem, holdings=holdings), LIMITS)
    assert sum(move.units for move in plan.moves if move.run_id == 0) == 1


def test_the_reserve_stays_and_storage_is_not_exceeded() -> None:
    problem = _two_offices(demand=((0, 0, 0), (9, 9, 9)))
    kept = replace(problem, holdings=(replace(problem.holdings[0], safety=1), problem.holdings[1]))
    assert [move.units for move in plan_transfers(kept, LIMITS).moves] == [1]
    full = replace(problem, holdings=(problem.holdings[0], replace(problem.holdings[1], storage=1)))
    assert [move.units for move in plan_transfers(full, LIMITS).moves] == [1]


def test_no_run_goes_in_a_week_without_it() -> None:
    problem = _two_offices(demand=((0, 0, 0), (4, 4, 4)))
    snow = replace(problem, runs=(replace(problem.runs[0], not_in=(0, 1)),))
    assert {move.week for move in plan_transfers(snow, LIMITS).moves} == {2}


def test_a_run_carries_no_more_than_its_places() -> None:
    kinds = (Kind(1, 1000), Kind(2, 1000, places=2))
    holdings = tuple(Holding(office, kind.kind_id, 4 * (1 - office)) for office in range(2) for kind in kinds)
    ways = (Scenario(((0, 0), (0, 0), (4, 4), (4, 4))),)
    problem = TransferProblem(2, kinds, holdings, (Run(0, 0, 1, 0, 0, 5),), ways, 2)
    plan = plan_transfers(problem, LIMITS)
    assert check(problem, plan) == ()
    assert sum(move.units * kinds[move.kind_id - 1].places for move in plan.moves if move.week == 0) in {4, 5}


def test_here_and_now_moves_are_the_same_whatever_comes() -> None:
    ways = (Scenario(((0, 0, 0), (0, 0, 6))), Scenario(((0, 0, 6), (0, 0, 0))))
    problem = replace(_two_offices(demand=((0, 0, 0), (0, 0, 0))), scenarios=ways, here_and_now=1)
    plan = plan_transfers(problem, LIMITS)
    assert plan.moves == ()
    assert [sum(move.units for move in own) for own in plan.later] == [2, 0]


def test_a_reason_counts_what_the_move_avoids() -> None:
    problem = _two_offices(demand=((0, 0, 0), (2, 2, 2)), cost=1)
    plan = plan_transfers(problem, LIMITS)
    (reason,) = move_reasons(problem, plan)
    without = outcome(problem, (), plan.later).refused.sum()
    with_move = outcome(problem, plan.moves, plan.later).refused.sum()
    assert reason.gained == without - with_move == 6000 - reason.underway
    assert reason.cost == 1


def test_one_more_unit_is_worth_what_it_would_save() -> None:
    problem = _two_offices(demand=((4, 4, 4), (4, 4, 4)))
    plan = plan_transfers(problem, LIMITS)
    more = replace(problem, holdings=(replace(problem.holdings[0], usable=3), problem.holdings[1]))
    saved = plan.value - plan_transfers(more, LIMITS).value
    assert unit_worth(problem, plan)[0, 0] * 1000 == saved


def test_the_check_sees_what_is_wrong() -> None:
    problem = at_random(3, scenarios=2, here_and_now=1)
    plan = plan_transfers(problem, LIMITS)
    assert _rules(problem, replace(plan, value=plan.value + 1)) == {"value-recomputed"}
    assert _rules(problem, replace(plan, later=())) == {"move-form"}
    assert _rules(problem, replace(plan, moves=(Move(0, 99, 1, 1),))) == {"run-known"}
    assert "here-and-now" in _rules(problem, replace(plan, moves=(*plan.moves, Move(2, 0, 1, 1))))
    many = replace(plan, moves=(Move(0, problem.runs[0].run_id, 1, 9),))
    assert {"run-capacity", "units-there", "stock-limits"} <= _rules(problem, many)


@pytest.mark.parametrize("seed", range(20))
def test_any_unit_more_or_less_is_found_or_is_another_value(seed: int) -> None:
    problem = at_random(seed, scenarios=2, here_and_now=1)
    plan = plan_transfers(problem, LIMITS)
    if plan.moves:
        place = Random(seed).randrange(len(plan.moves))
        changed = replace(plan.moves[place], units=plan.moves[place].units + 1)
        assert check(problem, replace(plan, moves=(*plan.moves[:place], changed, *plan.moves[place + 1 :])))


def test_a_problem_that_contradicts_itself_names_row_field_and_rule() -> None:
    problem = _two_offices(demand=((0, 0, 0), (0, 0, 0)))
    with pytest.raises(InvalidTransferProblem) as error:
        replace(problem, runs=(replace(problem.runs[0], destination=7),))
    assert (error.value.row, error.value.field) == ("run 0", "origin, destination")
    with pytest.raises(InvalidTransferProblem, match="scenario 0: demand: a number for each week"):
        replace(problem, scenarios=(Scenario(((0,), (0,))),))
    with pytest.raises(InvalidTransferProblem, match="holding of office 1, kind 1: usable"):
        replace(problem, holdings=(problem.holdings[0], replace(problem.holdings[1], usable=-1)))


def _two_offices(
    *, demand: tuple[tuple[int, ...], ...], cost: int = 0, committed: tuple[int, ...] = ()
) -> TransferProblem:
    """Two units at office 0, none at office 1, and a run between them every Monday."""
    holdings = (Holding(0, 1, 2, committed=committed), Holding(1, 1, 0))
    runs = (Run(0, 0, 1, 0, 1, 4, cost),)
    return TransferProblem(3, (Kind(1, 2000, weight=1),), holdings, runs, (Scenario(demand),), 3)


def _rules(problem: TransferProblem, plan: TransferPlan) -> set[str]:
    return {violation.rule for violation in check(problem, plan)}
