"""What moves do to stock, refusals and cost: counted from the moves themselves, without a model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.transfers.plan import Move
from solver.transfers.problem import LARGEST, THOUSANDTHS, WORKING_DAYS, Kind, Run, TransferProblem

Units = NDArray[np.int64]
# Thousandths of a point for each unit sent, beside its cost, so that nothing is moved for nothing.
FOR_NOTHING = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """Expected figures of a plan: loans asked for and refused by row of the holdings, refused being thousandths.

    All are sums over scenarios times their weights.  Refusals while a unit is on its way are among them.
    `uncovered`: units by which committed loans lack one, week by week.
    """

    asked: Units
    refused: Units
    uncovered: int
    cost: int


def standing(problem: TransferProblem) -> Units:
    """Usable units by holding and week if nothing is moved."""
    units = np.zeros((len(problem.holdings), problem.weeks), dtype=np.int64)
    for row, holding in enumerate(problem.holdings):
        units[row] = holding.usable
        for week, arriving in holding.arrivals:
            units[row, week:] += arriving
    return units


def stock(problem: TransferProblem, moves: Iterable[Move]) -> Units:
    """Usable units by holding and week: a unit leaves in the week it is sent and counts again from its arrival."""
    units = standing(problem)
    for move in moves:
        run = problem.run[move.run_id]
        units[problem.place[run.origin, move.kind_id], move.week :] -= move.units
        units[problem.place[run.destination, move.kind_id], move.week + run.lag :] += move.units
    return units


def committed(problem: TransferProblem) -> Units:
    """Units that booked loans need, by holding and week."""
    nothing = (0,) * problem.weeks
    return np.array([holding.committed or nothing for holding in problem.holdings], dtype=np.int64)


def limits(problem: TransferProblem) -> tuple[Units, Units]:
    """The fewest and the most usable units that moves may leave at each holding in each week."""
    units = standing(problem)
    safety = np.array([[holding.safety] for holding in problem.holdings], dtype=np.int64)
    least = np.minimum(np.maximum(safety, committed(problem)), units)
    most = np.full_like(units, LARGEST)
    for row, holding in enumerate(problem.holdings):
        if holding.storage is not None:
            most[row] = np.maximum(holding.storage - holding.in_repair - holding.on_loan, units[row])
    return least, most


def lost(kind: Kind, run: Run) -> int:
    """Thousandths of a loan that a unit of the kind could have served while it is on the way with the run."""
    return -(-kind.served * run.lost_days // WORKING_DAYS)


def hindered(problem: TransferProblem, moves: Iterable[Move]) -> Units:
    """Thousandths of loans by which an office serves less in the week of an arrival than its stock says."""
    missing = np.zeros((len(problem.holdings), problem.weeks), dtype=np.int64)
    for move in moves:
        run = problem.run[move.run_id]
        row = problem.place[run.destination, move.kind_id]
        missing[row, move.week + run.lag] += move.units * lost(problem.kind[move.kind_id], run)
    return missing


def demand(problem: TransferProblem) -> Units:
    """Loans asked for by scenario, holding and week."""
    return np.array([scenario.demand for scenario in problem.scenarios], dtype=np.int64)


def refused(problem: TransferProblem, units: Units, scenario: int, missing: Units | int = 0) -> Units:
    """Thousandths of refused loans by holding and week, with these units in a scenario, serving so much less."""
    asked = np.array(problem.scenarios[scenario].demand, dtype=np.int64) * THOUSANDTHS
    served = np.array([[problem.kind[holding.kind_id].served] for holding in problem.holdings], dtype=np.int64)
    serving: Units = np.maximum(served * units - missing, 0)
    missed: Units = np.maximum(asked - serving, 0)
    return missed


def cost(problem: TransferProblem, moves: Sequence[Move]) -> int:
    """Points for the runs used and for the places on them."""
    used = {(move.run_id, move.week) for move in moves}
    places = sum(problem.run[move.run_id].cost_each * move.units for move in moves)
    return places + sum(problem.run[run_id].cost for run_id, _ in used)


def outcome(problem: TransferProblem, moves: Sequence[Move], later: Sequence[Sequence[Move]]) -> Outcome:
    """What the moves lead to when the moves of each branch follow them."""
    shape = len(problem.holdings)
    asked, missed = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    uncovered = spent = 0
    for scenarios, own in zip(problem.branches, later, strict=True):
        together = (*moves, *own)
        units, missing = stock(problem, together), hindered(problem, together)
        weight = sum(problem.scenarios[number].weight for number in scenarios)
        for number in scenarios:
            scenario = problem.scenarios[number]
            asked += scenario.weight * np.array(scenario.demand, dtype=np.int64).sum(axis=1)
            missed += scenario.weight * refused(problem, units, number, missing).sum(axis=1)
        uncovered += weight * int(np.maximum(committed(problem) - units, 0).sum())
        spent += weight * cost(problem, together)
    return Outcome(asked, missed, uncovered, spent)


def commitment_price(problem: TransferProblem) -> int:
    """Points, in thousandths, for a committed unit that is missing for a week: more than a unit could ever serve."""
    best = max((kind.served * kind.weight for kind in problem.kinds), default=0)
    dearest = max((run.cost + run.cost_each for run in problem.runs), default=0)
    return 1 + 2 * (best * (problem.weeks + 1) + THOUSANDTHS * dearest)


def value(problem: TransferProblem, moves: Sequence[Move], later: Sequence[Sequence[Move]]) -> int:
    """What a plan is to make small: the price of refused loans, of the way, of runs and of commitments.

    A unit on its way is priced as if it could have served at full use, or all that was asked for where it arrives:
    no less than what is then refused.
    Thousandths of a point, summed over the scenarios times their weights.
    """
    weights = np.array([problem.kind[holding.kind_id].weight for holding in problem.holdings], dtype=np.int64)
    total = 0
    for scenarios, own in zip(problem.branches, later, strict=True):
        together = (*moves, *own)
        units, weight = stock(problem, together), sum(problem.scenarios[number].weight for number in scenarios)
        for number in scenarios:
            by_row = refused(problem, units, number).sum(axis=1)
            total += problem.scenarios[number].weight * int(weights @ by_row)
        total += sum(_underway(problem, move, scenarios) for move in together)
        total += weight * THOUSANDTHS * cost(problem, together)
        missing = int(np.maximum(committed(problem) - units, 0).sum())
        total += weight * commitment_price(problem) * missing
    return total


def _underway(problem: TransferProblem, move: Move, scenarios: Sequence[int]) -> int:
    """The price of a move's units being on their way at all, summed over the scenarios times their weights."""
    run, kind = problem.run[move.run_id], problem.kind[move.kind_id]
    row, week, most = problem.place[run.destination, move.kind_id], move.week + run.lag, lost(kind, run)
    ways = (problem.scenarios[number] for number in scenarios)
    each = sum(
        way.weight * (kind.weight * min(most, way.demand[row][week] * THOUSANDTHS) + FOR_NOTHING) for way in ways
    )
    return move.units * each
