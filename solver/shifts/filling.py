"""Rows for people one after the other, each the best beside those before: a quick plan where time is short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isinf

import numpy as np

from solver.shifts.columns import Columns
from solver.shifts.highs import Infeasible, relax
from solver.shifts.matrix import Vector

SECONDS = 5.0
# Between what is used and one more there is but one price.
HALF = 0.5


def fill(columns: Columns, people: Sequence[int], fixed: Mapping[int, Vector]) -> dict[int, Vector]:
    """A row for each of the people beside the fixed ones; Infeasible when somebody has none."""
    used = columns.model.use(fixed)
    found: dict[int, Vector] = {}
    for index in people:
        value, cells = columns.price(index, marginal_prices(columns, used))
        if isinf(value):
            raise Infeasible
        columns.add(index, cells)
        found[index] = cells
        used = used + columns.use(index, cells)
    return found


def marginal_prices(columns: Columns, used: Vector) -> Vector:
    """What one more in each joint row is worth when so much of them is used."""
    if not len(used):
        return used
    relaxed = relax(columns.beside(used + HALF), SECONDS)
    return relaxed.prices if relaxed is not None else np.zeros(len(used))
