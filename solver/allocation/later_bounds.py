"""How good the goals after an unproven one can be where the goals before it reach at least what they do.

The goals before become rows of the Lagrangian dual (see `dual`): with multipliers m >= 0 no choice whose gain
g_k of each goal k before is at least G_k gains more of the goal itself than
    D(p, m) - m . G,  D(p, m) = p . capacity + sum over requests of max(0, largest gain + m . g - price),
for any prices p >= 0.  So multipliers found for one plan give a valid bound for every other plan, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import floor, sqrt

import numpy as np

from solver.allocation.block_search import BlockResult
from solver.allocation.dual import smoothed_dual
from solver.allocation.part import Part
from solver.allocation.problem import SERVED
from solver.allocation.rows import Floats, Rows
from solver.allocation.uses import Integers

# Temperatures and evaluations, as in `dual`: the bound is never sharp, a coarse one costs little.
COOLING = ((0.1, 60), (0.03, 80))
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class LaterBound:
    """`value`: D; `multipliers`: one for each goal before."""

    value: float
    multipliers: Mapping[str, float]

    def at_most(self, reached: Mapping[str, int]) -> int:
        """What a choice can gain that gains at least so much of each goal before."""
        paid = sum(multiplier * reached[goal] for goal, multiplier in self.multipliers.items())
        return floor(self.value - paid + TOLERANCE * (abs(self.value) + abs(paid)))


def later_bounds(
    part: Part, standing: BlockResult, goals: tuple[str, ...], is_over: Callable[[], bool]
) -> dict[str, LaterBound]:
    """For each of the goals that a choice can change at all, beside the choice that stands."""
    every = list(part.gains)
    return {
        goal: _later_bound(part, standing, goal, every[: every.index(goal)], is_over)
        for goal in goals
        if part.gains[goal].any()
    }


def _later_bound(
    part: Part, standing: BlockResult, goal: str, before: list[str], is_over: Callable[[], bool]
) -> LaterBound:
    gain = part.gains[goal].astype(np.float64)
    reached = {name: part.value(name, standing.chosen) for name in before}
    rows = part.rows
    for name in before:
        rows = _with_row(rows, -part.gains[name], -reached[name])
    scale = _typical(gain)
    # A multiplier weighs on all requests at once, a price on those around an instant.
    few = sqrt(len(part.must))
    units = np.append(np.full(len(part.rows), scale), [scale / (few * _typical(part.gains[name])) for name in before])
    start = np.zeros(len(rows))
    if standing.prices is not None:
        rate = scale / _typical(part.gains[SERVED])
        start[: len(part.rows)] = rate * standing.prices
        start[len(part.rows) + before.index(SERVED)] = rate
    dual = smoothed_dual(replace(part, rows=rows), gain, start, is_over, COOLING, units)
    multipliers = dict(zip(before, dual.prices[len(part.rows) :].tolist(), strict=True))
    free = dual.value + sum(multiplier * reached[name] for name, multiplier in multipliers.items())
    return LaterBound(free, multipliers)


def _with_row(rows: Rows, quantity: Integers, capacity: int) -> Rows:
    """One row more, which all columns are in."""
    number, columns = len(rows), len(quantity)
    return replace(
        rows,
        capacity=np.append(rows.capacity, capacity),
        option=np.append(rows.option, np.arange(columns)),
        first=np.append(rows.first, np.full(columns, number)),
        past=np.append(rows.past, np.full(columns, number + 1)),
        quantity=np.append(rows.quantity, quantity),
    )


def _typical(gain: Integers | Floats) -> float:
    return float(np.median(np.abs(gain[gain != 0]))) if gain.any() else 1.0
