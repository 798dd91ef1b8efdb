"""Exactly what is short in a plan, and how many more people would end it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from solver.shifts.answers import Shortage
from solver.shifts.counting import headcounts, members_of
from solver.shifts.exact import solve_whole
from solver.shifts.goals import goal_values, missing
from solver.shifts.model import Model
from solver.shifts.plan import SHORTAGE, Row
from solver.shifts.problem import Cover, Person, ShiftProblem
from solver.shifts.rest_times import with_breaks


def shortages(problem: ShiftProblem, rows: Sequence[Row]) -> tuple[Shortage, ...]:
    """Every part of every hard cover that is not held, by day and cover."""
    found = [
        Shortage(segment.cover.cover_id, segment.cover.day, segment.span, have, missing(segment, have))
        for segment, have in headcounts(problem, {row.person_id: row for row in rows})
        if missing(segment, have)
    ]
    return tuple(sorted(found, key=lambda each: (each.day, each.cover_id, each.span or (0, 0))))


def people_needed(problem: ShiftProblem, day: int, most: int = 20, seconds: float = 10.0) -> int | None:
    """The fewest more people, free to work any shift and rest at any of its breaks, with whom nothing is short.

    Those present may be given any of that day's choices.  None when not even `most` would do.
    """
    alone = one_day(problem, day)
    for more in range(most + 1):
        if least_shortage(with_people(alone, more), seconds) == 0:
            return more
    return None


def least_shortage(problem: ShiftProblem, seconds: float) -> int:
    """The shortage of the best plan found."""
    model = Model(problem)
    found = solve_whole(model, seconds)
    cells = found.cells if found.cells is not None else model.alone()
    return goal_values(problem, with_breaks(model, cells, model.shortage_weight))[SHORTAGE]


def one_day(problem: ShiftProblem, day: int) -> ShiftProblem:
    """That day by itself: who may be given what, and its cover."""
    return ShiftProblem(
        days=problem.days[day : day + 1],
        shifts=problem.shifts,
        people=tuple(Person(person.person_id, person.choices[day : day + 1]) for person in problem.people),
        covers=tuple(replace(cover, day=0) for cover in problem.covers if cover.day == day),
        pins=tuple(replace(pin, day=0) for pin in problem.pins if pin.day == day),
        slot=problem.slot,
    )


def with_people(problem: ShiftProblem, more: int) -> ShiftProblem:
    """The problem with more people, who may be given anything and count for every cover but those with a most."""
    first = max((person.person_id for person in problem.people), default=0) + 1
    anything = (0, *(shift.shift_id for shift in problem.shifts))
    added = tuple(Person(first + number, (anything,) * len(problem.days)) for number in range(more))
    ids = tuple(person.person_id for person in added)
    return replace(
        problem,
        people=problem.people + added,
        covers=tuple(_counting(problem, cover, ids) for cover in problem.covers),
    )


def _counting(problem: ShiftProblem, cover: Cover, ids: tuple[int, ...]) -> Cover:
    group = tuple(problem.people[index].person_id for index in members_of(problem, cover))
    return replace(cover, people=group if cover.most is not None else group + ids)
