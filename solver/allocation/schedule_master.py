"""The linear program that mixes whole schedules of units so that every task is covered, by column generation.

    minimise the sum of s_t   subject to   s_t + sum of x_(u,p) over p with t >= 1 for each task t,
                                           sum of x_(u,p) over p <= 1 for each unit u,   s, x >= 0

where p runs over the schedules of u.  They are far too many; those that may lower the value are found by pricing
(Desaulniers, Desrosiers and Solomon, Column Generation, 2005), at the prices of the rows and at a moving mean of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from ortools.linear_solver import pywraplp

from solver.allocation.schedule_pricing import Prices, Schedule, SchedulePricing

Column = tuple[int, Schedule]

MOST_ROUNDS = 200
COVERED = 1e-6
IMPROVES = 1e-6
KEPT_OF_MEAN = 0.7
FEW_NEW = 5


class ScheduleMaster:
    """The program for some tasks and units; it begins with the columns given."""

    def __init__(
        self, pricing: SchedulePricing, count: int, tasks: Sequence[int], units: Sequence[int], known: Iterable[Column]
    ) -> None:
        self._pricing, self._count, self._units = pricing, count, list(units)
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        infinity = self._solver.infinity()
        self._cover = {task: self._solver.Constraint(1, infinity) for task in tasks}
        self._unit = {unit: self._solver.Constraint(-infinity, 1) for unit in units}
        self._objective = self._solver.Objective()
        self._objective.SetMinimization()
        for row in self._cover.values():
            missing = self._solver.NumVar(0, infinity, "")
            row.SetCoefficient(missing, 1)
            self._objective.SetCoefficient(missing, 1)
        self._columns: dict[Column, pywraplp.Variable] = {}
        for unit, schedule in known:
            self._add(unit, schedule)

    def solve(self, stopped: Callable[[], bool]) -> float:
        """How many tasks, in parts, no mixture covers; when stopped, how many the best mixture so far does not."""
        mean: Prices | None = None
        for _ in range(MOST_ROUNDS):
            if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
                return float(len(self._cover))
            if self._objective.Value() < COVERED or stopped():
                break
            prices = np.zeros(self._count)
            for task, row in self._cover.items():
                prices[task] = row.dual_value()
            mean = prices if mean is None else KEPT_OF_MEAN * mean + (1 - KEPT_OF_MEAN) * prices
            if not self._generate(mean, prices):
                break
        return float(self._objective.Value())

    def mixture(self) -> list[tuple[float, Column]]:
        """Every column with its part, largest first."""
        return sorted(((variable.solution_value(), key) for key, variable in self._columns.items()), reverse=True)

    def _generate(self, mean: Prices, prices: Prices) -> int:
        """Adds schedules that improve at the prices, looked for at their mean first."""
        rents = {unit: row.dual_value() for unit, row in self._unit.items()}
        new = 0
        for seen in (mean, prices):
            for unit, schedule in zip(self._units, self._pricing.best(seen, self._units), strict=True):
                if sum(prices[task] for task in schedule) + rents[unit] > IMPROVES:
                    new += self._add(unit, schedule)
            if new > FEW_NEW:
                break
        return new

    def _add(self, unit: int, schedule: Schedule) -> bool:
        if not schedule or (unit, schedule) in self._columns:
            return False
        part = self._solver.NumVar(0, self._solver.infinity(), "")
        self._unit[unit].SetCoefficient(part, 1)
        for task in schedule:
            self._cover[task].SetCoefficient(part, 1)
        self._columns[unit, schedule] = part
        return True
