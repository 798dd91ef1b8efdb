"""Rows for people one after the other, each the best beside those before: a quick plan where time is short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isinf

import numpy as np

from solver.shifts.columns import Columns
from solver.shifts.highs import Infeasible, relax
from solver.shifts.matrix import Vector

SECONDS = 5.0


def fill(columns: Columns, people: Sequence[int], fixed: Mapping[int, Vector]) -> dict[int, Vector]:
    """A row for each of the people beside the fixed ones; Infeasible when somebody has none.

    What a row is worth to the others are the prices of the joint rows as they stand.
    """
    used = columns.model.use(fixed)
    found: dict[int, Vector] = {}
    for index in people:
        value, cells = columns.price(index, _prices(columns, used))
        if isinf(value):
            raise Infeasible
        columns.add(index, cells)
        found[index] = cells
        used = used + columns.model.joint.cells[index] @ cells
    return found


def _prices(columns: Columns, used: Vector) -> Vector:
    if not len(used):
        return used
    relaxed = relax(columns.beside(used), SECONDS)
    return relaxed.prices if relaxed is not None else np.zeros(len(used))
