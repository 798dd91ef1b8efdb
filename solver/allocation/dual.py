"""Prices of the rows for parts too large for the linear program: the Lagrangian dual, smoothed.

For prices p >= 0 of the rows no choice gains more than
    L(p) = p . capacity + sum over requests of max(0, largest gain - price of a column),
without the 0 for a request that must be served.  L is made smooth by a soft maximum of temperature t,
    t log(1 + sum over columns of exp((gain - price) / t)),
which is too large by at most t log(1 + columns) a request; it is minimised by a quasi-Newton method with
bounds (L-BFGS-B) while t falls.  The weights of the soft maximum are a choice in parts that fills the
rows at the same time: where to begin a plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, minimize  # type: ignore[import-untyped]

from solver.allocation.part import Part
from solver.allocation.rows import Floats

# Temperatures in parts of the median gain, and evaluations of the dual for each.
COOLING = ((0.1, 60), (0.03, 80), (0.01, 120), (0.003, 160))


@dataclass(frozen=True, slots=True, eq=False)
class Dual:
    """Prices of the rows, the value of the dual there, and for each column how much of it the soft maximum takes."""

    prices: Floats
    value: float
    parts: Floats


class _Stop(Exception):
    """There is no time for more."""


class Lagrangian:
    """The dual of one part for one goal."""

    def __init__(self, part: Part, gain: Floats) -> None:
        self.rows, self.gain = part.rows, gain
        self.capacity = part.rows.capacity.astype(np.float64)
        self.owner, self.must = part.owner, part.must
        self.first = np.flatnonzero(np.diff(part.owner, prepend=-1))

    def reduced(self, prices: Floats) -> Floats:
        """For each column its gain less the price of its uses."""
        return self.gain - self.rows.prices(prices, len(self.gain))

    def best(self, reduced: Floats) -> Floats:
        """For each request the largest of them, or 0 for a refusal."""
        best = np.maximum.reduceat(reduced, self.first)
        return np.where(self.must, best, np.maximum(best, 0.0))

    def value(self, prices: Floats) -> float:
        return float(prices @ self.capacity + self.best(self.reduced(prices)).sum())

    def smoothed(self, prices: Floats, temperature: float) -> tuple[float, Floats, Floats, float]:
        """The smooth value, its gradient, the parts of the columns, and the true value."""
        reduced = self.reduced(prices)
        best = self.best(reduced)
        parts = np.exp((reduced - best[self.owner]) / temperature)
        nothing = np.where(self.must, 0.0, np.exp(-np.maximum(best, 0.0) / temperature))
        total = np.add.reduceat(parts, self.first) + nothing
        parts /= total[self.owner]
        paid = float(prices @ self.capacity)
        true = paid + float(best.sum())
        smooth = true + temperature * float(np.log(total).sum())
        return smooth, self.capacity - self.rows.load(parts), parts, true


def smoothed_dual(
    part: Part,
    gain: Floats,
    start: Floats | None = None,
    is_over: Callable[[], bool] = lambda: False,
    cooling: Sequence[tuple[float, int]] = COOLING,
    units: Floats | None = None,
) -> Dual:
    """The best prices found from `start` on; `is_over` is asked at every evaluation and ends it early.

    `units`: for each row by how much its price changes about as easily as others do.
    """
    dual = Lagrangian(part, gain)
    prices = np.zeros(len(part.rows)) if start is None else start
    if not len(part.columns):
        return Dual(prices, 0.0, np.zeros(0))
    scale = max(float(np.median(np.abs(gain[gain != 0]))) if gain.any() else 1.0, 1e-9)
    if units is None:
        units = np.full(len(prices), scale)
    best_value, best_prices = dual.value(prices), prices
    temperature = cooling[0][0] * scale

    def evaluate(point: Floats) -> tuple[float, Floats]:
        nonlocal best_value, best_prices
        if is_over():
            raise _Stop
        smooth, gradient, _, true = dual.smoothed(point * units, temperature)
        if true < best_value:
            best_value, best_prices = true, point * units
        return smooth / scale, gradient * units / scale

    try:
        for share, evaluations in cooling:
            temperature = share * scale
            options = {"maxfun": evaluations, "maxiter": evaluations, "maxcor": 10}
            found = minimize(
                evaluate, prices / units, jac=True, method="L-BFGS-B", bounds=Bounds(0, np.inf), options=options
            )
            prices = found.x * units
    except _Stop:
        prices = best_prices
    return Dual(best_prices, best_value, dual.smoothed(prices, temperature)[2])
