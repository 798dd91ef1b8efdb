"""The bound that a plan's prices prove, in exact integers: it can be recomputed without any solver.

For prices p >= 0 of valid inequalities, no plan serves more than the Lagrangian
    sum of price x capacity + sum over requests of max(0, largest weight - price of an option's uses)
where a request that is pinned or must be served has no 0 to choose.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import gcd
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.allocation.plan import Dual
from solver.allocation.prepare import Prepared, prepare
from solver.allocation.problem import AllocationProblem
from solver.allocation.uses import Uses, uses_of

# Prices are whole numbers of this part of a unit of weight.
MICRO = 1_000_000
# Above this sums leave 64 bits, and Python's own integers count.
SAFE = 1 << 60

Exact = NDArray[Any]


def certified_bound(problem: AllocationProblem, certificate: Sequence[Dual]) -> int:
    """No plan of the problem serves more weight than this, whatever the prices (ValueError if one is negative)."""
    return bound_of(prepare(problem), certificate)


def bound_of(prepared: Prepared, certificate: Sequence[Dual]) -> int:
    """`certified_bound` of a problem that is already prepared."""
    unit = gcd(*(request.weight for request in prepared.problem.requests)) or 1
    return micro_bound(prepared, certificate) // MICRO // unit * unit


def micro_bound(prepared: Prepared, certificate: Sequence[Dual]) -> int:
    """The same in millionths of weight, before it is rounded down to what a plan can reach."""
    if any(dual.price < 0 for dual in certificate):
        raise ValueError("a price below zero proves nothing")
    total = _capacities_worth(prepared.problem, certificate)
    total += _pinned_worth(prepared.problem, certificate)
    return total + _best_worth(prepared, prices_of(prepared.uses, len(prepared.columns), certificate))


def _capacities_worth(problem: AllocationProblem, certificate: Sequence[Dual]) -> int:
    """Price times the units of the pools that are not busy at the instant."""
    of_pools: dict[tuple[int, ...], list[Dual]] = defaultdict(list)
    for dual in certificate:
        of_pools[dual.pools].append(dual)
    units_of = {pool.pool_id: pool.units for pool in problem.pools}
    worth = 0
    for pools, duals in of_pools.items():
        units = [unit for pool_id in set(pools) for unit in units_of[pool_id]]
        starts = np.sort(np.array([start for unit in units for start, _ in unit.busy], dtype=np.int64))
        ends = np.sort(np.array([end for unit in units for _, end in unit.busy], dtype=np.int64))
        for dual in duals:
            busy = int(np.searchsorted(starts, dual.at, "right") - np.searchsorted(ends, dual.at, "right"))
            worth += dual.price * (len(units) - busy)
    return worth


def _pinned_worth(problem: AllocationProblem, certificate: Sequence[Dual]) -> int:
    pinned = [request for request in problem.requests if request.pinned is not None]
    options = [request.option(request.pinned.option_id) for request in pinned if request.pinned is not None]
    given = [option for option in options if option is not None]
    prices = prices_of(uses_of(given), len(given), certificate)
    return sum(request.weight for request in pinned) * MICRO - int(sum(prices.tolist()))


def _best_worth(prepared: Prepared, prices: Exact) -> int:
    """Over the requests that are not pinned: the best option's weight less its price, or 0 for a refusal."""
    if not prepared.columns:
        return 0
    weight = np.array([column.request.weight for column in prepared.columns], dtype=prices.dtype)
    must = np.array([column.request.must for column in prepared.columns])
    first = prepared.first_columns
    best = np.maximum.reduceat(weight * MICRO - prices, first)
    return int(sum(np.where(must[first], best, np.maximum(best, 0)).tolist()))


def prices_of(uses: Uses, options: int, certificate: Sequence[Dual]) -> Exact:
    """For each option what its uses cost at these prices."""
    most = sum(dual.price for dual in certificate) * int(uses.quantity.sum() or 1)
    dtype = np.int64 if most < SAFE else object
    found: Exact = np.zeros(options, dtype=dtype)
    of_pools: dict[frozenset[int], list[Dual]] = defaultdict(list)
    for dual in certificate:
        of_pools[frozenset(dual.pools)].append(dual)
    by_set = {pools: np.flatnonzero(uses.pools == number) for number, pools in enumerate(uses.pool_sets)}
    containing = _containing(of_pools, by_set)
    for pools, duals in of_pools.items():
        at = sorted(duals, key=lambda dual: dual.at)
        times = np.array([dual.at for dual in at], dtype=np.int64)
        running: Exact = np.cumsum(np.array([0, *(dual.price for dual in at)], dtype=dtype))
        for name in containing[pools]:
            mine = by_set[name]
            inside = running[np.searchsorted(times, uses.end[mine])] - running[np.searchsorted(times, uses.start[mine])]
            np.add.at(found, uses.option[mine], inside * uses.quantity[mine].astype(dtype))
    return found


def _containing(
    wholes: Iterable[frozenset[int]], parts: Iterable[tuple[int, ...]]
) -> dict[frozenset[int], list[tuple[int, ...]]]:
    """For each whole set of pools the sets that are part of it."""
    of_pool: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for part in parts:
        of_pool[part[0]].append(part)
    return {
        whole: [part for pool_id in whole for part in of_pool[pool_id] if whole.issuperset(part)] for whole in wholes
    }
