"""Designs cost what trying everything costs, and run past midnight and past the end of the cycle."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.shifts.demand import Candidate, DesignProblem, Offered, design_cost
from solver.shifts.design import design_shifts

CANDIDATES = (Candidate(0, 2), Candidate(1, 2), Candidate(2, 3))


@given(demand=st.lists(st.integers(0, 2), min_size=6, max_size=6), per_shift=st.integers(0, 4))
@settings(max_examples=15, deadline=None)
def test_a_design_costs_as_little_as_trying_everything_finds(demand: list[int], per_shift: int) -> None:
    problem = DesignProblem(tuple(demand), 3, CANDIDATES, under=2, over=1, per_shift=per_shift)
    people = list(product(range(3), repeat=problem.days))
    every = (
        [Offered(candidate, each) for candidate, each in zip(CANDIDATES, chosen, strict=True)]
        for chosen in product(people, repeat=len(CANDIDATES))
    )
    best = min(design_cost(problem, offered) for offered in every)
    design = design_shifts(problem, seconds=10)

    assert design.cost == design_cost(problem, design.offered) == design.bound == best


def test_a_shift_at_the_end_of_the_cycle_covers_its_beginning() -> None:
    problem = DesignProblem((1, 0, 0, 1), 2, (Candidate(1, 2),), per_shift=1)

    assert design_shifts(problem, seconds=10).offered == (Offered(Candidate(1, 2), (0, 1)),)


def test_a_demand_of_part_of_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="whole days"):
        DesignProblem((1, 2, 3), 2, (Candidate(0, 1),))
