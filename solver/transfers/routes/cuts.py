"""Sets of stops for which a relaxation drives too few arcs out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components, maximum_flow  # type: ignore[import-untyped]

from solver.transfers.routes.formulation import Formulation, Vector, routes_needed
from solver.transfers.routes.problem import RouteProblem

VIOLATED = 0.02
SCALE = 1_000_000


def violated(problem: RouteProblem, formulation: Formulation, driven: Vector) -> set[frozenset[int]]:
    """Sets whose cut the values break: cut off from the depot, or with too few routes for their units."""
    stops = len(problem.demand)
    ways = np.zeros((stops, stops))
    ways[formulation.tail, formulation.head] = np.where(driven > 1e-7, driven, 0)
    found = {*_apart(ways), *_least_cuts(ways), *_grown(problem, ways)}
    return {each for each in found if _broken(problem, ways, each)}


def _broken(problem: RouteProblem, ways: Vector, stops: frozenset[int]) -> bool:
    members = list(stops)
    inside = float(ways[np.ix_(members, members)].sum())
    return len(members) - inside < routes_needed(problem, stops) - VIOLATED


def _apart(ways: Vector) -> Iterator[frozenset[int]]:
    """Parts without a way to another once the depot is left out."""
    count, part = connected_components(sparse.csr_matrix(ways[1:, 1:]), directed=False)
    for number in range(count):
        yield frozenset((np.flatnonzero(part == number) + 1).tolist())


def _least_cuts(ways: Vector) -> Iterator[frozenset[int]]:
    """For each stop the set on its side of the least cut from the depot, where that is less than one."""
    capacity = sparse.csr_matrix(np.rint(ways * SCALE).astype(np.int32))
    for stop in range(1, len(ways)):
        flow = maximum_flow(capacity, 0, stop)
        if flow.flow_value < (1 - VIOLATED) * SCALE:
            left = (capacity - flow.flow).toarray() > 0
            yield frozenset(set(range(1, len(ways))) - _reached(left))


def _reached(left: NDArray[np.bool_]) -> set[int]:
    reached, edge = {0}, [0]
    while edge:
        new = set(np.flatnonzero(left[edge].any(axis=0)).tolist()) - reached
        reached |= new
        edge = sorted(new)
    return reached


def _grown(problem: RouteProblem, ways: Vector) -> Iterator[frozenset[int]]:
    """From each stop on, the stop with the strongest ways to the set is added; each stage is tried."""
    both = ways + ways.T
    demand = np.array(problem.demand)
    for stop in range(1, len(ways)):
        members, ties, inside, units = [stop], both[stop].copy(), 0.0, int(demand[stop])
        ties[[0, stop]] = -1
        while len(members) < len(ways) - 1:
            following = int(ties.argmax())
            if ties[following] <= 0:
                break
            inside += float(ties[following])
            units += int(demand[following])
            members.append(following)
            ties += np.where(ties < 0, 0, both[following])
            ties[following] = -1
            needed = max(1, -(-abs(units) // problem.capacity))
            if len(members) - inside < needed - VIOLATED:
                yield frozenset(members)
