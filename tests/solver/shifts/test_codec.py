"""Problems and plans of shifts travel to another process and back unchanged."""

from __future__ import annotations

from hypothesis import given, settings

from solver.codec import dumps, loads
from solver.shifts import ShiftLimits, ShiftPlan, ShiftProblem, plan_shifts
from tests.solver.shifts.tiny import rosters, staggered


@given(problem=staggered() | rosters())
@settings(max_examples=10, deadline=None)
def test_a_problem_comes_back_as_it_was(problem: ShiftProblem) -> None:
    assert loads(ShiftProblem, dumps(problem)) == problem


def test_a_plan_comes_back_as_it_was() -> None:
    plan = plan_shifts(ShiftProblem((0, 1), (), ()), ShiftLimits(seconds=5))
    assert loads(ShiftPlan, dumps(plan)) == plan
