"""A plan with all that is told of it: why wishes are not met, and exactly what is short on which day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from solver.shifts.answers import Report, Shortage, ShortDay
from solver.shifts.explain import explain
from solver.shifts.plan import Row
from solver.shifts.problem import ShiftLimits, ShiftProblem
from solver.shifts.search import plan_shifts
from solver.shifts.shortage import people_needed, shortages


def plan_and_explain(
    problem: ShiftProblem, limits: ShiftLimits, progress: Callable[[int, int], None] | None = None
) -> Report:
    """Makes a plan within the limits as `plan_shifts` does, and explains it; that takes time of its own."""
    plan = plan_shifts(problem, limits, progress)
    return Report(plan, explain(problem, plan.rows), tuple(short_days(problem, plan.rows)))


def short_days(problem: ShiftProblem, rows: Sequence[Row]) -> Iterator[ShortDay]:
    """Every day on which something is short."""
    days: dict[int, list[Shortage]] = defaultdict(list)
    for each in shortages(problem, rows):
        days[each.day].append(each)
    for day, parts in sorted(days.items()):
        yield ShortDay(day, people_needed(problem, day), tuple(parts))
