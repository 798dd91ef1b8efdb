"""Shifts: who works which pattern or shift on which day, what that leaves uncovered, and why.

    from solver.shifts import plan_shifts, check, check_change

Staggered days and rosters are stated as one `ShiftProblem`.  Importing this package loads no solver library;
`plan_shifts` does when it is called.
"""

from __future__ import annotations

from collections.abc import Callable

from solver.shifts.check import Change, CoverChange, Violation, breaches, check, check_change, check_rows
from solver.shifts.goals import goal_values
from solver.shifts.plan import FEASIBLE, OPTIMAL, PENALTY, SHORTAGE, Goal, NoPlan, Row, ShiftPlan
from solver.shifts.problem import (
    OFF,
    Cell,
    Cover,
    InvalidShiftProblem,
    Period,
    Person,
    Rules,
    Shift,
    ShiftLimits,
    ShiftProblem,
    Weights,
    Wish,
)
from solver.shifts.rules import RULES

__all__ = [
    "FEASIBLE",
    "OFF",
    "OPTIMAL",
    "PENALTY",
    "RULES",
    "SHORTAGE",
    "Cell",
    "Change",
    "Cover",
    "CoverChange",
    "Goal",
    "InvalidShiftProblem",
    "NoPlan",
    "Period",
    "Person",
    "Row",
    "Rules",
    "Shift",
    "ShiftLimits",
    "ShiftPlan",
    "ShiftProblem",
    "Violation",
    "Weights",
    "Wish",
    "breaches",
    "check",
    "check_change",
    "check_rows",
    "goal_values",
    "plan_shifts",
]


def plan_shifts(
    problem: ShiftProblem, limits: ShiftLimits, progress: Callable[[int, int], None] | None = None
) -> ShiftPlan:
    """The best plan found within the limits, with the bound of each goal; always one that `check` accepts.

    `progress` is called with the weighted value and its bound.  Raises NoPlan when people's own rules contradict.
    """
    from solver.shifts.search import plan_shifts as search  # noqa: PLC0415 - loads SciPy

    return search(problem, limits, progress)
