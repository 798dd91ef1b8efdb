"""Makes a plan of transfers: kind after kind as flows, runs shared by the kinds, then the moves not worth their run
left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solver.deadline import Deadline
from solver.transfers.branches import Agreed, Branches, Room
from solver.transfers.check import feasible
from solver.transfers.counting import Units, value
from solver.transfers.network import Network
from solver.transfers.plan import FEASIBLE, OPTIMAL, Move, TransferPlan
from solver.transfers.problem import THOUSANDTHS, TransferLimits, TransferProblem
from solver.transfers.pruning import pruned
from solver.transfers.shared_runs import share_runs

# How often the runs' own cost is spread anew over what they carried.
SPREADS = 4

# Places filled on a run (by its place in the problem) in a week.
Load = dict[tuple[int, int], int]


def plan_transfers(problem: TransferProblem, limits: TransferLimits) -> TransferPlan:
    """The best plan found within the limits with its bound; moving nothing is always possible."""
    deadline = Deadline(limits.seconds)
    networks = [Network(problem, kind) for kind in problem.kinds]
    best = _nothing(problem)
    costly = any(run.cost for run in problem.runs)
    agreed = _all_kinds(networks, limits.seconds / 2 if costly else limits.seconds)
    bound = sum(each.bound for each in agreed)
    for _ in range(SPREADS):
        plan = _moves(networks, agreed)
        best = min(best, plan, key=lambda moves: value(problem, *moves))
        if not costly or deadline.remaining() == 0:
            break
        agreed = _all_kinds(networks, deadline.remaining() / 2, agreed, _loads(problem, *plan))
    best = pruned(problem, best)
    if value(problem, *best) > bound and len(problem.branches) == 1:
        best, bound = _shared(problem, networks, best, bound, deadline.remaining())
    total = value(problem, *best)
    status = OPTIMAL if total == bound else FEASIBLE
    return TransferPlan(best[0], best[1], total, bound, status, deadline.elapsed())


Moves = tuple[tuple[Move, ...], tuple[tuple[Move, ...], ...]]


def _shared(
    problem: TransferProblem, networks: Sequence[Network], best: Moves, bound: int, seconds: float
) -> tuple[Moves, int]:
    """A better plan or bound from all kinds together, if there is one."""
    shared = share_runs(problem, networks, seconds)
    if shared is None:
        return best, bound
    bound = max(bound, shared.bound)
    if shared.units is not None:
        found = _moves(networks, [Agreed((units,), 0, 0) for units in shared.units])
        if feasible(problem, *found):
            best = min(best, found, key=lambda moves: value(problem, *moves))
    return best, min(bound, value(problem, *best))


def _nothing(problem: TransferProblem) -> Moves:
    return (), ((),) * len(problem.branches)


def _all_kinds(
    networks: Sequence[Network], seconds: float, before: Sequence[Agreed] = (), loads: Sequence[Load] = ()
) -> list[Agreed]:
    """Every kind in turn, with the room that the ones before left on the runs; those that weigh most first.

    With a plan before and its loads by branch, runs are priced by what they carried.
    """
    deadline = Deadline(seconds)
    taken: list[Load] = [{} for _ in networks[0].problem.branches] if networks else []
    found: dict[int, Agreed] = {}
    order = sorted(range(len(networks)), key=lambda place: -networks[place].kind.weight * networks[place].kind.served)
    for done, place in enumerate(order):
        network = networks[place]
        branches = Branches(network, Deadline(deadline.remaining() / (len(order) - done)))
        room = Room(tuple(_room(network, load) for load in taken))
        if before:
            prices = np.array([_run_price(network, load) for load in loads])
            found[place] = branches.follow(before[place], prices, room)
        else:
            found[place] = branches.agree(room)
        for load, units in zip(taken, found[place].units, strict=True):
            _load(load, network, units)
    return [found[place] for place in range(len(networks))]


def _load(load: Load, network: Network, units: Units) -> None:
    for journey in np.flatnonzero(units):
        key = (int(network.run[journey]), int(network.week[journey]))
        load[key] = load.get(key, 0) + int(units[journey]) * network.kind.places


def _at_journeys(network: Network, load: Load) -> Units:
    """The load of the run of each journey."""
    keys = zip(network.run.tolist(), network.week.tolist(), strict=True)
    return np.array([load.get(key, 0) for key in keys], dtype=np.int64)


def _run_price(network: Network, load: Load) -> Units:
    """A run's own cost spread over the places it had filled; where it was empty, as if it carried one place."""
    cost = np.array([run.cost for run in network.problem.runs], dtype=np.int64)[network.run]
    return THOUSANDTHS * cost * network.kind.places // np.maximum(_at_journeys(network, load), 1)


def _room(network: Network, load: Load) -> Units:
    capacity = np.array([run.capacity for run in network.problem.runs], dtype=np.int64)[network.run]
    return (capacity - _at_journeys(network, load)) // network.kind.places


def _moves(networks: Sequence[Network], agreed: Sequence[Agreed]) -> Moves:
    first: list[Move] = []
    later: list[list[Move]] = [[] for _ in networks[0].problem.branches] if networks else []
    for network, each in zip(networks, agreed, strict=True):
        kind_id = network.kind.kind_id
        alike = network.now | (len(each.units) == 1)
        first += [Move(week, run, kind_id, units) for week, run, units in network.sent(each.units[0], alike)]
        for own, units_of in zip(later, each.units, strict=True):
            own += [Move(week, run, kind_id, units) for week, run, units in network.sent(units_of, ~alike)]
    ordered = tuple(sorted(first, key=_order))
    return ordered, tuple(tuple(sorted(own, key=_order)) for own in later)


def _order(move: Move) -> tuple[int, int, int]:
    return move.week, move.run_id, move.kind_id


def _loads(problem: TransferProblem, moves: Sequence[Move], later: Sequence[Sequence[Move]]) -> list[Load]:
    """The places filled by each branch."""
    place = {run.run_id: number for number, run in enumerate(problem.runs)}
    loads = []
    for own in later:
        load: Load = {}
        for move in (*moves, *own):
            key = (place[move.run_id], move.week)
            load[key] = load.get(key, 0) + move.units * problem.kind[move.kind_id].places
        loads.append(load)
    return loads
