"""What one more unit would be worth at an office from a week on: the price of a unit there.

The extra unit stays where it saves most of what the plan leaves refused, or is sent on when it saves more elsewhere
after the cost of the journey; the plan's own moves stay as they are.  These are the prices of the flow's nodes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.transfers.counting import FOR_NOTHING, Units, commitment_price, committed, demand, limits, lost, stock
from solver.transfers.plan import TransferPlan
from solver.transfers.problem import THOUSANDTHS, Kind, Run, TransferProblem

Prices = NDArray[np.float64]


def unit_worth(problem: TransferProblem, plan: TransferPlan) -> Prices:
    """Expected points saved by one more usable unit, by holding and week from which it is there."""
    total: Prices = np.zeros((len(problem.holdings), problem.weeks))
    asked = demand(problem)
    for scenarios, own in zip(problem.branches, plan.later, strict=True):
        units = stock(problem, (*plan.moves, *own))
        weight = sum(problem.scenarios[number].weight for number in scenarios)
        total += weight * _in_branch(problem, units, _saved(problem, units, asked, scenarios) / weight)
    return total / (THOUSANDTHS * problem.weight)


def _saved(problem: TransferProblem, units: Units, asked: Units, scenarios: tuple[int, ...]) -> Prices:
    """What one more unit saves in that week alone, summed over the branch's scenarios times their weights."""
    kinds = [problem.kind[holding.kind_id] for holding in problem.holdings]
    served = np.array([[kind.served] for kind in kinds], dtype=np.int64)
    weights = np.array([[kind.weight] for kind in kinds], dtype=np.int64)
    total: Prices = np.zeros(units.shape)
    for number in scenarios:
        left = asked[number] * THOUSANDTHS - served * units
        saved = weights * np.clip(left, 0, served)
        saved += commitment_price(problem) * (units < committed(problem))
        total += problem.scenarios[number].weight * saved
    return total


def _in_branch(problem: TransferProblem, units: Units, saved: Prices) -> Prices:
    """From the last week backwards: stay, or go with a run."""
    worth: Prices = np.zeros((len(problem.holdings), problem.weeks + 1))
    standing: Prices = np.zeros_like(worth)
    _, most = limits(problem)
    full = units >= most
    for week in reversed(range(problem.weeks)):
        staying = saved[:, week] + worth[:, week + 1]
        standing[:, week] = np.where(full[:, week], 0, staying)
        worth[:, week] = standing[:, week]
        for run in problem.runs:
            if _goes(problem, run, week):
                _send(problem, run, week, standing, worth)
    return worth[:, :-1]


def _goes(problem: TransferProblem, run: Run, week: int) -> bool:
    return week not in run.not_in and week < min(problem.moving_weeks, problem.weeks - run.lag)


def _send(problem: TransferProblem, run: Run, week: int, standing: Prices, worth: Prices) -> None:
    for kind in problem.kinds:
        origin = problem.place.get((run.origin, kind.kind_id))
        destination = problem.place.get((run.destination, kind.kind_id))
        if origin is not None and destination is not None:
            elsewhere = standing[destination, week + run.lag] - journey_price(kind, run)
            worth[origin, week] = max(worth[origin, week], elsewhere)


def journey_price(kind: Kind, run: Run) -> int:
    """Thousandths of a point for one more unit on a run that had nothing on it."""
    return kind.weight * lost(kind, run) + THOUSANDTHS * (run.cost_each + run.cost) + FOR_NOTHING
