"""A person's row under prices is the cheapest there is, or where a limit is only priced, valid and honestly bounded."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import inf, prod

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.shifts import OFF, Person, Row, Rules, ShiftProblem, pricing
from solver.shifts.check import breaches
from solver.shifts.model import Model
from tests.solver.shifts.tiny import DAY, NIGHT, rosters

PRICES = st.lists(st.integers(-9, 9), min_size=15, max_size=15)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]


def cheapest(problem: ShiftProblem, cost: np.ndarray) -> float:
    person = problem.people[0]
    place = {OFF: 0, 1: 1, 2: 2, 3: 3}
    rows = (Row(1, choices, (0,) * len(choices)) for choices in product(*person.choices))
    valid = (row for row in rows if not any(breaches(problem, [row])))
    sums = (float(sum(cost[day, place[choice]] for day, choice in enumerate(row.choices))) for row in valid)
    return min(sums, default=inf)


@given(problem=rosters(), prices=PRICES)
@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
def test_the_cheapest_row_is_found(problem: ShiftProblem, prices: list[int]) -> None:
    cost = np.array(prices, dtype=float).reshape(5, 3)
    value, cells = pricing.Pricer(problem, problem.people[0]).best(cost)

    assert value == cheapest(problem, cost)
    if value < inf:
        assert not any(breaches(problem, [Model(problem).row(0, cells)]))


@given(problem=rosters(), prices=PRICES)
@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
def test_where_limits_are_priced_the_row_is_valid_and_the_bound_holds(problem: ShiftProblem, prices: list[int]) -> None:
    cost = np.array(prices, dtype=float).reshape(5, 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pricing, "MOST_LEVELS", 0)
        bound, cells = pricing.Pricer(problem, problem.people[0]).best(cost)

    assert bound <= cheapest(problem, cost)
    if bound < inf:
        assert not any(breaches(problem, [Model(problem).row(0, cells)]))


def with_a_twin(problem: ShiftProblem) -> ShiftProblem:
    """The problem with a shift 3 that may be given wherever 1 may, and is like it but for its price and limit."""
    day, night = problem.shifts
    shifts = (day, replace(night, forbidden_next=(1, 3)), replace(day, shift_id=3))
    people = tuple(
        replace(person, choices=tuple((*each, 3) if 1 in each else each for each in person.choices))
        for person in problem.people
    )
    return replace(problem, shifts=shifts, people=people)


@given(problem=rosters(), prices=st.lists(st.integers(-9, 9), min_size=20, max_size=20))
@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
def test_of_shifts_that_are_alike_the_cheaper_one_is_given(problem: ShiftProblem, prices: list[int]) -> None:
    problem = with_a_twin(problem)
    cost = np.array(prices, dtype=float).reshape(5, 4)
    value, cells = pricing.Pricer(problem, problem.people[0]).best(cost)

    assert value == cheapest(problem, cost)
    if value < inf:
        assert not any(breaches(problem, [Model(problem).row(0, cells)]))


def test_a_year_of_weekends_and_nights_is_priced_in_little_memory() -> None:
    problem = a_year()
    cost = np.random.default_rng(1).integers(-9, 9, (364, 3)).astype(float)
    pricer = pricing.Pricer(problem, problem.people[0])
    bound, cells = pricer.best(cost)
    row = Model(problem).row(0, cells)

    assert not any(breaches(problem, [row]))
    paid = sum(cost[day, choice] for day, choice in enumerate(row.choices))
    assert bound <= paid
    assert prod(pricer.shape(pricer.watched)) <= pricing.MOST_LEVELS


def a_year() -> ShiftProblem:
    rules = Rules(
        least_minutes=100_000,
        most_minutes=115_000,
        most_of=((2, 40),),
        least_run=2,
        most_run=5,
        least_off_run=2,
        most_weekends=26,
    )
    return ShiftProblem(tuple(range(364)), (DAY, NIGHT), (Person(1, ((OFF, 1, 2),) * 364, rules),))
