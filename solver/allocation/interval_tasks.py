"""Tasks of fixed start and end, the units that can do them, and how they overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class IntervalTask:
    """A booking over [start, end), in any integer unit of time, that any one of `units` can serve."""

    start: int
    end: int
    units: tuple[int, ...]


def overlap_matrix(tasks: Sequence[IntervalTask]) -> NDArray[np.bool_]:
    """[i, j]: tasks i and j, which differ, share an instant."""
    starts = np.array([task.start for task in tasks], dtype=np.int64)
    ends = np.array([task.end for task in tasks], dtype=np.int64)
    overlaps: NDArray[np.bool_] = (starts[:, None] < ends[None, :]) & (starts[None, :] < ends[:, None])
    np.fill_diagonal(overlaps, val=False)
    return overlaps


def overlap_sets(tasks: Sequence[IntervalTask], among: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """Every maximal set of the tasks `among` (indices) that share an instant, in order of time."""
    chosen = list(among)
    events = sorted([(tasks[task].start, 1, task) for task in chosen] + [(tasks[task].end, 0, task) for task in chosen])
    active: set[int] = set()
    grown = False
    for _, starts, task in events:
        if starts:
            active.add(task)
            grown = True
            continue
        if grown:
            yield tuple(sorted(active))
        grown = False
        active.discard(task)


def most_at_once(tasks: Sequence[IntervalTask], among: Iterable[int]) -> int:
    """The largest number of the tasks `among` under way at one instant."""
    return max(map(len, overlap_sets(tasks, among)), default=0)
