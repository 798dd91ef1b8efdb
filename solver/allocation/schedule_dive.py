"""Rounding a mixture of schedules to one whole schedule for each unit: a dive with column generation at every step.

The largest parts of the mixture become whole, their tasks and units leave, and the linear program is solved again for
the rest, with new schedules.  Where many tasks are under way at once and units can do few of them the program sees
far ahead what a search by single tasks cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random

from solver.allocation.interval_tasks import IntervalTask
from solver.allocation.schedule_master import Column, ScheduleMaster
from solver.allocation.schedule_pricing import SchedulePricing

UNITS_FOR_ONE_MORE = 10  # for each so many units that are open one schedule more is fixed at a step
WHOLE, LEAST_PART = 0.9, 0.3
CHANCE = 0.85
KEPT = 1500


class ScheduleDive:
    """Dives for tasks, by index, on units below `units`; several may run at once, each with its own Random."""

    def __init__(self, tasks: Sequence[IntervalTask], units: int) -> None:
        self._pricing = SchedulePricing(tasks, units)
        self._count = len(tasks)

    def run(
        self,
        tasks: Iterable[int],
        units: Iterable[int],
        known: Iterable[Column],
        most_left: int,
        random: Random,
        stopped: Callable[[], bool],
    ) -> dict[int, int] | None:
        """A unit for each of the tasks but at most `most_left`; None when the dive cannot end so, or is stopped."""
        open_tasks, open_units, placed = set(tasks), set(units), dict[int, int]()
        while open_tasks and open_units:
            master = ScheduleMaster(self._pricing, self._count, sorted(open_tasks), sorted(open_units), known)
            if master.solve(stopped) > most_left + 1e-4 or stopped():
                return None
            mixture = master.mixture()
            for unit, schedule in _rounded(mixture, max(1, len(open_units) // UNITS_FOR_ONE_MORE), random):
                placed.update((task, unit) for task in schedule if task in open_tasks)
                open_tasks.difference_update(schedule)
                open_units.discard(unit)
            known = _still_open(mixture, open_tasks, open_units)
        return placed if len(open_tasks) <= most_left else None


def _rounded(mixture: Sequence[tuple[float, Column]], least: int, random: Random) -> list[Column]:
    """Columns to fix: the largest parts, a little by chance, and whatever is almost whole."""
    ranked = sorted(
        (
            (part if part > WHOLE else part * random.uniform(CHANCE, 1), part, column)
            for part, column in mixture
            if part
        ),
        reverse=True,
    )
    chosen: list[Column] = []
    units: set[int] = set()
    tasks: set[int] = set()
    for _, part, (unit, schedule) in ranked:
        if len(chosen) >= least and part < WHOLE:
            break
        if unit in units or (chosen and (part < LEAST_PART or not tasks.isdisjoint(schedule))):
            continue
        chosen.append((unit, schedule))
        units.add(unit)
        tasks.update(schedule)
    return chosen


def _still_open(mixture: Sequence[tuple[float, Column]], tasks: set[int], units: set[int]) -> list[Column]:
    """The first columns of the mixture without the tasks that are fixed."""
    kept = {
        (unit, tuple(task for task in schedule if task in tasks)): None
        for place, (part, (unit, schedule)) in enumerate(mixture)
        if unit in units and (place < KEPT or part > 0)
    }
    return list(kept)
