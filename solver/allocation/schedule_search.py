"""All tasks on given units: a dive from the schedules of a tabu search, then dives again for some of the units.

Workers dive side by side, each by its own chance; the linear programs run outside Python's lock.  A round is over when
all before the first success are, and the first of the best is taken, so that the time a worker needs decides nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random
from threading import Event

from solver.allocation.ejection_search import EjectionSearch
from solver.allocation.interval_tasks import IntervalTask
from solver.allocation.schedule_dive import ScheduleDive
from solver.allocation.schedule_master import Column
from solver.deadline import Deadline

Placed = dict[int, int]

SNAPSHOTS, SNAPSHOT_STEPS = 20, 1500
UNITS_AGAIN = 28


class ScheduleSearch:
    """The search on the units `active`, from the partial assignment `placed`."""

    def __init__(
        self,
        tasks: Sequence[IntervalTask],
        active: Sequence[int],
        placed: Placed,
        seed: int,
        workers: int,
        deadline: Deadline,
    ) -> None:
        allowed = set(active)
        self._tasks = [replace(task, units=tuple(unit for unit in task.units if unit in allowed)) for task in tasks]
        self._active, self._seed, self._deadline = list(active), seed, deadline
        self._units = max(active) + 1
        self._dive = ScheduleDive(self._tasks, self._units)
        self._randoms = [Random(seed + worker) for worker in range(workers)]  # noqa: S311 - chance in a search
        self._placed = placed

    def run(self) -> Placed:
        """The assignment with the fewest tasks left over; it ends with all of them placed, or with the time."""
        if not self._is_done():
            self._round(self._whole)
        while not self._is_done() and self._deadline.remaining() > 0:
            self._round(self._some)
        return self._placed

    def _is_done(self) -> bool:
        return len(self._placed) == len(self._tasks)

    def _round(self, dive: Callable[[int, Placed, Callable[[], bool]], Placed | None]) -> None:
        over = Event()
        before = self._placed

        def stopped() -> bool:
            return over.is_set() or self._deadline.remaining() <= 0

        with ThreadPoolExecutor(len(self._randoms)) as pool:
            for future in [pool.submit(dive, worker, before, stopped) for worker in range(len(self._randoms))]:
                found = future.result()
                if found is not None and len(found) >= len(self._placed) and not over.is_set():
                    self._placed = found
                if self._is_done():
                    over.set()

    def _whole(self, worker: int, before: Placed, stopped: Callable[[], bool]) -> Placed | None:
        """A dive for all tasks."""
        search = EjectionSearch(self._tasks, self._units, self._seed + worker)
        search.start(self._active, {})
        known: dict[Column, None] = {}
        for _ in range(SNAPSHOTS):
            if stopped():
                return None
            known.update(dict.fromkeys(_columns(search.run(SNAPSHOT_STEPS, stopped))))
        tasks = range(len(self._tasks))
        most_left = len(self._tasks) - len(before)
        return self._dive.run(tasks, self._active, known, most_left, self._randoms[worker], stopped)

    def _some(self, worker: int, before: Placed, stopped: Callable[[], bool]) -> Placed | None:
        """A dive for the tasks of some of the units, those that the tasks left over need among them."""
        random = self._randoms[worker]
        left = [task for task in range(len(self._tasks)) if task not in before]
        wanted = sorted({unit for task in left for unit in self._tasks[task].units})
        units = set(random.sample(wanted, min(len(wanted), UNITS_AGAIN // 2)))
        others = [unit for unit in self._active if unit not in units]
        units.update(random.sample(others, min(len(others), UNITS_AGAIN - len(units))))
        kept = {task: unit for task, unit in before.items() if unit not in units}
        free = [task for task in range(len(self._tasks)) if task not in kept]
        known = _columns({task: before[task] for task in free if task in before})
        given = self._dive.run(free, units, known, len(left), random, stopped)
        return None if given is None else kept | given


def _columns(placed: Mapping[int, int]) -> list[Column]:
    """The schedules of an assignment."""
    schedules: dict[int, list[int]] = defaultdict(list)
    for task, unit in placed.items():
        schedules[unit].append(task)
    return [(unit, tuple(sorted(tasks))) for unit, tasks in sorted(schedules.items())]
