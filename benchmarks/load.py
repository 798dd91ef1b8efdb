"""How much is wanted where and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from solver.allocation.problem import Use

STEP, DAY = 15, 1440
OPENS, CLOSES = 510, 1035
# A pool's peak is the mean over this share of the working hours: the busiest.
PEAK_SHARE = 0.3


def peaks(uses: Iterable[Use]) -> dict[int, float]:
    """For each pool the units wanted at once in its busiest working hours.

    Working hours are those from the first use of any pool to the last; a use of several pools is shared among them.
    """
    parts: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
    for use in uses:
        for pool_id in use.pools:
            parts[pool_id].append((use.start // STEP, -(-use.end // STEP), use.quantity / len(use.pools)))
    if not parts:
        return {}
    first = int(min(span[0] for spans in parts.values() for span in spans))
    last = int(max(span[1] for spans in parts.values() for span in spans))
    open_ = _working(np.arange(first, last) * STEP)
    return {pool_id: _peak(_load(np.array(spans), first, last)[open_]) for pool_id, spans in parts.items()}


def _working(minutes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Monday to Friday, 8:30 to 17:15, where day 0 is a Monday."""
    day, minute = np.divmod(minutes, DAY)
    return (day % 7 < 5) & (minute >= OPENS) & (minute < CLOSES)


def _load(spans: NDArray[np.float64], first: int, last: int) -> NDArray[np.float64]:
    """Units wanted in each quarter of an hour: a running sum of what begins and ends."""
    change = np.zeros(last - first + 1)
    np.add.at(change, spans[:, 0].astype(int) - first, spans[:, 2])
    np.add.at(change, spans[:, 1].astype(int) - first, -spans[:, 2])
    return np.cumsum(change)[:-1]


def _peak(load: NDArray[np.float64]) -> float:
    busiest = np.sort(load)[::-1]
    return float(busiest[: max(1, round(len(busiest) * PEAK_SHARE))].mean())
