"""Whole schedules of units, mixed and made whole: as good as every other way, and valid by an independent look."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.allocation.fewest_exact import solve_exactly
from solver.allocation.interval_tasks import IntervalTask
from solver.allocation.schedule_dive import ScheduleDive
from solver.allocation.schedule_master import ScheduleMaster
from solver.allocation.schedule_pricing import SchedulePricing
from solver.allocation.schedule_search import ScheduleSearch
from solver.deadline import Deadline
from tests.solver.test_fewest_units import brute_force, planned_day

UNITS = 4


def never() -> bool:
    return False


@st.composite
def few_tasks(draw: st.DrawFn) -> list[IntervalTask]:
    task = st.builds(
        lambda start, length, can: IntervalTask(start, start + length, tuple(sorted(can))),
        st.integers(0, 12),
        st.integers(1, 6),
        st.sets(st.integers(0, UNITS - 1), min_size=1),
    )
    return draw(st.lists(task, min_size=1, max_size=7))


def assert_valid(tasks: Sequence[IntervalTask], placed: dict[int, int]) -> None:
    assert all(unit in tasks[task].units for task, unit in placed.items())
    for unit in set(placed.values()):
        spans = sorted((tasks[task].start, tasks[task].end) for task, of in placed.items() if of == unit)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))


def most_valuable(tasks: Sequence[IntervalTask], prices: Sequence[float], unit: int) -> float:
    """By trying every set of tasks."""
    able = [index for index, task in enumerate(tasks) if unit in task.units]
    best = 0.0
    for size in range(len(able) + 1):
        for chosen in combinations(able, size):
            spans = sorted((tasks[task].start, tasks[task].end) for task in chosen)
            if all(before[1] <= after[0] for before, after in pairwise(spans)):
                best = max(best, sum(prices[task] for task in chosen))
    return best


@settings(max_examples=100, deadline=None)
@given(few_tasks(), st.integers(0, 1000))
def test_no_schedule_is_worth_more_than_the_one_that_pricing_finds(tasks: list[IntervalTask], seed: int) -> None:
    random = Random(seed)
    prices = [random.choice([0.0, random.random()]) for _ in tasks]
    schedules = SchedulePricing(tasks, UNITS).best(np.array(prices), range(UNITS))
    for unit, schedule in enumerate(schedules):
        assert_valid(tasks, dict.fromkeys(schedule, unit))
        assert sum(prices[task] for task in schedule) == pytest.approx(most_valuable(tasks, prices, unit))


@settings(max_examples=60, deadline=None)
@given(few_tasks())
def test_a_mixture_covers_all_that_an_assignment_can(tasks: list[IntervalTask]) -> None:
    pricing = SchedulePricing(tasks, UNITS)
    missing = ScheduleMaster(pricing, len(tasks), range(len(tasks)), range(UNITS), ()).solve(never)
    assert missing >= -1e-6
    if brute_force(tasks) is not None:
        assert missing == pytest.approx(0, abs=1e-6)


def test_what_no_unit_can_do_at_a_time_is_missing_from_every_mixture() -> None:
    tasks = [IntervalTask(0, 5, (0, 1))] * 3 + [IntervalTask(5, 9, (0,))]
    assert ScheduleMaster(SchedulePricing(tasks, 2), 4, range(4), range(2), ()).solve(never) == pytest.approx(1)


@pytest.mark.parametrize("seed", range(3))
def test_a_dive_gives_a_valid_assignment(seed: int) -> None:
    tasks = planned_day(seed, shifts=10, units=10, share=0.6)
    placed = ScheduleDive(tasks, 10).run(range(len(tasks)), range(10), (), 3, Random(seed), never)
    assert placed is not None
    assert len(placed) >= len(tasks) - 3
    assert_valid(tasks, placed)


def test_a_dive_leaves_no_more_than_it_may() -> None:
    tasks = [IntervalTask(0, 5, (0,)), IntervalTask(3, 8, (0,))]
    dive = ScheduleDive(tasks, 1)
    assert dive.run(range(2), range(1), (), 0, Random(0), never) is None
    assert len(dive.run(range(2), range(1), (), 1, Random(0), never) or {}) == 1


@pytest.mark.parametrize("seed", range(3))
def test_the_search_places_all_that_the_exact_model_places(seed: int) -> None:
    tasks = planned_day(seed, shifts=10, units=10, share=0.4)
    exact = solve_exactly(tasks, 10, {}, 600.0, seed)
    assert exact is not None
    assert len(exact.placed) == len(tasks)
    placed = ScheduleSearch(tasks, range(10), {}, seed, 2, Deadline(600)).run()
    assert len(placed) == len(tasks)
    assert_valid(tasks, placed)


def test_the_same_seed_and_workers_give_the_same_assignment() -> None:
    tasks = planned_day(4, shifts=10, units=10, share=0.5)
    first, second = (ScheduleSearch(tasks, range(10), {}, 7, 2, Deadline(600)).run() for _ in range(2))
    assert first == second


def test_without_time_what_was_placed_stays() -> None:
    tasks = planned_day(4, shifts=10, units=10, share=0.5)
    assert ScheduleSearch(tasks, range(10), {0: tasks[0].units[0]}, 7, 2, Deadline(0)).run() == {0: tasks[0].units[0]}
