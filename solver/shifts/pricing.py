"""One person's cheapest row under prices for each day and shift: a shortest path with resources, day by day.

A state is how many days of the present run are over and, at work, the kind of shift; for each state an array holds
the least cost for every level of the resources: minutes, and how often what is limited was given.  Shifts that only
prices tell apart are one kind: each day the cheapest of them.  A limit is watched only once a row has broken it, or
kept by a price where watching it would be slow.  Infeasible rows cost infinity.
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
from solver.shifts.kinds import kinds_of
from solver.shifts.matrix import Vector
from solver.shifts.problem import OFF, Person, ShiftProblem
from solver.shifts.rules import SATURDAY

# Beyond so many levels a limit is kept by a price instead, found by so many halvings after at most so many doublings.
MOST_LEVELS, HALVINGS, DOUBLINGS = 4_000, 3, 24
# Stands for weekends among the shifts that are limited.
WEEKEND = OFF

Level = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Day:
    """Least costs at the end of a day.  `work[run, shift]` and `off[run]` are arrays of floats over the levels."""

    work: Any
    off: Any


@dataclass(frozen=True, slots=True)
class _Costs:
    """`choices[day, place]` (place 0 is OFF), and what beginning a run on a day costs."""

    choices: np.ndarray
    begins: np.ndarray


class Pricer:
    """Prices rows of one person again and again."""

    def __init__(self, problem: ShiftProblem, person: Person) -> None:
        self.problem, self.rules = problem, person.rules
        self.days, self.width = len(problem.days), len(problem.shifts)
        self.limits = {shift: most for shift, most in self.rules.most_of if 0 < most < self.days}
        if self.rules.most_weekends is not None:
            self.limits[WEEKEND] = self.rules.most_weekends
        self.toll = 0.0  # what kept the limits that were priced last time
        self.never = {shift for shift, most in self.rules.most_of if most == 0}
        self.choices = [set(day) - self.never for day in allowed(problem, person)]
        self.forbidden = set(successors(problem, person))
        self.work_runs = self.rules.most_run or self.rules.least_run
        self.off_runs = self.rules.most_off_run or self.rules.least_off_run
        self._watch([shift for shift in self.limits if shift == WEEKEND and self._levels([shift]) <= MOST_LEVELS])

    def _watch(self, limits: Sequence[int]) -> None:
        """Watches those limits; shifts that are alike in all else become kinds, by their places."""
        self.watched = sorted(limits)
        self.kinds = kinds_of(self.problem.shifts, self.forbidden, self.never, self.watched)
        firsts = [self.problem.shifts[kind[0]].shift_id for kind in self.kinds]
        self.before = [tuple(k for k, a in enumerate(firsts) if (a, b) not in self.forbidden) for b in firsts]
        ids = [shift.shift_id for shift in self.problem.shifts]
        self.open = [
            [[place for place in kind if ids[place] in choices] for kind in self.kinds] for choices in self.choices
        ]

    @cached_property
    def unit(self) -> int:
        """Minutes of one level."""
        return reduce(gcd, (shift.minutes for shift in self.problem.shifts), 0) or 1

    @cached_property
    def counts_minutes(self) -> bool:
        return bool(self.rules.least_minutes) or self.rules.most_minutes is not None

    def shape(self, watched: Sequence[int]) -> Level:
        """How many levels each resource has."""
        highest = self.days * max(shift.minutes for shift in self.problem.shifts)
        highest = min(highest, self.rules.most_minutes if self.rules.most_minutes is not None else highest)
        return highest // self.unit + 1 if self.counts_minutes else 1, *(self.limits[each] + 1 for each in watched)

    def _levels(self, watched: Sequence[int]) -> int:
        return prod(self.shape(watched))

    def best(self, cost: np.ndarray) -> tuple[float, Vector]:
        """A row with a small sum of `cost[day, place]` (place 0 is OFF), and a lower bound of every row's sum.

        The row is the best and the bound its sum, unless watching one more limit would take too many levels.
        """
        while True:
            value, cells = self._cheapest(_Costs(cost, np.zeros(self.days)))
            broken = self._broken(cells)
            if not broken:
                return value, cells
            watched = sorted({*self.watched, *broken})
            if self._levels(watched) > MOST_LEVELS:
                priced = self._priced(cost, value, broken)
                if priced is not None:
                    return priced
            self._watch(watched)

    def _priced(self, cost: np.ndarray, bound: float, broken: list[int]) -> tuple[float, Vector] | None:
        """Keeps limits by a price, found by doubling and halving (Lagrangian relaxation); None where none does."""
        low, high = 0.0, inf
        price, best, halvings = self.toll or float(np.ptp(cost)) / 8 + 1, None, 0
        for _ in range(DOUBLINGS):
            value, cells = self._cheapest(self._raised(cost, broken, price))
            bound = max(bound, value - price * sum(self.limits[each] for each in broken))
            still = self._broken(cells)
            if still:
                broken, low = sorted({*broken, *still}), price
            else:
                best, high, low = cells, price, max(low, price / 2)
            halvings += best is not None
            if halvings > HALVINGS:
                break
            price = 2 * price if best is None else (low + high) / 2
        if best is None:
            return None
        self.toll = high
        return bound, best

    def _raised(self, cost: np.ndarray, limits: Sequence[int], price: float) -> _Costs:
        """The costs with the price on each time that something limited is given."""
        choices, begins = cost.copy(), np.zeros(self.days)
        for place, shift in enumerate(self.problem.shifts, 1):
            choices[:, place] += price * (shift.shift_id in limits)
        if WEEKEND in limits:
            weekdays = np.array(self.problem.days) % 7
            choices[weekdays == SATURDAY, 1:] += price
            begins[weekdays > SATURDAY] = price
        return _Costs(choices, begins)

    def _broken(self, cells: Vector) -> list[int]:
        """What is given more often than its limit."""
        given = np.flatnonzero(cells)
        ids = [shift.shift_id for shift in self.problem.shifts]
        times = Counter(ids[cell % self.width] for cell in given.tolist())
        times[WEEKEND] = len(
            {
                day // 7
                for day in (self.problem.days[cell // self.width] for cell in given.tolist())
                if day % 7 >= SATURDAY
            }
        )
        return [each for each, most in self.limits.items() if times[each] > most]

    def _cheapest(self, costs: _Costs) -> tuple[float, Vector]:
        """The best row as far as limits are watched."""
        prices = np.full((self.days, len(self.kinds)), inf)
        for day, kinds in enumerate(self.open):
            for kind, places in enumerate(kinds):
                if places:
                    prices[day, kind] = min(costs.choices[day, place + 1] for place in places)
        value, chosen = self._backward(self._forward(costs.choices[:, 0], prices, costs.begins))
        cells: Vector = np.zeros(self.days * self.width)
        for day, kind in chosen:
            place = min(self.open[day][kind], key=lambda place: costs.choices[day, place + 1])
            cells[day * self.width + place] = 1
        return value, cells

    def _taken(self, day: int, kind: int, begins: bool) -> Level:
        """What giving the kind of shift takes of each resource; `begins`: the day before was off."""
        shift = self.problem.shifts[self.kinds[kind][0]]
        weekday = self.problem.days[day] % 7
        touches = weekday == SATURDAY or (weekday > SATURDAY and begins)
        return (
            shift.minutes // self.unit if self.counts_minutes else 0,
            *(int(touches if watched == WEEKEND else shift.shift_id == watched) for watched in self.watched),
        )

    def _forward(self, off_prices: np.ndarray, prices: np.ndarray, begins: np.ndarray) -> list[_Day]:
        shape = self.shape(self.watched)
        history: list[_Day] = []
        for day in range(self.days):
            work = np.full((self.work_runs, len(self.kinds), *shape), inf)
            off = np.full((self.off_runs, *shape), inf)
            if OFF in self.choices[day]:
                self._rest(day, off, history, off_prices[day])
            rested = self._rested(day, history, shape)
            going: dict[tuple[int, ...], np.ndarray] = {}
            for kind in np.flatnonzero(prices[day] < inf).tolist():
                price = prices[day, kind]
                _add(work[0, kind], rested, self._taken(day, kind, begins=True), price + begins[day])
                before = self._before(day, kind) if day else ()
                if before:
                    if before not in going:
                        going[before] = history[-1].work[:, list(before)].min(axis=1)
                    self._go_on(work, going[before], day, kind, price)
            history.append(_Day(work, off))
        return history

    def _go_on(self, work: np.ndarray, before: np.ndarray, day: int, kind: int, price: float) -> None:
        taken = self._taken(day, kind, begins=False)
        _add(work[1:, kind], before[:-1], (0, *taken), price)
        if self.rules.most_run is None:
            _add(work[-1, kind], before[-1], taken, price)

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

    def _before(self, day: int, kind: int) -> tuple[int, ...]:
        return self.before[kind] if adjacent(self.problem, day - 1) else tuple(range(len(self.kinds)))

    def _backward(self, history: list[_Day]) -> tuple[float, list[tuple[int, int]]]:
        """The least cost, and the kind of shift on each day worked."""
        least = -(-self.rules.least_minutes // self.unit) if self.counts_minutes else 0
        last = history[-1]
        work, off = last.work[:, :, least:], last.off[:, least:]
        value = float(min(work.min(initial=inf), off.min(initial=inf)))
        if value == inf:
            return inf, []
        at_work = work.min(initial=inf) <= off.min(initial=inf)
        found = _least(work if at_work else off)
        run, kind = found[0], found[1] if at_work else -1
        level: Level = found[2:] if at_work else found[1:]
        level = (level[0] + least, *level[1:])
        chosen = []
        for day in range(self.days - 1, -1, -1):
            if kind >= 0:
                chosen.append((day, kind))
            if day:
                run, kind, level = self._previous(day, history[day - 1], run, kind, level)
        return value, chosen

    def _previous(self, day: int, before: _Day, run: int, kind: int, level: Level) -> tuple[int, int, Level]:
        """The state of the day before that led to this one, of all that may have the cheapest."""
        off, options = kind < 0, []
        if off and run == 0:
            options.append(self._worked(day, before, level))
        if off:
            options += [(before.off[(each, *level)], each, -1, level) for each in self._one_less(run, off)]
            return min(options)[1:]
        if run == 0:
            rested = _minus(level, self._taken(day, kind, begins=True))
            first = min(self.rules.least_off_run, day) - 1
            costs = before.off[(slice(first, None), *rested)] if min(rested) >= 0 else np.array([inf])
            options.append((costs.min(), int(costs.argmin()) + first, -1, rested))
        level = _minus(level, self._taken(day, kind, begins=False))
        kinds = list(self._before(day, kind))
        for each in self._one_less(run, off) if min(level) >= 0 and kinds else ():
            costs = before.work[(each, kinds, *level)]
            options.append((costs.min(), each, kinds[int(costs.argmin())], level))
        return min(options)[1:]

    def _worked(self, day: int, before: _Day, level: Level) -> tuple[float, int, int, Level]:
        first = min(self.rules.least_run, day) - 1
        costs = before.work[(slice(first, None), slice(None), *level)]
        run, kind = _least(costs)
        return float(costs.min()), run + first, kind, level

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
