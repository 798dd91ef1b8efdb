"""Programmes whose solutions better a plan as a whole: rows known, combined anew; some days of everybody, replanned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random

import numpy as np

from solver.shifts.columns import Columns
from solver.shifts.matrix import Programme, Vector
from solver.shifts.model import Model

# Days are replanned together while they have at most so many cells, but never fewer than a week.
MOST_CELLS, FEWEST_DAYS = 3_000, 7

# What the values of a programme mean: each person's row.
Meaning = Callable[[Vector], Mapping[int, Vector]]


def combination(columns: Columns) -> tuple[Programme, Meaning]:
    """One row for each person, of those known by now."""
    people = range(len(columns.rows))
    programme, _ = columns.master(people, np.zeros(len(columns.own.low)))
    ends = np.cumsum([len(rows) for rows in columns.rows])

    def meaning(values: Vector) -> Mapping[int, Vector]:
        parts = np.split(values[: ends[-1]], ends[:-1])
        return {index: columns.rows[index][int(parts[index].argmax())] for index in people}

    return programme, meaning


def some_days(model: Model, cells: Sequence[Vector], random: Random) -> tuple[Programme, Meaning]:
    """Everybody's days that follow each other somewhere, the others staying as they are."""
    people, days = range(len(cells)), len(model.problem.days)
    count = min(days, max(FEWEST_DAYS, MOST_CELLS // (len(cells) * model.width)))
    first = random.randrange(days - count + 1)
    programme = model.programme(people, np.zeros(len(model.joint.programme.low)), model.shortage_weight)
    kept = np.ones(model.cells, dtype=bool)
    kept[first * model.width : (first + count) * model.width] = False
    least, most, at = programme.least.copy(), programme.most.copy(), 0
    for index in people:
        own = at + np.flatnonzero(kept)
        least[own] = most[own] = cells[index][kept]
        at += len(model.blocks[index].programme.cost)
    return replace(programme, least=least, most=most), lambda values: model.split(people, values)
