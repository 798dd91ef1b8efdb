"""The fewest units for bookings of fixed times: equal to brute force, valid, and proven where it says so."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.allocation.fewest_units import FewestUnits, fewest_units
from solver.allocation.interval_tasks import IntervalTask
from solver.allocation.problem import InvalidProblem, Limits

LIMITS = Limits(seconds=20.0)


@st.composite
def small_stocks(draw: st.DrawFn) -> list[IntervalTask]:
    units = draw(st.integers(1, 5))
    task = st.builds(
        lambda start, length, can: IntervalTask(start, start + length, tuple(sorted(can))),
        st.integers(0, 12),
        st.integers(1, 6),
        st.sets(st.integers(0, units - 1), min_size=1),
    )
    return draw(st.lists(task, max_size=8))


def brute_force(tasks: Sequence[IntervalTask]) -> int | None:
    """The least number of units, by trying every set of units and every assignment; None where nothing serves all."""
    units = sorted({unit for task in tasks for unit in task.units})
    for size in range(len(units) + 1):
        if any(_can_serve(tasks, frozenset(chosen), []) for chosen in combinations(units, size)):
            return size
    return None


def _can_serve(tasks: Sequence[IntervalTask], units: frozenset[int], given: list[int]) -> bool:
    if len(given) == len(tasks):
        return True
    task = tasks[len(given)]
    return any(
        _can_serve(tasks, units, [*given, unit])
        for unit in task.units
        if unit in units
        and all(
            of != unit or tasks[other].end <= task.start or task.end <= tasks[other].start
            for other, of in enumerate(given)
        )
    )


def assert_serves(tasks: Sequence[IntervalTask], result: FewestUnits) -> None:
    assert len(result.assignment) == len(tasks)
    assert len(set(result.assignment)) == result.used
    for unit in set(result.assignment):
        spans = sorted((task.start, task.end) for task, of in zip(tasks, result.assignment, strict=True) if of == unit)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(unit in task.units for task, unit in zip(tasks, result.assignment, strict=True))


@settings(max_examples=60, deadline=None)
@given(small_stocks())
def test_small_stocks_equal_brute_force(tasks: list[IntervalTask]) -> None:
    result = fewest_units(tasks, LIMITS)
    best = brute_force(tasks)
    if best is None:
        assert result.status == "impossible"
        assert result.assignment == ()
    else:
        assert (result.used, result.bound, result.status) == (best, best, "optimal")
        assert_serves(tasks, result)


def planned_day(seed: int, shifts: int, units: int, share: float) -> list[IntervalTask]:
    """Bookings cut from full days of `shifts` units, all under way at noon; others can do a share of them as well."""
    random = Random(seed)
    tasks = []
    for unit in range(shifts):
        start = random.randint(0, 20)
        while start < 1200:
            end = start + random.randint(60, 300)
            others = {other for other in range(units) if random.random() < share}
            tasks.append(IntervalTask(start, end, tuple(sorted(others | {unit}))))
            pause = random.randint(0, 50)
            start = end if end <= 720 < end + pause else end + pause
    random.shuffle(tasks)
    return tasks


@pytest.mark.parametrize("seed", range(3))
def test_a_stock_that_is_known_to_suffice_is_found_and_proven(seed: int) -> None:
    tasks = planned_day(seed, shifts=12, units=16, share=0.7)
    result = fewest_units(tasks, LIMITS, seed)
    assert_serves(tasks, result)
    assert (result.used, result.bound, result.status) == (12, 12, "optimal")


def test_the_same_seed_gives_the_same_assignment() -> None:
    tasks = planned_day(5, shifts=8, units=12, share=0.7)
    assert fewest_units(tasks, LIMITS, 3) == fewest_units(tasks, LIMITS, 3)


def test_bookings_without_common_units_are_bounded_apart() -> None:
    morning = [IntervalTask(0, 60, (1, 2)), IntervalTask(0, 60, (1, 2))]
    evening = [IntervalTask(600, 660, (7, 8)), IntervalTask(600, 660, (7, 8))]
    result = fewest_units([*morning, *evening], LIMITS)
    assert (result.used, result.bound) == (4, 4)


def test_without_time_nothing_is_claimed_that_was_not_found() -> None:
    tasks = planned_day(1, shifts=12, units=16, share=0.2)
    result = fewest_units(tasks, Limits(seconds=0.0))
    assert result.bound <= 12
    if result.status == "unknown":
        assert result.assignment == ()
    else:
        assert_serves(tasks, result)
        assert (result.status == "optimal") == (result.used == result.bound)


@pytest.mark.parametrize("task", [IntervalTask(5, 5, (1,)), IntervalTask(0, 5, (1, 1))])
def test_a_task_that_contradicts_itself_is_named(task: IntervalTask) -> None:
    with pytest.raises(InvalidProblem, match="task 1"):
        fewest_units([IntervalTask(0, 1, (1,)), task], LIMITS)


def test_a_booking_that_no_unit_can_serve_is_impossible() -> None:
    assert fewest_units([IntervalTask(0, 5, ())], LIMITS).status == "impossible"
