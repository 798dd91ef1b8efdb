"""Capacity rows: for a set of pools and every maximal set of overlapping uses, "chosen uses <= free units".

Uses that all fit into the pools of a set may hold at most the units of that set that are free at each
instant (Hall's condition).  It is enough to say so for the pool sets that uses name and for unions of
such sets that share a pool.  Between two instants with the same uses only the tightest row is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from solver.allocation.problem import Span

# Unions of pool sets grow exponentially in the worst case; rows left out only weaken the relaxation,
# and the assignment of units finds out.
MOST_UNIONS = 128


@dataclass(frozen=True, slots=True)
class Load:
    """A variable of a model that takes `quantity` x its value units of any of `pools` over [start, end).

    `most` is its largest value; of the options of one request at most one is chosen.
    """

    variable: int
    request: int
    option: int
    pools: frozenset[int]
    start: int
    end: int
    quantity: int
    most: int = 1


@dataclass(frozen=True, slots=True)
class CapacityRow:
    """Over [start, end): the sum of quantity x variable must not exceed `capacity` units of `pools`."""

    pools: frozenset[int]
    start: int
    end: int
    capacity: int
    terms: tuple[tuple[int, int], ...]


def capacity_rows(loads: Sequence[Load], busy: Mapping[int, Sequence[Sequence[Span]]]) -> list[CapacityRow]:
    """All rows that can bind.  `busy`: for each pool one sequence of taken spans per unit."""
    rows: list[CapacityRow] = []
    for cluster in _clusters({load.pools for load in loads}):
        mine = [load for load in loads if load.pools in cluster]
        for union in _unions(cluster):
            inside = [load for load in mine if load.pools <= union]
            rows.extend(_sweep(union, inside, [spans for pool_id in union for spans in busy[pool_id]]))
    return rows


def _clusters(sets: Iterable[frozenset[int]]) -> list[set[frozenset[int]]]:
    """The pool sets, those that share pools (directly or through others) together."""
    clusters: list[tuple[set[int], set[frozenset[int]]]] = []
    for pools in sorted(sets, key=sorted):
        touching = [cluster for cluster in clusters if cluster[0] & pools]
        merged = (
            set(pools).union(*(cluster[0] for cluster in touching)),
            {pools}.union(*(cluster[1] for cluster in touching)),
        )
        clusters = [cluster for cluster in clusters if not cluster[0] & pools] + [merged]
    return [members for _, members in clusters]


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


def _sweep(pools: frozenset[int], loads: Sequence[Load], busy: Sequence[Sequence[Span]]) -> list[CapacityRow]:
    """Walks along the time and keeps the instants that no neighbour contains."""
    freed = _changes(busy)
    starting: dict[int, list[Load]] = defaultdict(list)
    ending: dict[int, list[Load]] = defaultdict(list)
    for load in loads:
        starting[load.start].append(load)
        ending[load.end].append(load)
    times = sorted(freed.keys() | starting.keys() | ending.keys())
    rows: list[CapacityRow] = []
    active: dict[int, Load] = {}
    capacity = len(busy)
    for now, then in pairwise(times):
        for load in ending.get(now, ()):
            del active[id(load)]
        active.update((id(load), load) for load in starting.get(now, ()))
        capacity += freed.get(now, 0)
        next_contains = then not in ending and freed.get(then, 0) <= 0
        last_contains = now not in starting and freed.get(now, 0) >= 0
        if not next_contains and not last_contains and _can_bind(active.values(), capacity):
            rows.append(CapacityRow(pools, now, then, capacity, _terms(active.values())))
    return rows


def _changes(busy: Sequence[Sequence[Span]]) -> dict[int, int]:
    """At which instant how many units become free (negative: taken)."""
    freed: dict[int, int] = defaultdict(int)
    for spans in busy:
        for start, end in spans:
            freed[start] -= 1
            freed[end] += 1
    return {time: by for time, by in freed.items() if by}


def _can_bind(active: Iterable[Load], capacity: int) -> bool:
    of_option: dict[tuple[int, int], int] = defaultdict(int)
    for load in active:
        of_option[load.request, load.option] += load.quantity * load.most
    of_request: dict[int, int] = {}
    for (request, _), quantity in of_option.items():
        of_request[request] = max(quantity, of_request.get(request, 0))
    return sum(of_request.values()) > capacity


def _terms(active: Iterable[Load]) -> tuple[tuple[int, int], ...]:
    quantity: dict[int, int] = defaultdict(int)
    for load in active:
        quantity[load.variable] += load.quantity
    return tuple(sorted(quantity.items()))
