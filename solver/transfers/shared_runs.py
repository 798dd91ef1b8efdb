"""All kinds at once as one integer programme, where runs have a cost of their own or too little room, by HiGHS.

The flows of the kinds share the rows of the runs, and a run that costs something is one more column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]

from solver.transfers.counting import Units
from solver.transfers.network import Arcs, Network
from solver.transfers.problem import THOUSANDTHS, TransferProblem

# More columns than these are left to the flows of the single kinds.
COLUMNS = 150_000
# The relative gap at which the search ends, and the rounding of a bound in floating point.
CLOSE, ROUNDING = 1e-6, 1e-9


@dataclass(frozen=True, slots=True)
class Shared:
    """Units by journey for each kind, if any were found, and a proven bound of the price."""

    units: list[Units] | None
    bound: int


def share_runs(problem: TransferProblem, networks: Sequence[Network], seconds: float) -> Shared | None:
    """The best moves decided now for all scenarios alike; None for a problem too large."""
    every = range(len(problem.scenarios))
    pieces = [network.pricing.pieces(every) for network in networks]
    parts = [
        network.arcs(own, network.price(every), network.capacity) for network, own in zip(networks, pieces, strict=True)
    ]
    if sum(len(arcs.tail) for arcs in parts) > COLUMNS:
        return None
    runs = sorted({key for network in networks for key in _keys(network)})
    result = milp(
        np.concatenate([*(arcs.price for arcs in parts), _run_costs(problem, runs)]),
        constraints=[_flows(parts, len(runs)), _room(problem, networks, parts, runs)],
        bounds=Bounds(0, np.concatenate([*(arcs.most for arcs in parts), np.ones(len(runs))])),
        integrality=np.ones(sum(len(arcs.tail) for arcs in parts) + len(runs)),
        options={"time_limit": max(seconds, 0.01), "mip_rel_gap": CLOSE},
    )
    base, bound = sum(own.base for own in pieces), result.mip_dual_bound
    if bound is None or not np.isfinite(bound):
        return None
    bound = ceil(bound - ROUNDING * abs(bound) - 0.5) + base
    return Shared(None if result.x is None else _journeys(result.x, networks, parts), bound)


def _keys(network: Network) -> list[tuple[int, int]]:
    return list(zip(network.run.tolist(), network.week.tolist(), strict=True))


def _run_costs(problem: TransferProblem, runs: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    return np.array([problem.weight * THOUSANDTHS * problem.runs[run].cost for run, _ in runs], dtype=float)


def _flows(parts: Sequence[Arcs], runs: int) -> LinearConstraint:
    """What leaves a node less what comes is what it has to give."""
    blocks = [
        sparse.coo_matrix(
            (
                np.repeat([1.0, -1.0], len(arcs.tail)),
                (np.concatenate([arcs.tail, arcs.head]), np.tile(np.arange(len(arcs.tail)), 2)),
            ),
            shape=(len(arcs.supplies), len(arcs.tail)),
        )
        for arcs in parts
    ]
    rows = sparse.block_diag(blocks)
    rows = sparse.hstack([rows, sparse.coo_matrix((rows.shape[0], runs))]).tocsr()
    supplies = np.concatenate([arcs.supplies for arcs in parts])
    return LinearConstraint(rows, supplies, supplies)


def _room(
    problem: TransferProblem, networks: Sequence[Network], parts: Sequence[Arcs], runs: Sequence[tuple[int, int]]
) -> LinearConstraint:
    """What a run carries fits into it, and only a run that goes carries anything."""
    place = {key: number for number, key in enumerate(runs)}
    row: list[int] = []
    column: list[int] = []
    places: list[float] = []
    first = 0
    for network, arcs in zip(networks, parts, strict=True):
        keys = _keys(network)
        row += [place[key] for key in keys]
        column += range(first, first + len(keys))
        places += [float(network.kind.places)] * len(keys)
        first += len(arcs.tail)
    capacity = [-float(problem.runs[run].capacity) for run, _ in runs]
    row += range(len(runs))
    column += range(first, first + len(runs))
    rows = sparse.csr_matrix((places + capacity, (row, column)), shape=(len(runs), first + len(runs)))
    return LinearConstraint(rows, -np.inf, 0)


def _journeys(values: NDArray[np.float64], networks: Sequence[Network], parts: Sequence[Arcs]) -> list[Units]:
    units, first = [], 0
    for network, arcs in zip(networks, parts, strict=True):
        units.append(np.rint(values[first : first + len(network.run)]).astype(np.int64))
        first += len(arcs.tail)
    return units
