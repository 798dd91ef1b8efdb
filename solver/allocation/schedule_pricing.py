"""The most valuable schedule of each unit when every task has a price: longest paths through the times of the tasks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from solver.allocation.interval_tasks import IntervalTask

Prices = NDArray[np.float64]
Schedule = tuple[int, ...]  # tasks by index, ascending, no two of which overlap

FORBIDDEN = -1e9
WORTHLESS = 1e-9


class SchedulePricing:
    """Dynamic programming over the instants where tasks start and end, for all units at once."""

    def __init__(self, tasks: Sequence[IntervalTask], units: int) -> None:
        moments = sorted({task.start for task in tasks} | {task.end for task in tasks})
        at = {moment: index for index, moment in enumerate(moments)}
        self._starts = [at[task.start] for task in tasks]
        self._starting: list[list[tuple[int, int]]] = [[] for _ in moments]
        self._closed = np.full((len(tasks), units), FORBIDDEN)
        for index, task in enumerate(tasks):
            self._starting[at[task.start]].append((index, at[task.end]))
            self._closed[index, list(task.units)] = 0.0

    def best(self, prices: Prices, units: Sequence[int]) -> list[Schedule]:
        """For each of the units a schedule of tasks it can do whose prices sum to the most."""
        worth = self._closed[:, units] + prices[:, None]
        value = np.zeros((len(self._starting), len(units)))
        last = np.full(value.shape, -1)
        for moment, starting in enumerate(self._starting):
            if moment:
                idle = value[moment - 1] >= value[moment]
                value[moment][idle] = value[moment - 1][idle]
                last[moment][idle] = -1
            for task, end in starting:
                if prices[task] > WORTHLESS:
                    reached = value[moment] + worth[task]
                    better = reached > value[end]
                    value[end][better] = reached[better]
                    last[end][better] = task
        return [self._backwards(column) for column in last.T.tolist()]

    def _backwards(self, last: Sequence[int]) -> Schedule:
        chosen = []
        moment = len(last) - 1
        while moment > 0:
            task = last[moment]
            if task < 0:
                moment -= 1
                continue
            chosen.append(task)
            moment = self._starts[task]
        return tuple(sorted(chosen))
