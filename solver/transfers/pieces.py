"""What one more unit at an office saves in a week: convex, so it falls with every unit and a flow can carry it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.transfers.counting import Units, commitment_price, committed, limits
from solver.transfers.problem import THOUSANDTHS, Kind, TransferProblem


@dataclass(frozen=True, slots=True)
class Pieces:
    """Stretches of stock within which every further unit saves the same.

    `cell`: row of the kind times the weeks plus the week.  `units`: how many the stretch holds; `price`: of each,
    not above 0.  `least`: by cell, the units that must be there before the first stretch begins; `base`: the price
    of all cells with just those.
    """

    cell: Units
    units: Units
    price: Units
    least: Units
    base: int


def rows_of(problem: TransferProblem, kind: Kind) -> list[int]:
    """The holdings of the kind."""
    return [row for row, holding in enumerate(problem.holdings) if holding.kind_id == kind.kind_id]


class Pricing:
    """The stretches of a kind for any set of scenarios."""

    def __init__(self, problem: TransferProblem, kind: Kind) -> None:
        self._rows = rows_of(problem, kind)
        self._kind = kind
        asked = np.array([[scenario.demand[row] for row in self._rows] for scenario in problem.scenarios])
        self._asked = asked.reshape(len(problem.scenarios), -1).astype(np.int64) * THOUSANDTHS
        self._weights = [scenario.weight for scenario in problem.scenarios]
        self._committed = committed(problem)[self._rows].reshape(-1)
        least, most = limits(problem)
        self._least, self._most = least[self._rows].reshape(-1), most[self._rows].reshape(-1)
        self._missing = commitment_price(problem)
        needed = int(self._asked.max(initial=0)) // max(kind.served, 1) + 2
        self._levels = max(min(needed, int(self._most.max(initial=0)) + 1), int(self._committed.max(initial=0)) + 1)

    def pieces(self, scenarios: Sequence[int]) -> Pieces:
        """The stretches when just these scenarios may come, each with its weight."""
        table = self._table(scenarios)
        levels = self._levels
        level = np.arange(levels)
        saved = np.diff(table, axis=1)
        within = (level >= self._least[:, None]) & (level < self._most[:, None])
        differs = np.ones_like(within)
        differs[:, 1:] = saved[:, 1:] != saved[:, :-1]
        cell, start = np.nonzero(within & (differs | (level == self._least[:, None])))
        price = saved[cell, start]
        last = np.flatnonzero(np.append(cell[1:] != cell[:-1], True)) if len(cell) else np.zeros(0, dtype=np.int64)
        end = np.append(start[1:], 0)
        end[last] = np.minimum(self._most[cell[last]], levels)
        beyond = np.flatnonzero(self._most > np.maximum(levels, self._least))
        more = self._most[beyond] - np.maximum(levels, self._least[beyond])
        at_least = np.minimum(self._least, levels)
        return Pieces(
            np.append(cell, beyond),
            np.append(end - start, more),
            np.append(price, np.zeros_like(more)),
            self._least,
            int(table[np.arange(len(table)), at_least].sum()),
        )

    def _table(self, scenarios: Sequence[int]) -> Units:
        """The price of refused and uncovered loans by cell and units, 0 to the number of levels."""
        units = np.arange(self._levels + 1, dtype=np.int64)
        table = np.zeros((len(self._committed), len(units)), dtype=np.int64)
        total = 0
        for number in scenarios:
            weight = self._weights[number]
            total += weight
            left = self._asked[number][:, None] - self._kind.served * units
            table += weight * self._kind.weight * np.maximum(left, 0)
        table += total * self._missing * np.maximum(self._committed[:, None] - units, 0)
        return table


def pooled_bound(problem: TransferProblem, kind: Kind, scenario: int) -> int:
    """A price below which no moves can go: all units of the kind together serve all that is asked in a week."""
    rows = rows_of(problem, kind)
    asked = demand_of(problem, rows, scenario).sum(axis=0) * THOUSANDTHS
    units = sum(problem.holdings[row].usable for row in rows)
    by_week = np.full(problem.weeks, units, dtype=np.int64)
    for row in rows:
        for week, arriving in problem.holdings[row].arrivals:
            by_week[week:] += arriving
    return problem.scenarios[scenario].weight * kind.weight * int(np.maximum(asked - kind.served * by_week, 0).sum())


def demand_of(problem: TransferProblem, rows: Sequence[int], scenario: int) -> Units:
    """Loans asked for in a scenario by row and week."""
    return np.array([problem.scenarios[scenario].demand[row] for row in rows], dtype=np.int64)
