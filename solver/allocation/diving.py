"""A first plan for a large part: what the smoothed dual is nearly sure of is taken, and the rest is priced again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.allocation.dual import Dual, smoothed_dual
from solver.allocation.greedy import Filling
from solver.allocation.part import Part
from solver.allocation.rows import Floats, Mask

# Columns of at least this part of a request are taken, and in every round at least this share of the best.
NEARLY_SURE = 0.8
LEAST_SHARE = 0.2
ROUNDS = 16
# Temperature and evaluations of the dual in every round, in which prices change little.
COOLING = ((0.01, 25), (0.003, 30))


def dive(part: Part, gain: Floats, dual: Dual, start: Mask, is_over: Callable[[], bool] = lambda: False) -> Mask:
    """Columns that can stand together.  What must be served is taken first, as in `start`."""
    filling = Filling(part)
    filling.take(np.flatnonzero(start & part.must[part.owner]))
    prices, parts = dual.prices, dual.parts
    every_row = np.ones(len(part.rows), dtype=np.bool_)
    for _ in range(ROUNDS):
        filling.take(_surest(parts))
        open_ = _still_open(part, filling)
        if not open_.any() or is_over():
            break
        rest = part.among(open_, filling.left, every_row)
        priced = smoothed_dual(rest, gain[open_], prices, is_over, COOLING)
        prices = priced.prices
        parts = np.zeros(len(gain))
        parts[open_] = priced.parts
    reduced = gain - part.rows.prices(prices, len(gain))
    filling.take(np.argsort(-reduced, kind="stable"))
    return filling.chosen


def _surest(parts: Floats) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    order = np.argsort(-parts, kind="stable")
    sure = int((parts >= NEARLY_SURE).sum())
    least = int(LEAST_SHARE * parts.sum())
    return order[: max(sure, least, 1)]


def _still_open(part: Part, filling: Filling) -> Mask:
    """Columns of requests without one yet, all of whose rows still have room."""
    count = len(part.columns)
    open_ = ~filling.served[part.owner]
    for quantity in np.unique(part.rows.quantity):
        scarce = part.rows.touching(filling.left < quantity, count)
        uses = np.zeros(count, dtype=np.bool_)
        uses[part.rows.option[part.rows.quantity == quantity]] = True
        open_ &= ~(scarce & uses)
    return open_
