"""One person's cheapest row under prices for each day and shift: a shortest path with resources, day by day.

A state is how many days of the present run are over and, at work, the shift; for each state an array holds the
least cost for every level of the resources: minutes, weekends, and how often a limited shift was given.
A limit on a shift is watched only once a row has broken it, or kept by a price where watching it would be slow.
Infeasible rows cost infinity.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from math import gcd, inf, prod
from typing import Any

import numpy as np

from solver.shifts.blocks import allowed
from solver.shifts.counting import adjacent, successors
from solver.shifts.matrix import Vector
from solver.shifts.problem import OFF, Person, ShiftProblem
from solver.shifts.rules import SATURDAY

# Beyond so many levels a limit is kept by a price instead; its price is halved in so often.
MOST_LEVELS, HALVINGS = 4_000, 7

Level = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Day:
    """Least costs at the end of a day.  `work[run, shift]` and `off[run]` are arrays of floats over the levels."""

    work: Any
    off: Any


class Pricer:
    """Prices rows of one person again and again."""

    def __init__(self, problem: ShiftProblem, person: Person) -> None:
        self.problem, self.rules = problem, person.rules
        self.days, self.width = len(problem.days), len(problem.shifts)
        self.watched: list[int] = []
        never = {shift for shift, most in self.rules.most_of if most == 0}
        choices = allowed(problem, person)
        self.open = [
            [place for place, shift in enumerate(problem.shifts) if shift.shift_id in set(day) - never]
            for day in choices
        ]
        self.off_open = [OFF in day for day in choices]
        forbidden = successors(problem, person)
        ids = [shift.shift_id for shift in problem.shifts]
        self.before = [tuple(place for place, a in enumerate(ids) if (a, b) not in forbidden) for b in ids]
        self.work_runs = self.rules.most_run or self.rules.least_run
        self.off_runs = self.rules.most_off_run or self.rules.least_off_run

    @cached_property
    def unit(self) -> int:
        """Minutes of one level."""
        return reduce(gcd, (shift.minutes for shift in self.problem.shifts), 0) or 1

    @cached_property
    def counts_minutes(self) -> bool:
        return bool(self.rules.least_minutes) or self.rules.most_minutes is not None

    def shape(self, watched: Sequence[int]) -> Level:
        """How many levels each resource has."""
        most = dict(self.rules.most_of)
        highest = self.days * max(shift.minutes for shift in self.problem.shifts)
        highest = min(highest, self.rules.most_minutes if self.rules.most_minutes is not None else highest)
        weekends = self.rules.most_weekends
        return (
            highest // self.unit + 1 if self.counts_minutes else 1,
            1 if weekends is None else weekends + 1,
            *(most[shift] + 1 for shift in watched),
        )

    def best(self, cost: np.ndarray) -> tuple[float, Vector]:
        """A row with a small sum of `cost[day, place]` (place 0 is OFF), and a lower bound of every row's sum.

        The row is the best and the bound its sum, unless watching one more limit would take too many levels.
        """
        while True:
            value, cells = self._backward(self._forward(cost))
            broken = self._broken(cells)
            if not broken:
                return value, cells
            watched = sorted({*self.watched, *broken})
            if prod(self.shape(watched)) > MOST_LEVELS:
                priced = self._priced(cost, value, broken)
                if priced is not None:
                    return priced
            self.watched = watched

    def _priced(self, cost: np.ndarray, bound: float, broken: list[int]) -> tuple[float, Vector] | None:
        """Keeps limits by a price on their shifts, found by halving (Lagrangian relaxation); None where none does."""
        most, places = dict(self.rules.most_of), {shift.shift_id: n for n, shift in enumerate(self.problem.shifts, 1)}
        low, high = 0.0, 2 * float(np.ptp(cost)) + 1
        price, best = high, None
        for _ in range(HALVINGS):
            raised = cost.copy()
            for shift in broken:
                raised[:, places[shift]] += price
            value, cells = self._backward(self._forward(raised))
            bound = max(bound, value - price * sum(most[shift] for shift in broken))
            still = self._broken(cells)
            if not still:
                best, high = cells, price
            elif price == high:
                return None
            else:
                broken, low = sorted({*broken, *still}), price
            price = (low + high) / 2
        return None if best is None else (bound, best)

    def _broken(self, cells: Vector) -> list[int]:
        times = Counter(cell % self.width for cell in np.flatnonzero(cells).tolist())
        ids = {shift.shift_id: place for place, shift in enumerate(self.problem.shifts)}
        return [shift for shift, most in self.rules.most_of if times[ids[shift]] > most]

    def _taken(self, day: int, place: int, begins: bool) -> Level:
        """What giving the shift takes of each resource; `begins`: the day before was off."""
        shift = self.problem.shifts[place]
        weekday = self.problem.days[day] % 7
        touches = weekday == SATURDAY or (weekday > SATURDAY and begins)
        return (
            shift.minutes // self.unit if self.counts_minutes else 0,
            int(touches and self.rules.most_weekends is not None),
            *(int(shift.shift_id == watched) for watched in self.watched),
        )

    def _forward(self, cost: np.ndarray) -> list[_Day]:
        shape = self.shape(self.watched)
        history: list[_Day] = []
        for day in range(self.days):
            work = np.full((self.work_runs, self.width, *shape), inf)
            off = np.full((self.off_runs, *shape), inf)
            if self.off_open[day]:
                self._rest(day, off, history, cost[day, 0])
            rested = self._rested(day, history, shape)
            going: dict[tuple[int, ...], np.ndarray] = {}
            for place in self.open[day]:
                price = cost[day, place + 1]
                _add(work[0, place], rested, self._taken(day, place, begins=True), price)
                before = self._before(day, place) if day else ()
                if before:
                    if before not in going:
                        going[before] = history[-1].work[:, list(before)].min(axis=1)
                    self._go_on(work, going[before], day, place, price)
            history.append(_Day(work, off))
        return history

    def _go_on(self, work: np.ndarray, before: np.ndarray, day: int, place: int, price: float) -> None:
        taken = self._taken(day, place, begins=False)
        _add(work[1:, place], before[:-1], (0, *taken), price)
        if self.rules.most_run is None:
            _add(work[-1, place], before[-1], taken, price)

    def _rest(self, day: int, off: np.ndarray, history: list[_Day], price: float) -> None:
        if not day:
            off[(0,) * off.ndim] = price
            return
        last = history[-1]
        off[0] = last.work[min(self.rules.least_run, day) - 1 :].min(axis=(0, 1)) + price
        off[1:] = last.off[:-1] + price
        if self.rules.most_off_run is None:
            np.minimum(off[-1], last.off[-1] + price, out=off[-1])

    def _rested(self, day: int, history: list[_Day], shape: Level) -> np.ndarray:
        """Costs of having been off long enough to work from this day on."""
        if not day:
            start = np.full(shape, inf)
            start[(0,) * len(shape)] = 0
            return start
        return history[-1].off[min(self.rules.least_off_run, day) - 1 :].min(axis=0)  # type: ignore[no-any-return]

    def _before(self, day: int, place: int) -> tuple[int, ...]:
        return self.before[place] if adjacent(self.problem, day - 1) else tuple(range(self.width))

    def _backward(self, history: list[_Day]) -> tuple[float, Vector]:
        least = -(-self.rules.least_minutes // self.unit) if self.counts_minutes else 0
        last = history[-1]
        work, off = last.work[:, :, least:], last.off[:, least:]
        value = float(min(work.min(initial=inf), off.min(initial=inf)))
        cells: Vector = np.zeros(self.days * self.width)
        if value == inf:
            return inf, cells
        at_work = work.min() <= off.min()
        found = _least(work if at_work else off)
        run, place = found[0], found[1] if at_work else -1
        level: Level = found[2:] if at_work else found[1:]
        level = (level[0] + least, *level[1:])
        for day in range(self.days - 1, -1, -1):
            if place >= 0:
                cells[day * self.width + place] = 1
            if day:
                run, place, level = self._previous(day, history[day - 1], run, place, level)
        return value, cells

    def _previous(self, day: int, before: _Day, run: int, place: int, level: Level) -> tuple[int, int, Level]:
        """The state of the day before that led to this one, of all that may have the cheapest."""
        off, options = place < 0, []
        if off and run == 0:
            options.append(self._worked(day, before, level))
        if off:
            options += [(before.off[(each, *level)], each, -1, level) for each in self._one_less(run, off)]
            return min(options)[1:]
        if run == 0:
            rested = _minus(level, self._taken(day, place, begins=True))
            first = min(self.rules.least_off_run, day) - 1
            costs = before.off[(slice(first, None), *rested)] if min(rested) >= 0 else np.array([inf])
            options.append((costs.min(), int(costs.argmin()) + first, -1, rested))
        level = _minus(level, self._taken(day, place, begins=False))
        places = list(self._before(day, place))
        for each in self._one_less(run, off) if min(level) >= 0 and places else ():
            costs = before.work[(each, places, *level)]
            options.append((costs.min(), each, places[int(costs.argmin())], level))
        return min(options)[1:]

    def _worked(self, day: int, before: _Day, level: Level) -> tuple[float, int, int, Level]:
        first = min(self.rules.least_run, day) - 1
        costs = before.work[(slice(first, None), slice(None), *level)]
        run, place = _least(costs)
        return float(costs.min()), run + first, place, level

    def _one_less(self, run: int, off: bool) -> list[int]:
        """Runs of the day before that continue to this one; the longest told apart continues to itself."""
        endless = (self.rules.most_off_run if off else self.rules.most_run) is None
        last = (self.off_runs if off else self.work_runs) - 1
        return [run - 1] * (run > 0) + [run] * (endless and run == last)


def _add(target: np.ndarray, source: np.ndarray, taken: Level, price: float) -> None:
    """Lowers the target to the source moved by what is taken, plus the price."""
    if any(step >= size for step, size in zip(taken, target.shape, strict=True)):
        return
    to = target[tuple(slice(step, None) for step in taken)]
    given = source[tuple(slice(0, size - step) for step, size in zip(taken, source.shape, strict=True))]
    np.minimum(to, given + price, out=to)


def _least(values: np.ndarray) -> tuple[int, ...]:
    return tuple(int(place) for place in np.unravel_index(int(values.argmin()), values.shape))


def _minus(level: Level, taken: Level) -> Level:
    return tuple(have - less for have, less in zip(level, taken, strict=True))
