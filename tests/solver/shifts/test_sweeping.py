"""After a sweep nobody alone has a better row, and some days replanned or rows combined are whole plans again."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from random import Random

import numpy as np
from hypothesis import HealthCheck, assume, given, settings

from solver.shifts import Row, ShiftProblem, breaches
from solver.shifts.columns import Columns
from solver.shifts.filling import fill
from solver.shifts.highs import Infeasible, solve
from solver.shifts.matrix import Vector
from solver.shifts.mixing import combination, some_days
from solver.shifts.model import Model
from solver.shifts.sweeping import sweep
from tests.solver.shifts.tiny import rosters

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def filled(problem: ShiftProblem) -> tuple[Columns, list[Vector]]:
    model = Model(problem)
    columns = Columns(model, model.shortage_weight)
    try:
        return columns, list(fill(columns, range(2), {}).values())
    except Infeasible:
        assume(condition=False)
        raise


def weighed(columns: Columns, cells: Mapping[int, Vector]) -> int:
    shortage, penalty = columns.model.value([cells[0], cells[1]])
    return columns.model.shortage_weight * shortage + penalty


@given(problem=rosters())
@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
def test_after_a_sweep_nobody_alone_has_a_better_row(problem: ShiftProblem) -> None:
    columns, cells = filled(problem)
    swept = sweep(columns, cells, lambda: 60.0)
    best = weighed(columns, swept)

    assert best <= weighed(columns, dict(enumerate(cells)))
    for index, person in enumerate(problem.people):
        for choices in product(*person.choices):
            row = Row(person.person_id, choices, (0,) * len(choices))
            if not any(breaches(problem, [row])):
                assert best <= weighed(columns, {**swept, index: columns.model.cells_of([row])[0]})


@given(problem=rosters())
@settings(max_examples=15, deadline=None, suppress_health_check=SLOW)
def test_mixing_gives_whole_plans_that_are_not_worse(problem: ShiftProblem) -> None:
    columns, cells = filled(problem)
    before = weighed(columns, dict(enumerate(cells)))
    columns.price_each(range(2), np.zeros(len(columns.own.low)), lambda: 60.0)
    for programme, meaning in (combination(columns), some_days(columns.model, cells, Random(1))):
        values = solve(programme, 10.0).values
        assert values is not None
        mixed = meaning(values)
        rows = columns.model.rows([mixed[0], mixed[1]])

        assert not any(breaches(problem, rows))
        assert weighed(columns, mixed) <= before
