"""A published plan after somebody falls ill: as little short as possible, and as few others changed as possible."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from solver.deadline import Deadline
from solver.shifts.answers import Repair
from solver.shifts.exact import Exact, solve_whole
from solver.shifts.goals import changed, goal_values
from solver.shifts.matrix import Vector
from solver.shifts.model import Model
from solver.shifts.plan import SHORTAGE, Row
from solver.shifts.problem import OFF, Person, Rules, ShiftProblem, Weights
from solver.shifts.rest_times import with_breaks


def repair(
    problem: ShiftProblem, rows: Sequence[Row], person_id: int, days: Collection[int], seconds: float = 2.0
) -> Repair:
    """The plan without that person on those days; everybody's other days stay as they are."""
    deadline = Deadline(seconds)
    reduced = _reduced(problem, rows, person_id, days)
    model = Model(reduced)
    found = solve_whole(model, seconds)
    new = with_breaks(model, _cells(model, found), 1 + len(problem.people))
    others = [person for person in reduced.people if person.person_id != person_id]
    by_person = {row.person_id: row for row in new}
    changes = sum(changed(person, by_person[person.person_id]) > 0 for person in others)
    return Repair(
        new,
        changes,
        min(changes, found.penalty_bound // reduced.weights.changed_person),
        goal_values(reduced, new)[SHORTAGE],
        found.shortage_bound,
        deadline.elapsed(),
    )


def _cells(model: Model, found: Exact) -> list[Vector]:
    return found.cells if found.cells is not None else model.alone()


def _reduced(problem: ShiftProblem, rows: Sequence[Row], absent: int, days: Collection[int]) -> ShiftProblem:
    """Hard rules and changes only; the person is off on those days, and nobody is bound by what was theirs before."""
    published = {row.person_id: row.choices for row in rows}
    people = []
    for person in problem.people:
        before = published[person.person_id]
        choices = tuple(person.choices[day] if day in days else (before[day],) for day in range(len(problem.days)))
        if person.person_id == absent:
            choices = tuple((OFF,) if day in days else choice for day, choice in enumerate(choices))
            people.append(Person(absent, choices, Rules()))
        else:
            people.append(replace(person, choices=choices, published=before, burden=0))
    per_person = len(problem.people) * len(days) + 1
    return replace(
        problem,
        people=tuple(people),
        wishes=(),
        covers=tuple(replace(cover, under=0, over=0) for cover in problem.covers if cover.day in days),
        periods=tuple(replace(period, weight=0) for period in problem.periods),
        pins=tuple(pin for pin in problem.pins if pin.person_id != absent),
        weights=Weights(changed_cell=1, changed_person=per_person),
    )
