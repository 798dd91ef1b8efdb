"""Makes a plan: as one programme where days hang together loosely, by columns where runs of days are counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from solver.deadline import Deadline
from solver.shifts.exact import Exact, solve_whole
from solver.shifts.goals import goal_values
from solver.shifts.highs import Infeasible, solve
from solver.shifts.model import Model
from solver.shifts.plan import FEASIBLE, OPTIMAL, PENALTY, SHORTAGE, Goal, NoPlan, Row, ShiftPlan
from solver.shifts.problem import ShiftLimits, ShiftProblem
from solver.shifts.rest_times import with_breaks
from solver.shifts.roster_search import search_roster


def plan_shifts(
    problem: ShiftProblem, limits: ShiftLimits, progress: Callable[[int, int], None] | None = None
) -> ShiftPlan:
    """The best plan found within the limits, with bounds; NoPlan when somebody's own rules contradict each other.

    `progress` is called with the penalty (shortage weighed in) and its bound as they improve.
    """
    deadline = Deadline(limits.seconds)
    model = Model(problem)
    try:
        if any(person.rules.counts_runs for person in problem.people):
            found = search_roster(model, limits, progress or (lambda _value, _bound: None))
        else:
            found = solve_whole(model, limits.seconds)
    except Infeasible as error:
        raise NoPlan(_contradictory(model)) from error
    if found.cells is None:
        found = Exact(model.alone(), found.shortage_bound, found.penalty_bound)
    rows = with_breaks(model, found.cells or [], model.shortage_weight)
    return _plan(problem, rows, found, deadline.elapsed())


def _contradictory(model: Model) -> tuple[int, ...]:
    """People for whom no row keeps their own rules."""
    people = []
    for block in model.blocks:
        try:
            solve(block.programme, 10.0)
        except Infeasible:
            people.append(block.person.person_id)
    return tuple(people)


def _plan(problem: ShiftProblem, rows: Sequence[Row], found: Exact, seconds: float) -> ShiftPlan:
    values = goal_values(problem, rows)
    shortage = Goal(SHORTAGE, values[SHORTAGE], found.shortage_bound)
    penalty = Goal(PENALTY, values[PENALTY], found.penalty_bound)
    proven = all(goal.value == goal.bound for goal in (shortage, penalty))
    return ShiftPlan(tuple(rows), (shortage, penalty), OPTIMAL if proven else FEASIBLE, seconds)
