"""A person's row under prices is the cheapest there is, or where a limit is only priced, valid and honestly bounded."""

from __future__ import annotations

from itertools import product
from math import inf

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.shifts import OFF, Row, ShiftProblem, pricing
from solver.shifts.check import breaches
from solver.shifts.model import Model
from tests.solver.shifts.tiny import rosters

PRICES = st.lists(st.integers(-9, 9), min_size=15, max_size=15)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]


def cheapest(problem: ShiftProblem, cost: np.ndarray) -> float:
    person = problem.people[0]
    place = {OFF: 0, 1: 1, 2: 2}
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
