"""How small a stock would be enough: the fewest units that can serve bookings whose times are fixed.

Known as shift minimisation personnel task scheduling (Krishnamoorthy, Ernst and Baatar 2012).  Whatever is linked by
no common unit is a part of its own.  In each part:

1. No fewer units than tasks under way at one instant: the bound, which proves itself.
2. A tabu search tries exactly that many units.
3. Where it fails and the part is too large for a model of the whole, whole schedules of the units are mixed by a
   linear program and made whole in a dive.
4. The tabu search goes on with one unit more, and so on, until all tasks have one.
5. Where that is above the bound, CP-SAT looks at the part if it is small, proving or improving what was found.
6. The time that is left goes into one unit fewer: tabu search, then windows of time solved exactly, in turn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from solver.allocation.ejection_search import EjectionSearch
from solver.allocation.fewest_exact import solve_exactly
from solver.allocation.interval_tasks import IntervalTask, most_at_once
from solver.allocation.prepare import connected
from solver.allocation.problem import InvalidProblem, Limits
from solver.allocation.schedule_search import ScheduleSearch
from solver.allocation.time_window import reassign, tasks_near
from solver.deadline import Deadline

OPTIMAL, FEASIBLE, IMPOSSIBLE, UNKNOWN = "optimal", "feasible", "impossible", "unknown"

# Steps of the tabu search for each task of the part: a first try, and a round of trying hard.
FIRST_STEPS, FURTHER_STEPS = 150, 250
# Literals (a task on a unit) up to which a model of the whole part is worth its time, and its share of what is left.
LARGEST_EXACT, SHARE_OF_EXACT = 4_000, 0.2
# Literals up to which linear programs over schedules are worth their time, and their share of what is left.
LARGEST_MIXED, SHARE_OF_MIXED = 60_000, 0.85
WINDOWS, WINDOW_TASKS, WINDOW_SECONDS = 30, 95, 1.0
HEAVIER_BY = 0.1


@dataclass(frozen=True, slots=True)
class FewestUnits:
    """The unit of each task, in the order given, or () where none was found; how many are used, and at least needed.

    `status`: "optimal" (used equals bound), "feasible", "impossible" (proven: all units together do not suffice),
    "unknown" (nothing found in the time).
    """

    assignment: tuple[int, ...]
    used: int
    bound: int
    status: str


def fewest_units(tasks: Sequence[IntervalTask], limits: Limits, seed: int = 0) -> FewestUnits:
    """An assignment of every task to one of its units, no unit twice at a time, that uses few units.

    Only `limits.seconds` and `limits.workers` count.  Proven by its own bound before the deadline, the result is the
    same for a seed and a number of workers.
    Raises InvalidProblem for a task that ends before it starts or names a unit twice.
    """
    _check(tasks)
    deadline = Deadline(limits.seconds)
    parts = list(_parts(tasks))
    total = sum(len(part) for part in parts)
    found: list[FewestUnits] = []
    for part in parts:
        share = deadline.remaining() * len(part) / total
        total -= len(part)
        found.append(_Part([tasks[index] for index in part], replace(limits, seconds=share), seed).solve())
    return _together(len(tasks), parts, found)


def _check(tasks: Sequence[IntervalTask]) -> None:
    for number, task in enumerate(tasks):
        if task.start >= task.end:
            raise InvalidProblem(f"task {number}", "start", "start before end")
        if len(set(task.units)) != len(task.units):
            raise InvalidProblem(f"task {number}", "units", "each once")


def _parts(tasks: Sequence[IntervalTask]) -> Iterator[list[int]]:
    """Tasks linked by common units, as lists of indices; the order is that of the first task."""
    root = connected((unit for task in tasks for unit in task.units), (task.units for task in tasks))
    members: dict[int | None, list[int]] = defaultdict(list)
    for index, task in enumerate(tasks):
        members[root[task.units[0]] if task.units else None].append(index)
    yield from members.values()


def _together(count: int, parts: Sequence[Sequence[int]], found: Sequence[FewestUnits]) -> FewestUnits:
    bound = sum(result.bound for result in found)
    for status in (IMPOSSIBLE, UNKNOWN):
        if any(result.status == status for result in found):
            return FewestUnits((), 0, bound, status)
    assignment = [0] * count
    for part, result in zip(parts, found, strict=True):
        for index, unit in zip(part, result.assignment, strict=True):
            assignment[index] = unit
    used = len(set(assignment))
    return FewestUnits(tuple(assignment), used, bound, OPTIMAL if used == bound else FEASIBLE)


class _Part:
    """The solve of one part; units are numbered anew, by the time of the tasks they can do, longest first."""

    def __init__(self, tasks: Sequence[IntervalTask], limits: Limits, seed: int) -> None:
        self.deadline = Deadline(limits.seconds)
        self.workers = limits.workers
        can_do: dict[int, int] = defaultdict(int)
        for task in tasks:
            for unit in task.units:
                can_do[unit] += task.end - task.start
        self.units = sorted(can_do, key=lambda unit: (-can_do[unit], unit))
        number = {unit: index for index, unit in enumerate(self.units)}
        self.tasks = [replace(task, units=tuple(sorted(number[unit] for unit in task.units))) for task in tasks]
        self.bound = most_at_once(self.tasks, range(len(tasks)))
        self.random = Random(seed)  # noqa: S311 - chance in a search, not a secret
        self.best: dict[int, int] = {}
        self.seed = seed

    def solve(self) -> FewestUnits:
        if self.bound > len(self.units):
            return FewestUnits((), 0, self.bound, IMPOSSIBLE)
        if not self._is_proven():
            self.search = EjectionSearch(self.tasks, len(self.units), self.seed)
            self._first()
        if not self._is_proven() and self._literals() <= LARGEST_EXACT and not self._exactly():
            return FewestUnits((), 0, self.bound, IMPOSSIBLE)
        while not self._is_proven() and self._time_left():
            self._improve()
        if not self.best and self.tasks:
            return FewestUnits((), 0, self.bound, UNKNOWN)
        assignment = tuple(self.units[self.best[task]] for task in range(len(self.tasks)))
        return FewestUnits(assignment, self._used(), self.bound, OPTIMAL if self._is_proven() else FEASIBLE)

    def _used(self) -> int:
        return len(set(self.best.values()))

    def _is_proven(self) -> bool:
        return self._used() == self.bound

    def _literals(self) -> int:
        return sum(len(task.units) for task in self.tasks)

    def _time_left(self) -> bool:
        return self.deadline.remaining() > 0

    def _take(self, placed: dict[int, int]) -> None:
        if len(placed) == len(self.tasks) and (not self.best or len(set(placed.values())) < self._used()):
            self.best = placed

    def _first(self) -> None:
        placed: dict[int, int] = {}
        for size in range(self.bound, len(self.units) + 1):
            self.search.start(range(size), placed)
            found = self.search.run(FIRST_STEPS * len(self.tasks), lambda: not self._time_left())
            if size == self.bound and LARGEST_EXACT < self._literals() <= LARGEST_MIXED:
                found = placed = self._mixed(found)
            self._take(found)
            if self.best or not self._time_left():
                return

    def _mixed(self, placed: dict[int, int]) -> dict[int, int]:
        """The most that dives place on as many units as the bound says."""
        deadline = Deadline(SHARE_OF_MIXED * self.deadline.remaining())
        return ScheduleSearch(self.tasks, range(self.bound), placed, self.seed, self.workers, deadline).run()

    def _exactly(self) -> bool:
        """Takes what CP-SAT finds; False when it proves that nothing serves all tasks."""
        seconds = SHARE_OF_EXACT * self.deadline.remaining()
        result = solve_exactly(self.tasks, self.bound, self.best, seconds, self.seed)
        if result is None:
            return False
        self.bound = max(self.bound, result.bound)
        self._take(result.placed)
        return True

    def _improve(self) -> None:
        """A round of tabu search and windows with one unit fewer than the best so far."""
        size = self._used() - 1 if self.best else len(self.units)
        active = self._some_units(size)
        self.search.start(active, {})
        placed = self.search.run(FURTHER_STEPS * len(self.tasks), lambda: not self._time_left())
        weights = [1.0] * len(self.tasks)
        for _ in range(WINDOWS):
            if len(placed) == len(self.tasks) or not self._time_left():
                break
            placed = self._window(active, placed, weights)
            for task in range(len(self.tasks)):
                weights[task] += HEAVIER_BY * (task not in placed)
        self._take(placed)

    def _some_units(self, size: int) -> list[int]:
        """Mostly those that can do the most."""
        order = sorted(range(len(self.units)), key=lambda unit: unit * self.random.uniform(0.8, 1.0))
        return sorted(order[:size])

    def _window(self, active: Sequence[int], placed: dict[int, int], weights: Sequence[float]) -> dict[int, int]:
        waiting = [task for task in range(len(self.tasks)) if task not in placed]
        centre = self.tasks[self.random.choice(waiting)]
        moment = self.random.randint(centre.start, centre.end)
        movable = tasks_near(self.tasks, placed, moment, WINDOW_TASKS)
        seconds = min(WINDOW_SECONDS, self.deadline.remaining())
        given = reassign(self.tasks, active, placed, movable, weights, self.random, seconds)
        before = sum(weights[task] for task in movable if task in placed)
        if given is None or sum(weights[task] for task in given) < before - HEAVIER_BY / 2:
            return placed
        moved = set(movable)
        return {task: unit for task, unit in placed.items() if task not in moved} | given
