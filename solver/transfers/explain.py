"""Why a move is proposed: what it avoids, what it risks where the units leave, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from solver.transfers.counting import Units, demand, lost, stock
from solver.transfers.plan import Move, TransferPlan
from solver.transfers.problem import THOUSANDTHS, TransferProblem


@dataclass(frozen=True, slots=True)
class MoveReason:
    """What one here-and-now move does, everything else of the plan as it is.

    Expected loans over the horizon in thousandths: `avoided` refusals at the destination, `added` ones at the origin,
    `underway` what the units could have served on their way.  `places` on the run, `cost` in points for its units
    and, shared with the other moves of the run, for the run.
    """

    move: Move
    avoided: int
    added: int
    underway: int
    places: int
    cost: float

    @property
    def gained(self) -> int:
        """Refusals less, in thousandths of a loan."""
        return self.avoided - self.added - self.underway


def move_reasons(problem: TransferProblem, plan: TransferPlan) -> tuple[MoveReason, ...]:
    """A reason for each of the plan's here-and-now moves, in their order."""
    asked = demand(problem)
    stocks = [stock(problem, (*plan.moves, *own)) for own in plan.later]
    return tuple(_reason(problem, plan, move, asked, stocks) for move in plan.moves)


def _reason(
    problem: TransferProblem, plan: TransferPlan, move: Move, asked: Units, stocks: Sequence[Units]
) -> MoveReason:
    run, kind = problem.run[move.run_id], problem.kind[move.kind_id]
    origin, destination = problem.place[run.origin, move.kind_id], problem.place[run.destination, move.kind_id]
    without_there = with_there = without_here = with_here = 0
    for scenarios, units in zip(problem.branches, stocks, strict=True):
        for number in scenarios:
            weight = problem.scenarios[number].weight
            there, here = units[destination].copy(), units[origin].copy()
            with_there += weight * _refused(asked[number, destination], there, kind.served)
            with_here += weight * _refused(asked[number, origin], here, kind.served)
            there[move.week + run.lag :] -= move.units
            here[move.week :] += move.units
            without_there += weight * _refused(asked[number, destination], there, kind.served)
            without_here += weight * _refused(asked[number, origin], here, kind.served)
    load = sum(other.units for other in plan.moves if (other.run_id, other.week) == (move.run_id, move.week))
    return MoveReason(
        move,
        (without_there - with_there) // problem.weight,
        (with_here - without_here) // problem.weight,
        move.units * lost(kind, run),
        move.units * kind.places,
        move.units * (run.cost_each + run.cost / load),
    )


def _refused(asked: Units, units: Units, served: int) -> int:
    return int(np.maximum(asked * THOUSANDTHS - served * np.maximum(units, 0), 0).sum())


def short_weeks(problem: TransferProblem, plan: TransferPlan) -> Iterator[tuple[int, int, int, int]]:
    """Office, kind, week and expected refusals (thousandths) wherever some remain with the plan."""
    asked = demand(problem)
    missed = np.zeros(asked.shape[1:], dtype=np.int64)
    served = np.array([[problem.kind[holding.kind_id].served] for holding in problem.holdings], dtype=np.int64)
    for scenarios, own in zip(problem.branches, plan.later, strict=True):
        units = stock(problem, (*plan.moves, *own))
        for number in scenarios:
            weight = problem.scenarios[number].weight
            missed += weight * np.maximum(asked[number] * THOUSANDTHS - served * units, 0)
    for row, week in np.argwhere(missed):
        holding = problem.holdings[row]
        yield holding.office_id, holding.kind_id, int(week), int(missed[row, week]) // problem.weight
