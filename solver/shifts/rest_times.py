"""Who takes which of a shift's breaks, once it is known who works what: best for cover, then for habit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from solver.shifts.highs import solve
from solver.shifts.matrix import Vector
from solver.shifts.model import Model
from solver.shifts.plan import Row


def with_breaks(
    model: Model, cells: Sequence[Vector], shortage_weight: float, seconds: float = 10.0
) -> tuple[Row, ...]:
    """The rows of the cells; in a group the people in front get the earlier of its breaks."""
    rows = {row.person_id: row for row in model.rows(cells)}
    if not model.joint.resting:
        return tuple(rows.values())
    found = solve(model.programme([], model.use(dict(enumerate(cells))), shortage_weight), seconds)
    if found.values is None:
        return tuple(rows.values())
    people, shifts = model.problem.people, model.problem.shifts
    for group, columns in model.joint.resting.items():
        left = [round(found.values[column]) for column in columns]
        for index, place in model.joint.groups[group]:
            row = rows[people[index].person_id]
            if row.choices[group.day] == shifts[place].shift_id:
                at = next(number for number, count in enumerate(left) if count)
                left[at] -= 1
                breaks = (*row.breaks[: group.day], at, *row.breaks[group.day + 1 :])
                rows[row.person_id] = replace(row, breaks=breaks)
    return tuple(rows.values())
