"""Units sent one by one, without vans: a minimum-cost flow, which no routes can beat per unit carried."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from ortools.graph.python import min_cost_flow


def balancing_cost(demand: Sequence[int], distance: Sequence[Sequence[int]]) -> int:
    """The least sum of unit distances that takes every surplus to a lack; stop 0 gives or takes the rest."""
    supplies = np.array(demand, dtype=np.int64)
    supplies[0] -= supplies.sum()
    lengths = np.array(distance, dtype=np.int64)
    tail, head = np.nonzero(~np.eye(len(supplies), dtype=bool))
    solver = min_cost_flow.SimpleMinCostFlow()
    most = np.full(len(tail), int(np.abs(supplies).sum()))
    solver.add_arcs_with_capacity_and_unit_cost(tail, head, most, lengths[tail, head])
    solver.set_nodes_supplies(np.arange(len(supplies)), supplies)
    if solver.solve() != solver.OPTIMAL:
        raise ArithmeticError("a balanced flow on a complete graph exists")
    return int(solver.optimal_cost())
