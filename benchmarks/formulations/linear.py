"""HiGHS on one model: a row for each request and each maximal overlap set, as a MIP and as its LP relaxation."""

from __future__ import annotations

from math import floor, isfinite
from time import monotonic

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from benchmarks.formulations.answer import FEASIBLE, NOTHING, OPTIMAL, Answer
from benchmarks.formulations.columns import Columns
from solver.allocation.problem import AllocationProblem, Limits

# Weights are integers: a bound this little below one still counts as it.
ROUNDING = 1e-6


def mip(problem: AllocationProblem, limits: Limits) -> Answer:
    """The whole problem at once, every choice a whole number."""
    return _solved(problem, limits, whole=True)


def lp_bound(problem: AllocationProblem, limits: Limits) -> Answer:
    """No plan, only the LP's bound."""
    return _solved(problem, limits, whole=False)


def _solved(problem: AllocationProblem, limits: Limits, *, whole: bool) -> Answer:
    began = monotonic()
    columns = Columns(problem)
    gain = np.zeros(len(columns.upper))
    gain[: len(columns.choices)] = columns.weights
    result = milp(
        -gain,
        integrality=np.full(len(gain), int(whole)),
        bounds=Bounds(0, np.array(columns.upper)),
        constraints=_constraints(columns),
        options={"time_limit": max(1.0, limits.seconds - (monotonic() - began)), "mip_rel_gap": 0.0},
    )
    if not whole:
        return Answer(bound=floor(-result.fun + ROUNDING) if result.success else None, status="bound only")
    bound = result.mip_dual_bound
    if result.x is None:
        return Answer(status=NOTHING)
    return Answer(
        columns.counted(result.x),
        floor(-bound + ROUNDING) if bound is not None and isfinite(bound) else None,
        OPTIMAL if result.success else FEASIBLE,
        counted=True,
    )


def _constraints(columns: Columns) -> LinearConstraint:
    places: list[tuple[int, int, int]] = []
    least: list[float] = []
    most: list[float] = []
    for choices in columns.of_request:
        places.extend((len(most), choice, 1) for choice in choices)
        least.append(-np.inf)
        most.append(1)
    for share in columns.shares:
        places.extend((len(most), variable, 1) for variable in share.variables)
        places.append((len(most), share.choice, -share.use.quantity))
        least.append(0)
        most.append(0)
    for row in columns.rows():
        places.extend((len(most), variable, factor) for variable, factor in row.terms)
        least.append(-np.inf)
        most.append(row.capacity)
    rows, variables, factors = np.array(places).reshape(-1, 3).T
    matrix = csr_array((factors, (rows, variables)), shape=(len(most), len(columns.upper)))
    return LinearConstraint(matrix, np.array(least), np.array(most))
