"""The uses of many options as columns of numbers, and how many units are free for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from solver.allocation.occupancy import Occupancy
from solver.allocation.problem import Option

Integers = NDArray[np.int64]
PoolSet = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Uses:
    """One entry per use: the number of its option, of its set of pools in `pool_sets` (each sorted), span, quantity."""

    option: Integers
    pools: Integers
    start: Integers
    end: Integers
    quantity: Integers
    pool_sets: tuple[PoolSet, ...]

    def of(self, kept: NDArray[np.bool_]) -> Uses:
        """The uses of the options that are kept, whose numbers close up."""
        number = np.cumsum(kept) - 1
        mine = kept[self.option]
        return Uses(
            number[self.option][mine],
            self.pools[mine],
            self.start[mine],
            self.end[mine],
            self.quantity[mine],
            self.pool_sets,
        )


def uses_of(options: Iterable[Option]) -> Uses:
    """The uses in the order of the options, which are numbered from 0."""
    flat = [(number, use) for number, option in enumerate(options) for use in option.uses]
    named = sorted({use.pools for _, use in flat})
    pool_sets = sorted({tuple(sorted(pools)) for pools in named})
    place = {pools: number for number, pools in enumerate(pool_sets)}
    number_of = {pools: place[tuple(sorted(pools))] for pools in named}
    return Uses(
        _integers(number for number, _ in flat),
        _integers(number_of[use.pools] for _, use in flat),
        _integers(use.start for _, use in flat),
        _integers(use.end for _, use in flat),
        _integers(use.quantity for _, use in flat),
        tuple(pool_sets),
    )


def _integers(values: Iterable[int]) -> Integers:
    return np.fromiter(values, dtype=np.int64)


def free_counts(uses: Uses, standing: Occupancy) -> Integers:
    """For each use the number of units of its pools that are free for the whole of it."""
    counts = np.zeros(len(uses.option), dtype=np.int64)
    for number, pools in enumerate(uses.pool_sets):
        mine = np.flatnonzero(uses.pools == number)
        if mine.size:
            units = [unit for pool_id in pools for unit in standing.units[pool_id]]
            spans, inverse = np.unique(
                np.stack([uses.start[mine], uses.end[mine]], axis=1), axis=0, return_inverse=True
            )
            counts[mine] = _free_for(spans, units, standing)[inverse.reshape(-1)]
    return counts


def _free_for(spans: Integers, units: Sequence[int], standing: Occupancy) -> Integers:
    """For each span (start, end) how many of the units have it free."""
    touched = [standing.taken[unit] for unit in units if standing.taken[unit]]
    found = np.full(len(spans), len(units) - len(touched), dtype=np.int64)
    for taken in touched:
        edges = np.fromiter(chain.from_iterable(taken), dtype=np.int64, count=2 * len(taken))
        # Of what is taken before the end of the span the last decides: taken spans are sorted and disjoint.
        before = np.searchsorted(edges[::2], spans[:, 1])
        found += (before == 0) | (edges[2 * before - 1] <= spans[:, 0])
    return found
