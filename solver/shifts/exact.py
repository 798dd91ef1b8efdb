"""The whole problem as one programme: first the least shortage, then with it the least penalty."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from solver.deadline import Deadline
from solver.shifts.highs import Infeasible, rounded_up, solve
from solver.shifts.matrix import INFINITE, Programme, Vector
from solver.shifts.model import Model


@dataclass(frozen=True, slots=True)
class Exact:
    """Everybody's cells, if any were found, with bounds of both goals; the penalty's holds for the least shortage."""

    cells: list[Vector] | None
    shortage_bound: int
    penalty_bound: int


def solve_whole(model: Model, seconds: float) -> Exact:
    """Solves the two goals one after the other; Infeasible when somebody has no row at all."""
    deadline = Deadline(seconds)
    everybody = range(len(model.blocks))
    programme = model.programme(everybody, np.zeros(len(model.joint.programme.low)), 0.0)
    shortage = _shortage(model, programme)
    cells, least = None, 0
    if shortage.any():
        found = solve(replace(programme, cost=shortage), seconds / 2)
        least = max(0, rounded_up(found.bound))
        if found.values is None:
            return Exact(None, least, 0)
        cells = list(model.split(everybody, found.values).values())
        programme = _held(programme, shortage, round(float(shortage @ np.round(found.values))))
    try:
        found = solve(programme, deadline.remaining())
    except Infeasible:
        if cells is None:
            raise
        return Exact(cells, least, 0)
    if found.values is not None:
        cells = list(model.split(everybody, found.values).values())
    bound = rounded_up(found.bound + model.constant) if np.isfinite(found.bound) else 0
    return Exact(cells, least, max(0, bound))


def _shortage(model: Model, programme: Programme) -> Vector:
    shortage: Vector = np.zeros(len(programme.cost))
    own = len(model.joint.shortage)
    shortage[len(shortage) - own :] = model.joint.shortage
    return shortage


def _held(programme: Programme, terms: Vector, most: float) -> Programme:
    """The programme with one more row: the terms stay at `most` or below."""
    rows = sparse.vstack([programme.rows, sparse.csr_matrix(terms)], format="csr")
    return replace(programme, rows=rows, low=np.append(programme.low, -INFINITE), high=np.append(programme.high, most))
