"""How often a row may give certain shifts and touch weekends: what breaks that, and prices that keep it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from solver.shifts.matrix import Vector
from solver.shifts.problem import OFF, Rules, ShiftProblem
from solver.shifts.rules import SATURDAY

# Stands for weekends among the shifts that are limited.
WEEKEND = OFF


@dataclass(frozen=True, slots=True)
class Costs:
    """`choices[day, place]` (place 0 is OFF), and what beginning a run on a day costs."""

    choices: np.ndarray
    begins: np.ndarray


class Limits:
    """The limits of one person: `most[shift_id]`, and `most[WEEKEND]`."""

    def __init__(self, problem: ShiftProblem, rules: Rules) -> None:
        self.problem = problem
        self.ids = [shift.shift_id for shift in problem.shifts]
        self.most = {shift: most for shift, most in rules.most_of if 0 < most < len(problem.days)}
        if rules.most_weekends is not None:
            self.most[WEEKEND] = rules.most_weekends

    def broken(self, cells: Vector) -> list[int]:
        """What is given more often than its limit."""
        given = np.flatnonzero(cells).tolist()
        times = Counter(self.ids[cell % len(self.ids)] for cell in given)
        days = (self.problem.days[cell // len(self.ids)] for cell in given)
        times[WEEKEND] = len({day // 7 for day in days if day % 7 >= SATURDAY})
        return [each for each, most in self.most.items() if times[each] > most]

    def raised(self, cost: np.ndarray, limits: Collection[int], price: float) -> Costs:
        """The costs with the price on each time that something of those is given."""
        choices, begins = cost.copy(), np.zeros(len(cost))
        choices[:, 1:] += price * np.isin(self.ids, list(limits))
        if WEEKEND in limits:
            weekdays = np.array(self.problem.days) % 7
            choices[weekdays == SATURDAY, 1:] += price
            begins[weekdays > SATURDAY] = price
        return Costs(choices, begins)
