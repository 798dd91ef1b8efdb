"""Capacity rows: for a set of pools and every maximal set of overlapping uses, "chosen uses <= free units".

A set of uses that all fit into the pools of S may hold at most the units of S that are free at each
instant (Hall's condition).  It is enough to say so for the pool sets that uses name and for unions of
such sets that share a pool.  Between two instants with the same uses only the tightest row is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from solver.allocation.problem import Span

# Unions of pool sets grow exponentially in the worst case; rows left out only weaken the relaxation,
# and the assignment of units finds out.
MOST_UNIONS = 128


@dataclass(frozen=True, slots=True)
class Load:
    """Column `column` takes `quantity` units of any of `pools` over [start, end)."""

    column: int
    pools: frozenset[int]
    start: int
    end: int
    quantity: int


@dataclass(frozen=True, slots=True)
class CapacityRow:
    """Over [start, end): the sum of quantity x column must not exceed `capacity` units of `pools`."""

    pools: frozenset[int]
    start: int
    end: int
    capacity: int
    loads: tuple[tuple[int, int], ...]


def capacity_rows(loads: Sequence[Load], busy: dict[int, Sequence[Sequence[Span]]], group: Callable[[int], Hashable]) -> list[CapacityRow]:
    """All rows that can bind.  `busy`: per pool one list of taken spans per unit; `group` names the
    request of a column, of which at most one column is chosen.
    """
    rows: list[CapacityRow] = []
    for cluster in _clusters({load.pools for load in loads}):
        mine = [load for load in loads if load.pools in cluster]
        for union in _unions(cluster):
            inside = [load for load in mine if load.pools <= union]
            rows.extend(_sweep(union, inside, [spans for pool_id in union for spans in busy[pool_id]], group))
    return rows


def _clusters(sets: Iterable[frozenset[int]]) -> list[set[frozenset[int]]]:
    """The pool sets, those that share pools (directly or through others) together."""
    clusters: list[tuple[set[int], set[frozenset[int]]]] = []
    for pools in sorted(sets, key=sorted):
        touching = [cluster for cluster in clusters if cluster[0] & pools]
        merged = (set(pools).union(*(cluster[0] for cluster in touching)), {pools}.union(*(cluster[1] for cluster in touching)))
        clusters = [cluster for cluster in clusters if cluster not in touching] + [merged]
    return [members for _, members in clusters]


def _unions(sets: set[frozenset[int]]) -> list[frozenset[int]]:
    """The sets and the unions of those that share an element, at most MOST_UNIONS beyond the sets."""
    known = sorted(sets, key=lambda pools: (len(pools), sorted(pools)))
    seen = set(known)
    limit = len(known) + MOST_UNIONS
    queue = list(known)
    while queue and len(seen) < limit:
        pools = queue.pop(0)
        for other in known[: len(sets)]:
            union = pools | other
            if pools & other and union not in seen and len(seen) < limit:
                seen.add(union)
                known.append(union)
                queue.append(union)
    return known


def _sweep(pools: frozenset[int], loads: Sequence[Load], busy: Sequence[Sequence[Span]], group: Callable[[int], Hashable]) -> list[CapacityRow]:
    change: dict[int, int] = defaultdict(int)
    for spans in busy:
        for start, end in spans:
            change[start] -= 1
            change[end] += 1
    starting: dict[int, list[Load]] = defaultdict(list)
    ending: dict[int, list[Load]] = defaultdict(list)
    for load in loads:
        starting[load.start].append(load)
        ending[load.end].append(load)
    times = sorted({time for time, by in change.items() if by} | starting.keys() | ending.keys())
    rows: list[CapacityRow] = []
    active: dict[int, int] = defaultdict(int)
    capacity = len(busy)
    for now, then in zip(times, times[1:], strict=False):
        for load in ending[now]:
            active[load.column] -= load.quantity
            if not active[load.column]:
                del active[load.column]
        for load in starting[now]:
            active[load.column] += load.quantity
        capacity += change.get(now, 0)
        contained_in_next = not ending[then] and change.get(then, 0) <= 0
        contained_in_last = not starting[now] and change.get(now, 0) >= 0
        if not contained_in_next and not contained_in_last and _can_bind(active, capacity, group):
            rows.append(CapacityRow(pools, now, then, capacity, tuple(sorted(active.items()))))
    return rows


def _can_bind(active: dict[int, int], capacity: int, group: Callable[[int], Hashable]) -> bool:
    largest: dict[Hashable, int] = {}
    for column, quantity in active.items():
        name = group(column)
        largest[name] = max(quantity, largest.get(name, 0))
    return sum(largest.values()) > capacity
