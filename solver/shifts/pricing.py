"""One person's cheapest row under prices for each day and shift: a shortest path with resources, day by day.

A state is how many days of the present run are over and, at work, the kind of shift; for each state an array holds
the least cost for every level of the resources: minutes, and how often what is limited was given.  Shifts that only
prices tell apart are one kind: each day the cheapest of them.  A limit is watched only once a row has broken it, or
kept by a price where watching it would be slow.  Infeasible rows cost infinity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from math import gcd, inf, prod
from typing import Any

import numpy as np

from solver.shifts.blocks import allowed
from solver.shifts.counting import adjacent, successors
from solver.shifts.kinds import kinds_of
from solver.shifts.levels import Level, bands, least_of, lower, minus
from solver.shifts.limits import WEEKEND, Costs, Limits
from solver.shifts.matrix import Vector
from solver.shifts.problem import OFF, Person, ShiftProblem
from solver.shifts.rules import SATURDAY

# Beyond so many levels a limit is kept by a price instead, found by so many halvings after at most so many doublings.
MOST_LEVELS, HALVINGS, DOUBLINGS = 4_000, 3, 24


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
        self.limits = Limits(problem, person.rules)
        self.toll = 0.0  # what kept the limits that were priced last time
        self.never = {shift for shift, most in self.rules.most_of if most == 0}
        self.choices = [set(day) - self.never for day in allowed(problem, person)]
        self.forbidden = set(successors(problem, person))
        self.work_runs = self.rules.most_run or self.rules.least_run
        self.off_runs = self.rules.most_off_run or self.rules.least_off_run
        self.bands = self._bands()
        self._watch([shift for shift in self.limits.most if shift == WEEKEND and self._levels([shift]) <= MOST_LEVELS])

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
        return highest // self.unit + 1 if self.counts_minutes else 1, *(self.limits.most[each] + 1 for each in watched)

    def _bands(self) -> list[range]:
        """Levels of minutes before the first day and at the end of each."""
        if not self.counts_minutes:
            return [range(1)] * (self.days + 1)
        longest = max(shift.minutes for shift in self.problem.shifts) // self.unit
        return bands(self.days, self.rules, longest, self.least, self.shape(())[0] - 1)

    @cached_property
    def least(self) -> int:
        """The level that is enough."""
        return -(-self.rules.least_minutes // self.unit) if self.counts_minutes else 0

    def _levels(self, watched: Sequence[int]) -> int:
        return prod(self.shape(watched))

    def best(self, cost: np.ndarray) -> tuple[float, Vector]:
        """A row with a small sum of `cost[day, place]` (place 0 is OFF), and a lower bound of every row's sum.

        The row is the best and the bound its sum, unless watching one more limit would take too many levels.
        """
        while True:
            value, cells = self._cheapest(Costs(cost, np.zeros(self.days)))
            broken = self.limits.broken(cells)
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
            value, cells = self._cheapest(self.limits.raised(cost, broken, price))
            bound = max(bound, value - price * sum(self.limits.most[each] for each in broken))
            still = self.limits.broken(cells)
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

    def _cheapest(self, costs: Costs) -> tuple[float, Vector]:
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
        history: list[_Day] = []
        for day in range(self.days):
            shape = self._shape_on(day + 1)
            work = np.full((self.work_runs, len(self.kinds), *shape), inf)
            off = np.full((self.off_runs, *shape), inf)
            if OFF in self.choices[day]:
                self._rest(day, off, history, off_prices[day])
            rested = self._rested(day, history)
            going: dict[tuple[int, ...], np.ndarray] = {}
            for kind in np.flatnonzero(prices[day] < inf).tolist():
                price = prices[day, kind]
                lower(work[0, kind], rested, self._step(day, self._taken(day, kind, begins=True)), price + begins[day])
                before = self._before(day, kind) if day else ()
                if before:
                    if before not in going:
                        going[before] = history[-1].work[:, list(before)].min(axis=1)
                    self._go_on(work, going[before], day, kind, price)
            history.append(_Day(work, off))
        return history

    def _go_on(self, work: np.ndarray, before: np.ndarray, day: int, kind: int, price: float) -> None:
        taken = self._step(day, self._taken(day, kind, begins=False))
        lower(work[1:, kind], before[:-1], (0, *taken), price)
        if self.rules.most_run is None:
            lower(work[-1, kind], before[-1], taken, price)

    def _rest(self, day: int, off: np.ndarray, history: list[_Day], price: float) -> None:
        step = self._step(day, (0,) * (off.ndim - 1))
        if not day:
            lower(off[0], self._rested(day, history), step, price)
            return
        last = history[-1]
        lower(off[0], last.work[min(self.rules.least_run, day) - 1 :].min(axis=(0, 1)), step, price)
        lower(off[1:], last.off[:-1], (0, *step), price)
        if self.rules.most_off_run is None:
            lower(off[-1], last.off[-1], step, price)

    def _rested(self, day: int, history: list[_Day]) -> np.ndarray:
        """Costs of having been off long enough to work from this day on."""
        if not day:
            start = np.full(self._shape_on(0), inf)
            start[(0,) * start.ndim] = 0
            return start
        return history[-1].off[min(self.rules.least_off_run, day) - 1 :].min(axis=0)  # type: ignore[no-any-return]

    def _shape_on(self, day: int) -> Level:
        return len(self.bands[day]), *self.shape(self.watched)[1:]

    def _step(self, day: int, taken: Level) -> Level:
        """How far levels move in the arrays from the day before to this one."""
        return taken[0] + self.bands[day].start - self.bands[day + 1].start, *taken[1:]

    def _place(self, day: int, level: Level) -> Level | None:
        """Where the level before that day is in the arrays."""
        inside = level[0] in self.bands[day] and min(level) >= 0
        return (level[0] - self.bands[day].start, *level[1:]) if inside else None

    def _before(self, day: int, kind: int) -> tuple[int, ...]:
        return self.before[kind] if adjacent(self.problem, day - 1) else tuple(range(len(self.kinds)))

    def _backward(self, history: list[_Day]) -> tuple[float, list[tuple[int, int]]]:
        """The least cost, and the kind of shift on each day worked."""
        first = max(0, self.least - self.bands[-1].start)
        last = history[-1]
        work, off = last.work[:, :, first:], last.off[:, first:]
        value = float(min(work.min(initial=inf), off.min(initial=inf)))
        if value == inf:
            return inf, []
        at_work = work.min(initial=inf) <= off.min(initial=inf)
        found = least_of(work if at_work else off)
        run, kind = found[0], found[1] if at_work else -1
        level: Level = found[2:] if at_work else found[1:]
        level = (level[0] + first + self.bands[-1].start, *level[1:])
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
        at = self._place(day, level)
        if off and at is not None:
            if run == 0:
                options.append((*self._worked(day, before, at), level))
            options += [(before.off[(each, *at)], each, -1, level) for each in self._one_less(run, off)]
            return min(options)[1:]
        rested = minus(level, self._taken(day, kind, begins=True))
        at = self._place(day, rested)
        if run == 0 and at is not None:
            first = min(self.rules.least_off_run, day) - 1
            costs = before.off[(slice(first, None), *at)]
            options.append((costs.min(), int(costs.argmin()) + first, -1, rested))
        level = minus(level, self._taken(day, kind, begins=False))
        at, kinds = self._place(day, level), list(self._before(day, kind))
        if at is not None and kinds:
            for each in self._one_less(run, off):
                costs = before.work[(each, kinds, *at)]
                options.append((costs.min(), each, kinds[int(costs.argmin())], level))
        return min(options)[1:]

    def _worked(self, day: int, before: _Day, at: Level) -> tuple[float, int, int]:
        first = min(self.rules.least_run, day) - 1
        costs = before.work[(slice(first, None), slice(None), *at)]
        run, kind = least_of(costs)
        return float(costs.min()), run + first, kind

    def _one_less(self, run: int, off: bool) -> list[int]:
        """Runs of the day before that continue to this one; the longest told apart continues to itself."""
        endless = (self.rules.most_off_run if off else self.rules.most_run) is None
        last = (self.off_runs if off else self.work_runs) - 1
        return [run - 1] * (run > 0) + [run] * (endless and run == last)
