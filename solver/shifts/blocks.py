"""One person's rules as rows of a programme: its cells, and how working days follow each other.

Runs are a path through a network: arcs are whole stretches of work and parts of stretches off, so that the
relaxation knows their lengths exactly; a row for each day ties the stretches to the shifts given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from math import gcd

import numpy as np

from solver.shifts.counting import adjacent, successors
from solver.shifts.matrix import Builder, Programme, Vector
from solver.shifts.problem import OFF, Person, ShiftProblem
from solver.shifts.rules import SATURDAY


@dataclass(frozen=True, slots=True)
class Block:
    """The first `cells` columns are the cells, day by day and shift by shift; `constant` adds to the cost."""

    person: Person
    programme: Programme
    cells: int
    constant: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    """An arc of the network; work on [first, last), or none."""

    tail: int
    head: int
    first: int = 0
    last: int = 0


def allowed(problem: ShiftProblem, person: Person) -> list[tuple[int, ...]]:
    """What may be given each day, pins taken into account."""
    pins = {pin.day: pin.choice for pin in problem.pins if pin.person_id == person.person_id}
    return [
        tuple(choice for choice in choices if pins.get(day, choice) == choice)
        for day, choices in enumerate(person.choices)
    ]


def block_of(problem: ShiftProblem, person: Person, prices: np.ndarray) -> Block:
    """The person's programme; `prices[day, place]` is the cost of a choice, place 0 being OFF, then the shifts."""
    build = _BlockBuilder(problem, person, prices)
    build.cells()
    if person.rules.counts_runs:
        build.runs()
    build.following()
    build.amounts()
    for period in problem.periods:
        build.period(period.days, period.weight, period.most)
    build.changes()
    return Block(person, build.builder.built(), build.days * len(problem.shifts), int(prices[:, 0].sum()) + build.more)


class _BlockBuilder:
    def __init__(self, problem: ShiftProblem, person: Person, prices: np.ndarray) -> None:
        self.problem, self.person, self.prices = problem, person, prices
        self.builder = Builder()
        self.days = len(problem.days)
        self.place = {shift.shift_id: place for place, shift in enumerate(problem.shifts)}
        self.allowed = allowed(problem, person)
        self.more = 0

    def cell(self, day: int, shift_id: int) -> int:
        return day * len(self.problem.shifts) + self.place[shift_id]

    def day(self, day: int) -> range:
        width = len(self.problem.shifts)
        return range(day * width, (day + 1) * width)

    def cells(self) -> None:
        for day, choices in enumerate(self.allowed):
            for place, shift in enumerate(self.problem.shifts):
                cost = self.prices[day, place + 1] - self.prices[day, 0]
                self.builder.column(float(shift.shift_id in choices), float(cost))
        for day, choices in enumerate(self.allowed):
            self.builder.row(((cell, 1) for cell in self.day(day)), 0 if OFF in choices else 1, 1)

    def runs(self) -> None:
        """The network, and the rows that count in stretches: which days are worked, how many, how many weekends."""
        stretches = list(self._stretches())
        columns = [self.builder.column(1) for _ in stretches]
        balance: dict[int, list[tuple[int, float]]] = defaultdict(list)
        working: list[list[tuple[int, float]]] = [[] for _ in range(self.days)]
        for column, stretch in zip(columns, stretches, strict=True):
            balance[stretch.tail].append((column, 1))
            balance[stretch.head].append((column, -1))
            for day in range(stretch.first, stretch.last):
                working[day].append((column, -1))
        for node, terms in balance.items():
            supply = (node == 0) - (node == self.days)
            self.builder.row(terms, supply, supply)
        for day in range(self.days):
            self.builder.row([*((cell, 1) for cell in self.day(day)), *working[day]], 0, 0)
        lengths = [(column, stretch.last - stretch.first) for column, stretch in zip(columns, stretches, strict=True)]
        self._work_days([(column, length) for column, length in lengths if length])
        most = self.person.rules.most_weekends
        if most is not None:
            weekends = ((column, self._weekends(stretch)) for column, stretch in zip(columns, stretches, strict=True))
            self.builder.row([(column, number) for column, number in weekends if number], high=most)

    def _stretches(self) -> Iterator[_Stretch]:
        """Node d: rested, may work from day d.  Node days + 1 + d: has just worked until day d."""
        rules, end = self.person.rules, self.days
        yield _Stretch(2 * end + 1, end)
        for day in range(end):
            for length in range(1, min(rules.most_run or end, end - day) + 1):
                if length >= rules.least_run or day == 0 or day + length == end:
                    yield _Stretch(day, end + 1 + day + length, day, day + length)
            yield from self._days_off(day)

    def _days_off(self, day: int) -> Iterator[_Stretch]:
        rules, end = self.person.rules, self.days
        worked = end + 1 + day
        if rules.most_off_run is None:
            yield _Stretch(day, day + 1)
            yield _Stretch(worked, min(end, day + rules.least_off_run))
            return
        for length in range(1, min(rules.most_off_run, end - day) + 1):
            if length >= rules.least_off_run or day + length == end:
                yield _Stretch(worked, day + length)
            if day == 0:
                yield _Stretch(day, length)

    def _work_days(self, lengths: list[tuple[int, int]]) -> None:
        """How many days the minutes allow: implied, but not by the relaxation."""
        rules = self.person.rules
        minutes = [shift.minutes for shift in self.problem.shifts if shift.minutes]
        if len(minutes) < len(self.problem.shifts) or not minutes or rules.most_minutes is None:
            return
        self.builder.row(lengths, -(-rules.least_minutes // max(minutes)), rules.most_minutes // min(minutes))

    def _weekends(self, stretch: _Stretch) -> int:
        """Weekends the stretch touches; no two stretches touch the same one, because a day off lies between."""
        days = self.problem.days[stretch.first : stretch.last]
        return len({number // 7 for number in days if number % 7 >= SATURDAY})

    def following(self) -> None:
        """Of the shifts that all forbid a set, and of the set on the next day, at most one."""
        forbidden: dict[int, set[int]] = defaultdict(set)
        for today, tomorrow in successors(self.problem, self.person):
            forbidden[today].add(tomorrow)
        sets = {frozenset(after) for after in forbidden.values()}
        for after in sorted(sets, key=sorted):
            before = [today for today in forbidden if forbidden[today] >= after]
            for day in range(self.days - 1):
                if adjacent(self.problem, day):
                    cells = [self.cell(day, shift) for shift in before]
                    cells += [self.cell(day + 1, shift) for shift in sorted(after)]
                    self.builder.row([(cell, 1) for cell in cells], high=1)

    def amounts(self) -> None:
        rules, shifts = self.person.rules, self.problem.shifts
        for shift_id, most in rules.most_of:
            if most < self.days:
                self.builder.row([(self.cell(day, shift_id), 1) for day in range(self.days)], high=most)
        unit = reduce(gcd, (shift.minutes for shift in shifts), 0)
        if unit and (rules.least_minutes or rules.most_minutes is not None):
            most = self.days * max(shift.minutes for shift in shifts)
            most = most if rules.most_minutes is None else rules.most_minutes
            terms = [
                (self.cell(day, shift.shift_id), shift.minutes // unit) for day in range(self.days) for shift in shifts
            ]
            self.builder.row(terms, -(-rules.least_minutes // unit), most // unit)

    def period(self, days: tuple[int, ...], weight: int, most: int | None) -> None:
        shifts = sorted({choice for day in days for choice in self.allowed[day]} - {OFF})
        if len(shifts) < 2 or (not weight and most is None):
            return
        used = {shift: self.builder.column(1) for shift in shifts}
        for day in days:
            for shift in set(self.allowed[day]) - {OFF}:
                self.builder.row([(self.cell(day, shift), 1), (used[shift], -1)], high=0)
        beyond = self.builder.column(len(shifts) - 1, weight)
        kinds = [(column, 1) for column in used.values()]
        self.builder.row([*kinds, (beyond, -1)], high=1)
        if most is not None:
            self.builder.row(kinds, high=most)

    def changes(self) -> None:
        """A person counts as changed when any cell differs from the published one."""
        weight = self.problem.weights.changed_person
        if not weight or not self.person.published:
            return
        changed = self.builder.column(1, weight)
        for day, before in enumerate(self.person.published):
            if before == OFF:
                self.builder.row([*((cell, 1) for cell in self.day(day)), (changed, -1)], high=0)
            elif before in self.place:
                self.builder.row([(self.cell(day, before), 1), (changed, 1)], low=1)
            else:
                self.builder.row([(changed, 1)], low=1)


def cell_prices(problem: ShiftProblem) -> dict[int, tuple[Vector, Vector]]:
    """For each person the price of each choice of each day (place 0 is OFF), and how much of it is unmet wishes."""
    place = {OFF: 0} | {shift.shift_id: number for number, shift in enumerate(problem.shifts, 1)}
    shape = len(problem.days), len(place)
    unmet = {person.person_id: np.zeros(shape) for person in problem.people}
    for wish in problem.wishes:
        chosen = np.zeros(shape[1], dtype=bool)
        chosen[[place[choice] for choice in wish.choices]] = True
        unmet[wish.person_id][wish.day, chosen != wish.wanted] += wish.weight
    prices = {}
    for person in problem.people:
        changed = np.zeros(shape)
        for day, before in enumerate(person.published):
            changed[day] = problem.weights.changed_cell
            if before in place:
                changed[day, place[before]] = 0
        prices[person.person_id] = (unmet[person.person_id] + changed, unmet[person.person_id])
    return prices
