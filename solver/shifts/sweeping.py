"""One person after another is given the best row beside everybody else's as they stand, until nothing gets better."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from solver.shifts.columns import Columns
from solver.shifts.filling import marginal_prices
from solver.shifts.matrix import Vector

# A row cheaper by less is not better.
TOLERANCE = 1e-6


def sweep(columns: Columns, cells: Sequence[Vector], seconds: Callable[[], float]) -> dict[int, Vector]:
    """Everybody's rows after it.  It ends when nobody in turn has a better row, or when the time is over."""
    found = dict(enumerate(cells))
    used = columns.model.use(found)
    since = 0  # people tried since somebody's row got better
    while since < len(found):
        for index, before in list(found.items()):
            since += 1
            if seconds() <= 0:
                return found
            others = used - columns.use(index, before)
            prices = marginal_prices(columns, others)
            _, row = columns.price(index, prices)
            if columns.worth(index, row, prices) < columns.worth(index, before, prices) - TOLERANCE:
                columns.add(index, row)
                found[index], since = row, 0
                used = others + columns.use(index, row)
    return found
