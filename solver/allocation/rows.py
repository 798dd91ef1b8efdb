"""Capacity rows: for a set of pools and every maximal set of overlapping uses, "chosen uses <= free units".

Uses that all fit into the pools of a set may hold at most the units of that set that are free at each
instant (Hall's condition).  It is enough to say so for the pool sets that uses name and for unions of
such sets that share a pool.  Between two instants with the same uses only the tightest row is kept.

The rows of a set follow each other in time, so a use is in a contiguous range of them: what an option
costs at given prices is a difference of their running sum, and the load of the rows is a running sum of
what begins and ends.  Work is proportional to the uses, not to uses x duration.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.allocation.problem import Span
from solver.allocation.uses import Integers, PoolSet, Uses

# Unions of pool sets grow exponentially in the worst case; rows left out only weaken the relaxation,
# and the assignment of units finds out.
MOST_UNIONS = 128

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rows:
    """Row by row: the number of its set in `sets`, its instants [start, end), its capacity.

    Entry by entry: `option` takes `quantity` in the rows [first, past).
    """

    sets: tuple[PoolSet, ...]
    pools: Integers
    start: Integers
    end: Integers
    capacity: Integers
    option: Integers
    first: Integers
    past: Integers
    quantity: Integers

    def __len__(self) -> int:
        return len(self.capacity)

    def prices(self, of_rows: Floats, options: int) -> Floats:
        """What each option costs when a unit of each row has this price."""
        running = np.concatenate([[0.0], np.cumsum(of_rows)])
        each = (running[self.past] - running[self.first]) * self.quantity
        found: Floats = np.bincount(self.option, each, options).astype(np.float64, copy=False)
        return found

    def load(self, of_options: Floats) -> Floats:
        """What each row carries when each option is chosen that often."""
        each = of_options[self.option] * self.quantity
        size = len(self) + 1
        return np.cumsum(np.bincount(self.first, each, size) - np.bincount(self.past, each, size))[:-1]

    def touching(self, rows: Mask, options: int) -> Mask:
        """Which options are in any of these rows."""
        return self.prices(rows.astype(np.float64), options) > 0.5

    def terms(self) -> tuple[Integers, Integers, Integers]:
        """Row, option and quantity of every term, written out."""
        length = self.past - self.first
        ends = np.cumsum(length)
        within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - length, length)
        return np.repeat(self.first, length) + within, np.repeat(self.option, length), np.repeat(self.quantity, length)

    def part(self, rows: Mask, options: Mask, capacity: Integers) -> Rows:
        """Some rows with other capacities, and of them the entries of some options; both are numbered anew."""
        before = np.concatenate([[0], np.cumsum(rows)])
        number = np.cumsum(options) - 1
        first, past = before[self.first], before[self.past]
        mine = options[self.option] & (first < past)
        return Rows(
            self.sets,
            self.pools[rows],
            self.start[rows],
            self.end[rows],
            capacity[rows],
            number[self.option[mine]],
            first[mine],
            past[mine],
            self.quantity[mine],
        )


def capacity_rows(
    uses: Uses, busy: Mapping[int, Sequence[Sequence[Span]]], owner: Integers, option: Integers, most: Integers
) -> Rows:
    """All rows that can bind.  `busy`: for each pool one sequence of taken spans per unit.

    Variable by variable (as `uses.option` numbers them): the request, the option of it, and the largest value.
    Of the options of a request at most one is chosen, each variable of it at most at its largest value.
    """
    sets, inside = _sets_with_members(uses.pool_sets)
    count = np.array([len(members) for members in inside], dtype=np.int64)
    flat = np.array([number for members in inside for number in members], dtype=np.int64)
    use = np.repeat(np.arange(len(uses.option)), count[uses.pools])
    offset = np.cumsum(count) - count
    within = np.arange(len(use)) - np.repeat(np.cumsum(count[uses.pools]) - count[uses.pools], count[uses.pools])
    place = flat[offset[uses.pools[use]] + within] if len(use) else use
    line = _Timeline(uses)
    first, past = line.key(place, uses.start[use]), line.key(place, uses.end[use])
    variable, quantity = uses.option[use], uses.quantity[use]
    wanted = _wanted(place, owner[variable], option[variable], first, past, quantity * most[variable])
    keys, ends, capacity = _maximal_instants(first, past, line.units(sets, busy), wanted)
    begin, stop = np.searchsorted(keys, first), np.searchsorted(keys, past)
    mine = begin < stop
    pools, start = line.of(keys)
    return Rows(sets, pools, start, line.of(ends)[1], capacity, variable[mine], begin[mine], stop[mine], quantity[mine])


def _sets_with_members(pool_sets: Sequence[PoolSet]) -> tuple[tuple[PoolSet, ...], list[list[int]]]:
    """The sets that have rows, and for each set of a use the numbers of those that contain it."""
    sets: list[PoolSet] = []
    inside: list[list[int]] = [[] for _ in pool_sets]
    for cluster in _clusters(pool_sets):
        for union in _unions({frozenset(pool_sets[number]) for number in cluster}):
            for number in cluster:
                if union.issuperset(pool_sets[number]):
                    inside[number].append(len(sets))
            sets.append(tuple(sorted(union)))
    return tuple(sets), inside


def _clusters(pool_sets: Sequence[PoolSet]) -> Iterator[list[int]]:
    """The numbers of the sets, those that share pools (directly or through others) together."""
    of_pool: dict[int, list[int]] = defaultdict(list)
    for number, pools in enumerate(pool_sets):
        for pool_id in pools:
            of_pool[pool_id].append(number)
    seen: set[int] = set()
    for begin in range(len(pool_sets)):
        if begin in seen:
            continue
        seen.add(begin)
        cluster = [begin]
        for number in cluster:  # grows while it is walked
            touching = {other for pool_id in pool_sets[number] for other in of_pool[pool_id]}
            cluster.extend(sorted(touching - seen))
            seen |= touching
        yield sorted(cluster)


def _unions(sets: set[frozenset[int]]) -> list[frozenset[int]]:
    """The sets and the unions of those that share an element, at most MOST_UNIONS beyond the sets."""
    known = sorted(sets, key=lambda pools: (len(pools), sorted(pools)))
    seen = set(known)
    limit = len(sets) + MOST_UNIONS
    for pools in known:  # grows while it is walked
        for other in known[: len(sets)]:
            union = pools | other
            if pools & other and union not in seen and len(seen) < limit:
                seen.add(union)
                known.append(union)
    return known


class _Timeline:
    """Instants of all sets on one line, set after set: a key is an instant in a set."""

    def __init__(self, uses: Uses) -> None:
        self.begin = int(uses.start.min(initial=0)) - 1
        self.end = int(uses.end.max(initial=0)) + 1
        self.length = self.end - self.begin + 1

    def key(self, place: Integers | int, time: Integers) -> Integers:
        return place * self.length + (time - self.begin)

    def of(self, keys: Integers) -> tuple[Integers, Integers]:
        place, time = np.divmod(keys, self.length)
        return place, time + self.begin

    def units(self, sets: Sequence[PoolSet], busy: Mapping[int, Sequence[Sequence[Span]]]) -> tuple[Integers, Integers]:
        """At which keys how many units become free (negative: taken)."""
        keys: list[Integers] = []
        changes: list[Integers] = []
        for place, pools in enumerate(sets):
            units = [spans for pool_id in pools for spans in busy[pool_id]]
            taken = np.array([span for spans in units for span in spans], dtype=np.int64).reshape(-1, 2)
            taken = taken[(taken[:, 0] < self.end) & (self.begin < taken[:, 1])].clip(self.begin, self.end)
            ends = np.array([self.begin, self.end])
            keys.append(self.key(place, np.concatenate([ends, taken[:, 0], taken[:, 1]])))
            ones = np.ones(len(taken), dtype=np.int64)
            changes.append(np.concatenate([[len(units), -len(units)], -ones, ones]))
        nothing = np.zeros(0, dtype=np.int64)
        return np.concatenate([nothing, *keys]), np.concatenate([nothing, *changes])


def _wanted(
    place: Integers, owner: Integers, option: Integers, first: Integers, past: Integers, quantity: Integers
) -> tuple[Integers, Integers]:
    """At which keys how much more may be wanted: from each request, while any option of it is in use, its largest."""
    if not len(place):
        return first, first
    order = np.lexsort((option, owner, place))
    edge = _changed(place[order], owner[order], option[order])
    total = np.add.reduceat(quantity[order], np.flatnonzero(edge))
    whose = order[edge]
    edge = _changed(place[whose], owner[whose])
    largest = np.maximum.reduceat(total, np.flatnonzero(edge))
    order = np.lexsort((first, owner, place))
    group = np.cumsum(_changed(place[order], owner[order])) - 1
    # The latest end so far in the group; groups are kept apart by an offset larger than any key.
    apart = int(past.max()) + 1
    reach = np.maximum.accumulate(past[order] + group * apart) - group * apart
    fresh = np.ones(len(order), dtype=np.bool_)
    fresh[1:] = (group[1:] != group[:-1]) | (first[order][1:] > reach[:-1])
    last = np.append(np.flatnonzero(fresh)[1:], len(order)) - 1
    much = largest[group[fresh]]
    return np.concatenate([first[order][fresh], reach[last]]), np.concatenate([much, -much])


def _changed(*columns: Integers) -> Mask:
    """Where any of the (sorted) columns differs from the line before."""
    differs = np.ones(len(columns[0]), dtype=np.bool_)
    differs[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return differs


def _maximal_instants(
    first: Integers, past: Integers, units: tuple[Integers, Integers], wanted: tuple[Integers, Integers]
) -> tuple[Integers, Integers, Integers]:
    """Begin, end and capacity of each stretch that no neighbour contains and where more is wanted than there is."""
    times = np.unique(np.concatenate([first, past, units[0]]))
    size = len(times)
    freed = np.bincount(np.searchsorted(times, units[0]), units[1], size)
    starts = np.bincount(np.searchsorted(times, first), minlength=size) > 0
    stops = np.bincount(np.searchsorted(times, past), minlength=size) > 0
    matters = starts | stops | (freed != 0)
    times, freed, starts, stops = times[matters], freed[matters], starts[matters], stops[matters]
    demand = np.cumsum(np.bincount(np.searchsorted(times, wanted[0]), wanted[1], len(times)))
    capacity = np.cumsum(freed)
    next_contains = ~stops[1:] & (freed[1:] <= 0)
    last_contains = ~starts[:-1] & (freed[:-1] >= 0)
    kept = np.flatnonzero(~next_contains & ~last_contains & (demand[:-1] > capacity[:-1]))
    return times[kept], times[kept + 1], capacity[kept].astype(np.int64)
