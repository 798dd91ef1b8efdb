"""HiGHS on a programme, through SciPy, which releases the interpreter while it solves."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]
from scipy.optimize import Bounds, LinearConstraint, linprog, milp  # type: ignore[import-untyped]

from solver.shifts.matrix import Programme, Vector

# A bound in floating point is rounded up to an integer; this much above an integer still counts as it.
ROUNDING = 1e-4
OPTIMAL, INFEASIBLE = 0, 2


class Infeasible(Exception):
    """No values keep the rows."""


@dataclass(frozen=True, slots=True)
class Found:
    """The best values found, if any, and a lower bound for every value."""

    values: Vector | None
    bound: float
    optimal: bool


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Values, cost and the price of each row of the linear relaxation."""

    values: Vector
    cost: float
    prices: Vector


def rounded_up(bound: float) -> int:
    """The least integer that is not below the bound, computed with a tolerance."""
    return ceil(bound - ROUNDING)


def solve(programme: Programme, seconds: float, gap: float = 0.0, nodes: int | None = None) -> Found:
    """Integer values of least cost; Infeasible when there are none."""
    if not len(programme.cost):
        return _empty(programme)
    options: dict[str, float] = {"time_limit": max(seconds, 0.01), "mip_rel_gap": gap}
    if nodes is not None:
        options["node_limit"] = nodes
    result = milp(
        programme.cost,
        constraints=LinearConstraint(programme.rows, programme.low, programme.high),
        bounds=Bounds(programme.least, programme.most),
        integrality=np.ones(len(programme.cost)),
        options=options,
    )
    if result.status == INFEASIBLE:
        raise Infeasible
    bound = result.mip_dual_bound if result.mip_dual_bound is not None else -np.inf
    return Found(result.x, float(bound), result.status == OPTIMAL)


def _empty(programme: Programme) -> Found:
    """Nothing to decide."""
    if (programme.low > 0).any() or (programme.high < 0).any():
        raise Infeasible
    return Found(np.zeros(0), 0.0, True)


def relax(programme: Programme, seconds: float, method: str = "highs") -> Relaxed | None:
    """The linear relaxation with the price of each row; None when the time was too short."""
    if not len(programme.cost):
        _empty(programme)
        return Relaxed(np.zeros(0), 0.0, np.zeros(len(programme.low)))
    equal = programme.low == programme.high
    upper, lower = ~equal & np.isfinite(programme.high), ~equal & np.isfinite(programme.low)
    result = linprog(
        programme.cost,
        sparse.vstack([programme.rows[upper], -programme.rows[lower]]),
        np.concatenate([programme.high[upper], -programme.low[lower]]),
        programme.rows[equal],
        programme.low[equal],
        np.column_stack([programme.least, programme.most]),
        method=method,
        options={"time_limit": max(seconds, 0.01)},
    )
    if result.status == INFEASIBLE:
        raise Infeasible
    if result.status != OPTIMAL:
        return None
    prices: Vector = np.zeros(len(programme.low))
    prices[equal] = result.eqlin.marginals
    marginals, uppers = result.ineqlin.marginals, int(upper.sum())
    prices[upper] += marginals[:uppers]
    prices[lower] -= marginals[uppers:]
    return Relaxed(result.x, float(result.fun), prices)
