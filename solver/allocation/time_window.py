"""Improving an assignment of fixed intervals inside one window of time, exactly where the MIP is small.

Every task that touches the window may change its unit, everything else stays; as many waiting tasks as possible,
by weight, are fitted in.  Tasks have many units to choose from and only neighbours in time to avoid, so the linear
program with a row per maximal overlap set is nearly integral.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from solver.allocation.interval_tasks import IntervalTask, overlap_sets

RELATIVE_GAP = 1e-4
Placed = Mapping[int, int]


def tasks_near(tasks: Sequence[IntervalTask], placed: Placed, moment: int, size: int) -> list[int]:
    """All tasks without a unit, and the `size` others that are nearest to `moment`."""

    def distance(task: int) -> int:
        return max(tasks[task].start - moment, moment - tasks[task].end, 0)

    waiting = [task for task in range(len(tasks)) if task not in placed]
    return waiting + sorted(placed, key=lambda task: (distance(task), task))[:size]


def reassign(
    tasks: Sequence[IntervalTask],
    active: Sequence[int],
    placed: Placed,
    movable: Sequence[int],
    weights: Sequence[float],
    random: Random,
    seconds: float,
) -> dict[int, int] | None:
    """The movable tasks' best units beside the others, or None when the search finds nothing in time."""
    pairs = _possible(tasks, active, placed, movable)
    if not pairs:
        return None
    matrix = _rows(tasks, pairs)
    values = np.array([weights[task] + 0.3 * random.random() / len(movable) for task, _ in pairs])
    solution = milp(
        -values,
        constraints=LinearConstraint(matrix, -np.inf, 1),
        integrality=np.ones(len(pairs)),
        bounds=Bounds(0, 1),
        options={"time_limit": seconds, "mip_rel_gap": RELATIVE_GAP},
    )
    if solution.x is None:
        return None
    return {task: unit for (task, unit), value in zip(pairs, solution.x, strict=True) if value > 0.5}


def _possible(
    tasks: Sequence[IntervalTask], active: Sequence[int], placed: Placed, movable: Sequence[int]
) -> list[tuple[int, int]]:
    free = set(movable)
    fixed: dict[int, list[int]] = defaultdict(list)
    for task, unit in placed.items():
        if task not in free:
            fixed[unit].append(task)
    usable = set(active)
    return [
        (task, unit)
        for task in movable
        for unit in tasks[task].units
        if unit in usable
        and all(tasks[other].end <= tasks[task].start or tasks[task].end <= tasks[other].start for other in fixed[unit])
    ]


def _rows(tasks: Sequence[IntervalTask], pairs: Sequence[tuple[int, int]]) -> csr_array:
    """A row per task, and per unit a row for each maximal overlap set: at most one of its columns."""
    column = {pair: number for number, pair in enumerate(pairs)}
    of_task: dict[int, list[int]] = defaultdict(list)
    of_unit: dict[int, list[int]] = defaultdict(list)
    for task, unit in pairs:
        of_task[task].append(column[task, unit])
        of_unit[unit].append(task)
    rows = list(of_task.values())
    for unit, members in of_unit.items():
        rows += [[column[task, unit] for task in together] for together in overlap_sets(tasks, members)]
    row_numbers = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    columns = np.concatenate([np.array(row) for row in rows])
    return csr_array((np.ones(len(columns)), (row_numbers, columns)), shape=(len(rows), len(pairs)))
