"""A plan with all that is told of it: why wishes are not met, and exactly what is short on which day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from solver.shifts.explain import Unmet, explain
from solver.shifts.plan import Row, ShiftPlan
from solver.shifts.problem import ShiftLimits, ShiftProblem
from solver.shifts.search import plan_shifts
from solver.shifts.shortage import Shortage, people_needed, shortages


@dataclass(frozen=True, slots=True)
class ShortDay:
    """A day on which hard cover is not held, part by part, and with how many more people nothing would be short.

    `more` is None where more people alone would not do.
    """

    day: int
    more: int | None
    parts: tuple[Shortage, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A plan, an answer for each unmet wish, and the short days in their order."""

    plan: ShiftPlan
    unmet: tuple[Unmet, ...]
    short: tuple[ShortDay, ...]


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
