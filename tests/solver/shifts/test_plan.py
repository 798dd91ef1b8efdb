"""Plans are valid and as good as trying everything finds, for both kinds of problem."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings

from solver.shifts import (
    OFF,
    OPTIMAL,
    PENALTY,
    SHORTAGE,
    NoPlan,
    Person,
    Rules,
    ShiftLimits,
    ShiftProblem,
    check,
    plan_shifts,
)
from tests.solver.shifts.tiny import DAY, NIGHT, best_values, rosters, staggered

LIMITS = ShiftLimits(seconds=20)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def planned_as_well_as_by_trying(problem: ShiftProblem) -> None:
    best = best_values(problem)
    if best is None:
        with pytest.raises(NoPlan):
            plan_shifts(problem, LIMITS)
        return
    plan = plan_shifts(problem, LIMITS)
    assert check(problem, plan) == ()
    assert (plan.goal(SHORTAGE).value, plan.goal(PENALTY).value) == best
    assert plan.status == OPTIMAL


@given(problem=staggered())
@settings(max_examples=15, deadline=None, suppress_health_check=SLOW)
def test_staggered_days_are_planned_as_well_as_by_trying_everything(problem: ShiftProblem) -> None:
    planned_as_well_as_by_trying(problem)


@given(problem=rosters())
@settings(max_examples=15, deadline=None, suppress_health_check=SLOW)
def test_rosters_are_planned_as_well_as_by_trying_everything(problem: ShiftProblem) -> None:
    planned_as_well_as_by_trying(problem)


@given(problem=staggered())
@settings(max_examples=3, deadline=None, suppress_health_check=SLOW)
def test_the_same_problem_gives_the_same_plan(problem: ShiftProblem) -> None:
    try:
        first = plan_shifts(problem, LIMITS)
    except NoPlan:
        return
    assert plan_shifts(problem, LIMITS).rows == first.rows


def test_importing_the_package_loads_no_solver_library() -> None:
    program = "import sys, solver.shifts; assert not {'ortools', 'scipy', 'numpy'} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("rules", [Rules(), Rules(most_run=2, least_minutes=960)])
def test_people_without_wishes_or_cover_get_a_row_by_their_own_rules(rules: Rules) -> None:
    problem = ShiftProblem((0, 1, 2), (DAY, NIGHT), (Person(1, ((OFF, 2),) * 3, rules),))
    plan = plan_shifts(problem, LIMITS)
    assert check(problem, plan) == ()
    assert plan.status == OPTIMAL


def test_people_whose_rules_contradict_are_named() -> None:
    people = Person(1, ((OFF, 2),) * 2), Person(2, ((OFF, 2),) * 2, Rules(most_run=1, least_minutes=1200))
    with pytest.raises(NoPlan) as raised:
        plan_shifts(ShiftProblem((0, 1), (DAY, NIGHT), people), LIMITS)
    assert raised.value.people == (2,)
