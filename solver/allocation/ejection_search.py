"""Placing fixed intervals on a given number of units by tabu search with ejection.

A task that has no unit takes one from whatever stands in its way there; the ejected tasks may not return to that
unit for a while.  Tasks that stay without a unit for long grow heavier, so that others give way to them (the breakout
of Morris 1993; the partial assignments are those of PartialCol, Bloechliger and Zufferey 2008).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from solver.allocation.interval_tasks import IntervalTask, overlap_matrix

NEVER = 1e12
LEAST_TENURE, TENURE_SPREAD = 1.0, 30.0
HEAVIER_EVERY, HEAVIER_BY = 10, 0.05
ASK_EVERY = 500


class EjectionSearch:
    """A partial assignment of tasks (by index) to the active units (by index), improved in place."""

    def __init__(self, tasks: Sequence[IntervalTask], units: int, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._overlaps = overlap_matrix(tasks)
        self._weight_of_overlap = self._overlaps.astype(np.float64)
        self._in_the_way = [frozenset(np.flatnonzero(row).tolist()) for row in self._overlaps]
        self._noise = self._random.random(1 << 18) * 1e-3
        self._units = units
        self.eligible: NDArray[np.bool_] = np.zeros((len(tasks), units), dtype=bool)
        for index, task in enumerate(tasks):
            self.eligible[index, list(task.units)] = True
        self.weights = np.ones(len(tasks))
        self.start((), {})

    def start(self, active: Sequence[int], placed: Mapping[int, int]) -> None:
        """Begins with only `active` units in use and `placed` tasks on them; nothing is tabu."""
        off = np.ones(self._units, dtype=bool)
        off[list(active)] = False
        self._cost = np.where(self.eligible & ~off, 0.0, NEVER)
        self._on: list[list[int]] = [[] for _ in range(self._units)]
        self._free_again = np.zeros(self.eligible.shape, dtype=np.int64)
        self._step = 0
        self.unplaced = [task for task in range(len(self.eligible)) if task not in placed]
        for task, unit in placed.items():
            self._put(task, unit)

    def placed(self) -> dict[int, int]:
        return {task: unit for unit, tasks in enumerate(self._on) for task in tasks}

    def run(self, steps: int, stopped: Callable[[], bool]) -> dict[int, int]:
        """The assignment with the fewest tasks left over within that many steps."""
        best, found = len(self.unplaced), self.placed()
        for count in range(1, steps + 1):
            if not self.unplaced or (count % ASK_EVERY == 0 and stopped()):
                break
            self._step += 1
            self._move()
            if len(self.unplaced) < best:
                best, found = len(self.unplaced), self.placed()
            if self._step % HEAVIER_EVERY == 0:
                self.weights[self.unplaced] += HEAVIER_BY
        return found

    def _move(self) -> None:
        """The cheapest move that is not tabu: weight ejected less weight placed, ties by chance."""
        waiting = np.array(self.unplaced)
        change = self._cost[waiting] - self.weights[waiting, None]
        change[self._free_again[waiting] > self._step] = NEVER
        if change.size < len(self._noise):
            offset = int(self._random.random() * (len(self._noise) - change.size))
            change += self._noise[offset : offset + change.size].reshape(change.shape)
        place, unit = divmod(int(change.argmin()), self._units)
        if change[place, unit] > NEVER / 2:
            return  # everything is tabu
        task = self.unplaced[place]
        self.unplaced[place] = self.unplaced[-1]
        self.unplaced.pop()
        for other in [other for other in self._on[unit] if other in self._in_the_way[task]]:
            self._eject(other, unit)
        self._put(task, unit)

    def _put(self, task: int, unit: int) -> None:
        self._on[unit].append(task)
        self._cost[:, unit] += self._weight_of_overlap[task] * self.weights[task]

    def _eject(self, task: int, unit: int) -> None:
        self._on[unit].remove(task)
        self._cost[:, unit] -= self._weight_of_overlap[task] * self.weights[task]
        self.unplaced.append(task)
        tenure = LEAST_TENURE * len(self.unplaced) + self._random.random() * TENURE_SPREAD
        self._free_again[task, unit] = self._step + int(tenure)
