"""Makes a plan of transfers: kind after kind as flows, runs shared by the kinds, then the moves not worth their run
left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solver.deadline import Deadline
from solver.transfers.branches import Agreed, Branches, Room
from solver.transfers.counting import Units, value
from solver.transfers.network import Network
from solver.transfers.plan import FEASIBLE, OPTIMAL, Move, TransferPlan
from solver.transfers.problem import THOUSANDTHS, TransferLimits, TransferProblem
from solver.transfers.pruning import pruned

# How often the runs' own cost is spread anew over what they carried.
SPREADS = 4

Load = dict[tuple[int, int], int]


def plan_transfers(problem: TransferProblem, limits: TransferLimits) -> TransferPlan:
    """The best plan found within the limits with its bound; moving nothing is always possible."""
    deadline = Deadline(limits.seconds)
    networks = [Network(problem, kind) for kind in problem.kinds]
    best, bound = _nothing(problem), 0
    loads: Load | None = None
    for number in range(SPREADS if any(run.cost for run in problem.runs) else 1):
        share = limits.seconds / 2 if number == 0 else deadline.remaining() / 2
        if number and deadline.remaining() < deadline.elapsed() / number:
            break
        agreed = _all_kinds(networks, loads, share)
        if number == 0:
            bound = sum(each.bound for each in agreed)
        plan = pruned(problem, _moves(networks, agreed))
        best = min(best, plan, key=lambda moves: value(problem, *moves))
        loads = _loads(problem, *plan)
    total = value(problem, *best)
    status = OPTIMAL if total == bound else FEASIBLE
    return TransferPlan(best[0], best[1], total, bound, status, deadline.elapsed())


Moves = tuple[tuple[Move, ...], tuple[tuple[Move, ...], ...]]


def _nothing(problem: TransferProblem) -> Moves:
    return (), ((),) * len(problem.branches)


def _all_kinds(networks: Sequence[Network], loads: Load | None, seconds: float) -> list[Agreed]:
    """Every kind in turn, with the room that the ones before left on the runs; those that weigh most first."""
    deadline, taken = Deadline(seconds), dict[tuple[int, int, int], int]()
    found: dict[int, Agreed] = {}
    order = sorted(networks, key=lambda network: -network.kind.weight * network.kind.served // network.kind.places)
    for done, network in enumerate(order):
        share = Deadline(deadline.remaining() / (len(order) - done))
        agreed = Branches(network, share).agree(_run_price(network, loads), _room(network, taken))
        for branch, units in enumerate(agreed.units):
            for journey in np.flatnonzero(units):
                key = (branch, int(network.run[journey]), int(network.week[journey]))
                taken[key] = taken.get(key, 0) + int(units[journey]) * network.kind.places
        found[network.kind.kind_id] = agreed
    return [found[network.kind.kind_id] for network in networks]


def _run_price(network: Network, loads: Load | None) -> Units:
    """A run's own cost spread over the places it had filled, or over all of them at first and where it was empty."""
    price = network.run_share.copy()
    if loads is None:
        return price
    for journey, (run, week) in enumerate(zip(network.run, network.week, strict=True)):
        carried = loads.get((int(run), int(week)), 0)
        if carried:
            cost = THOUSANDTHS * network.problem.runs[run].cost
            price[journey] = cost * network.kind.places // carried
        else:
            price[journey] *= max(1, network.problem.runs[run].capacity // 2)
    return price


def _room(network: Network, taken: dict[tuple[int, int, int], int]) -> Room:
    rooms = []
    for branch in range(len(network.problem.branches)):
        used = [
            taken.get((branch, int(run), int(week)), 0) for run, week in zip(network.run, network.week, strict=True)
        ]
        capacity = np.array([network.problem.runs[run].capacity for run in network.run], dtype=np.int64)
        rooms.append((capacity - np.array(used, dtype=np.int64)) // network.kind.places)
    return Room(tuple(rooms))


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


def _loads(problem: TransferProblem, moves: Sequence[Move], later: Sequence[Sequence[Move]]) -> Load:
    """The most places filled on each run and week in any branch, by the run's place in the problem."""
    place = {run.run_id: number for number, run in enumerate(problem.runs)}
    most: Load = {}
    for own in later:
        load: Load = {}
        for move in (*moves, *own):
            key = (place[move.run_id], move.week)
            load[key] = load.get(key, 0) + move.units * problem.kind[move.kind_id].places
        most = {key: max(most.get(key, 0), load.get(key, 0)) for key in most.keys() | load.keys()}
    return most
