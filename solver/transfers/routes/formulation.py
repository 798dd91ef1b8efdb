"""Routes as an integer programme: which arcs are driven, with which load, and cuts over sets of stops.

The loads on the arcs keep the van between empty and full (bounds per arc as in Dell'Amico et al. 2014); cuts keep
every set of stops connected to the depot and give it as many routes as its units need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from scipy.optimize import Bounds, LinearConstraint, linprog, milp  # type: ignore[import-untyped]

from solver.transfers.routes.problem import RouteProblem

Vector = NDArray[np.float64]
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Relaxation:
    """How far each arc is driven, its reduced cost, and the length: a bound."""

    driven: Vector
    reduced: Vector
    length: float


@dataclass(frozen=True, slots=True)
class Searched:
    """Arcs driven in whole, if any were found, and a bound of every whole solution within these arcs and cuts."""

    driven: Vector | None
    bound: float


@dataclass(slots=True)
class Formulation:
    """The arcs still allowed; `tail` and `head` of each, and the least and the most load it can have."""

    problem: RouteProblem
    tail: NDArray[np.int64] = field(init=False)
    head: NDArray[np.int64] = field(init=False)
    _least: Vector = field(init=False)
    _most: Vector = field(init=False)
    _cuts: list[tuple[frozenset[int], int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        demand, capacity = np.array(self.problem.demand), self.problem.capacity
        self.tail, self.head = np.nonzero(~np.eye(len(demand), dtype=bool))
        self._least = np.maximum(0, np.maximum(demand[self.tail], -demand[self.head])).astype(float)
        most = np.minimum(capacity + demand[self.tail], capacity - demand[self.head])
        self._most = np.minimum(capacity, most).astype(float)
        self.keep(self._least <= self._most)

    def keep(self, chosen: NDArray[np.bool_]) -> None:
        """Forbids all other arcs."""
        self.tail, self.head = self.tail[chosen], self.head[chosen]
        self._least, self._most = self._least[chosen], self._most[chosen]

    def cut(self, stops: frozenset[int]) -> None:
        """Lets as many routes leave this set of stops as it needs."""
        self._cuts.append((stops, routes_needed(self.problem, stops)))

    def relaxed(self) -> Relaxation | None:
        """The linear relaxation; None when no routes are left."""
        equal, upper = self._equalities(), self._inequalities()
        arcs = len(self.tail)
        result = linprog(
            self._costs(),
            A_ub=upper.A,
            b_ub=upper.ub,
            A_eq=equal.A,
            b_eq=equal.ub,
            bounds=np.column_stack([np.zeros(2 * arcs), self._highest()]),
            method="highs",
        )
        if result.status != 0:
            return None
        reduced = result.lower.marginals[:arcs] + result.upper.marginals[:arcs]
        return Relaxation(result.x[:arcs], reduced, float(result.fun))

    def whole(self, seconds: float) -> Searched:
        """Whole arcs within the cuts so far."""
        arcs = len(self.tail)
        result = milp(
            self._costs(),
            constraints=[self._equalities(), self._inequalities()],
            bounds=Bounds(0, self._highest()),
            integrality=np.concatenate([np.ones(arcs), np.zeros(arcs)]),
            options={"time_limit": max(seconds, 0.05), "mip_rel_gap": 0.0},
        )
        if result.status == 2:
            return Searched(None, float("inf"))
        bound = result.mip_dual_bound
        return Searched(None if result.x is None else result.x[:arcs], -np.inf if bound is None else float(bound))

    def _costs(self) -> Vector:
        lengths = np.array(self.problem.distance, dtype=float)[self.tail, self.head]
        return np.concatenate([lengths, np.zeros(len(lengths))])

    def _highest(self) -> Vector:
        return np.concatenate([np.ones(len(self.tail)), self._most])

    def _equalities(self) -> LinearConstraint:
        """Each stop is left once and reached once, the depot as often; each stop adds its units to the load."""
        stops, arcs = len(self.problem.demand), len(self.tail)
        column = np.arange(arcs)
        ones = np.ones(arcs)
        leaving = sparse.csr_matrix((ones, (self.tail, column)), shape=(stops, arcs))
        reaching = sparse.csr_matrix((ones, (self.head, column)), shape=(stops, arcs))
        none = sparse.csr_matrix((stops, arcs))
        rows = sparse.vstack(
            [
                sparse.hstack([leaving[1:], none[1:]]),
                sparse.hstack([reaching[1:], none[1:]]),
                sparse.hstack([leaving[:1] - reaching[:1], none[:1]]),
                sparse.hstack([none[1:], (leaving - reaching)[1:]]),
            ]
        ).tocsr()
        values = np.concatenate([np.ones(2 * (stops - 1)), [0], np.array(self.problem.demand[1:], dtype=float)])
        return LinearConstraint(rows, values, values)

    def _inequalities(self) -> LinearConstraint:
        """Loads within the bounds of arcs driven; cuts, as the arcs within a set that may be driven."""
        arcs = len(self.tail)
        one = sparse.identity(arcs, format="csr")
        loads = [
            sparse.hstack([-sparse.diags(self._most), one]),
            sparse.hstack([sparse.diags(self._least), -one]),
        ]
        highest = [np.zeros(2 * arcs)]
        if self._cuts:
            within = np.array([self._inside(stops) for stops, _ in self._cuts], dtype=float)
            loads.append(sparse.hstack([sparse.csr_matrix(within), sparse.csr_matrix(within.shape)]))
            highest.append(np.array([len(stops) - needed for stops, needed in self._cuts], dtype=float))
        return LinearConstraint(sparse.vstack(loads).tocsr(), -np.inf, np.concatenate(highest))

    def _inside(self, stops: frozenset[int]) -> NDArray[np.bool_]:
        member = np.zeros(len(self.problem.demand), dtype=bool)
        member[list(stops)] = True
        inside: NDArray[np.bool_] = member[self.tail] & member[self.head]
        return inside


def routes_needed(problem: RouteProblem, stops: Sequence[int] | frozenset[int]) -> int:
    """Routes that must leave a set of stops: one at least, and one for each van its units fill."""
    return max(1, -(-abs(sum(problem.demand[stop] for stop in stops)) // problem.capacity))
