"""A part of the problem as the columns to choose among and the rows that bind them, numbered anew from 0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.allocation.gains import Gains
from solver.allocation.integer_program import IntegerProgram, Terms, merged, stacked
from solver.allocation.prepare import Prepared
from solver.allocation.rows import Mask, Rows
from solver.allocation.uses import Integers


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Columns with their rows, gains and requests, and which requests must be served.

    `columns` are their numbers in the whole problem; `owner` counts the requests from 0, in order.
    """

    columns: Integers
    rows: Rows
    gains: Gains
    owner: Integers
    must: Mask

    def program(self) -> IntegerProgram:
        """At most one column a request, exactly one where it must be, and no row above its capacity."""
        count, requests = len(self.columns), len(self.must)
        row, option, quantity = self.rows.terms()
        one_each = Terms(self.owner, np.arange(count), np.ones(count, dtype=np.int64))
        capacity = self.rows.capacity.astype(np.float64)
        return IntegerProgram(
            np.ones(count, dtype=np.int64),
            stacked([one_each, merged(row + requests, option, quantity)]),
            np.concatenate([self.must.astype(np.float64), np.full(len(capacity), -np.inf)]),
            np.concatenate([np.ones(requests), capacity]),
        )

    def among(self, columns: Mask, capacity: Integers, rows: Mask) -> Part:
        """Some of the columns and some of the rows, which have other capacities."""
        owner = self.owner[columns]
        begins = np.diff(owner, prepend=-1) > 0
        return Part(
            self.columns[columns],
            self.rows.part(rows, columns, capacity),
            {goal: gain[columns] for goal, gain in self.gains.items()},
            np.cumsum(begins) - 1,
            self.must[owner[begins]],
        )

    def value(self, goal: str, chosen: Mask) -> int:
        return int(self.gains[goal][chosen].sum())

    def serves_all_musts(self, chosen: Mask) -> bool:
        return bool((np.bincount(self.owner[chosen], minlength=len(self.must)) > 0)[self.must].all())


def part_of(prepared: Prepared, gains: Gains, columns: Integers, rows: Rows) -> Part:
    """A part of the problem: these columns (in order) with these rows, which number them from 0."""
    owner = prepared.owner[columns]
    begins = np.diff(owner, prepend=-1) > 0
    must = np.array([prepared.columns[index].request.must for index in columns[begins]], dtype=np.bool_)
    return Part(columns, rows, {goal: gain[columns] for goal, gain in gains.items()}, np.cumsum(begins) - 1, must)
