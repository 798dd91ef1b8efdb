"""A part too large for one model: prices and a bound from the smoothed dual, a plan by diving."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import floor

import numpy as np

from solver.allocation.block_search import BlockResult
from solver.allocation.diving import dive
from solver.allocation.dual import smoothed_dual
from solver.allocation.part import Part
from solver.allocation.problem import COST, ENTITLED, SERVED, STABILITY
from solver.allocation.rows import Floats, Mask

# How much the later goals bend the first plan, in parts of the median weight: enough to choose among equals.
BEND = 0.01
# Whoever is entitled goes first: so many times the weight.
ENTITLED_FIRST = 4.0
TOLERANCE = 1e-9
LARGEST_PROGRAM = 10_000


def solve_large(part: Part, before: BlockResult, musts: Mask, is_over: Callable[[], bool]) -> Iterator[BlockResult]:
    """First with the bounds up to the weight served, and prices; then the better of the plan before and a dive."""
    bounds = dict(before.bounds)
    prices = None
    for goal in [goal for goal in part.gains if goal in (ENTITLED, SERVED)]:
        dual = smoothed_dual(part, part.gains[goal].astype(np.float64), is_over=is_over)
        bounds[goal] = min(bounds.get(goal, floor(dual.value)), floor(dual.value * (1 + TOLERANCE)))
        prices = dual.prices
    yield BlockResult(before.chosen, bounds, prices=prices)
    aim = _aim(part)
    chosen = dive(part, aim, smoothed_dual(part, aim, prices, is_over), musts, is_over)
    if not part.serves_all_musts(chosen) or _worth(part, chosen) < _worth(part, before.chosen):
        chosen = before.chosen
    yield BlockResult(chosen, bounds, prices=prices)


def _worth(part: Part, chosen: Mask) -> list[int]:
    return [part.value(goal, chosen) for goal in part.gains]


def _aim(part: Part) -> Floats:
    """The weight served, bent a little by the later goals."""
    served = part.gains[SERVED].astype(np.float64)
    aim = served + ENTITLED_FIRST * part.gains[ENTITLED] if ENTITLED in part.gains else served.copy()
    bend = BEND * float(np.median(served))
    if COST in part.gains:
        cost = part.gains[COST]
        aim += bend * cost / max(1, -int(np.quantile(cost, 0.1)))
    if STABILITY in part.gains:
        aim += bend * part.gains[STABILITY]
    return aim


def prices_of_part(part: Part, seconds: float, is_over: Callable[[], bool]) -> Floats | None:
    """The prices of its rows for the weight served, exact where the linear program is small."""
    if len(part.columns) <= LARGEST_PROGRAM:
        relaxation = part.program().relax(part.gains[SERVED], seconds)
        return None if relaxation is None else np.maximum(relaxation.prices[len(part.must) :], 0.0)
    return smoothed_dual(part, part.gains[SERVED].astype(np.float64), is_over=is_over).prices
