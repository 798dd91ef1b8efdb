"""A section's plan as it stands: the problem it was made for, and what everybody works by now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy import Row as DataRow

from scheduler.db.tables import shift_assignment, shift_plan
from scheduler.db.versions import load
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.shifts.key import Key
from scheduler.shifts.patterns import clock_of, minutes
from solver.codec import loads
from solver.shifts import OFF, Cell, Row, Shift, ShiftProblem

Spot = tuple[str, date]
"""One day of one person."""


@dataclass(frozen=True)
class Sheet:
    """`rows`: what stands, in the order of the people, hand-made changes included; `pinned`: days to be kept.

    What stands counts as allowed in `problem`, and its pins are those of now.
    """

    plan: DataRow[Any]
    problem: ShiftProblem
    key: Key
    rows: tuple[Row, ...]
    assignments: Mapping[Spot, DataRow[Any]]

    def choice(self, staff_id: str, day: date) -> int:
        """The number of the pattern somebody works that day; OFF when they are away.

        Raises:
            Refused: the plan has no such person or day.
        """
        person, number = self.place(staff_id, day)
        return self.rows[person - 1].choices[number]

    def place(self, staff_id: str, day: date) -> tuple[int, int]:
        """The numbers of a person and of a day in the problem.

        Raises:
            Refused: the plan has no such person or day.
        """
        person, number = self.key.persons.get(staff_id), self.key.days.get(day)
        if person is None or number is None:
            raise Refused(Reason("shift-not-in-plan", {"staff": staff_id, "day": day}))
        return person, number

    def rest(self, shift: int, place: int) -> tuple[time, time]:
        """The break at a place among those of a pattern; of no length, at its start, where it has none."""
        found = self.shifts[shift]
        start, end = found.breaks[place] if found.breaks else (found.start, found.start)
        return clock_of(start), clock_of(end)

    @cached_property
    def shifts(self) -> Mapping[int, Shift]:
        """Patterns by their number."""
        return {shift.shift_id: shift for shift in self.problem.shifts}


def open_sheet(tx: Connection, plan_id: int, *, lock: bool = False) -> Sheet:
    """The plan with everybody's days; `lock` keeps others from changing it until the commit.

    Raises:
        NotFound: there is no such plan.
        Refused: it is not finished.
    """
    row = load(tx, shift_plan, plan_id, lock=lock)
    if row.problem is None or row.proposed_at is None:
        raise Refused(Reason("plan-not-finished", {"plan": plan_id}))
    query = select(shift_assignment).where(shift_assignment.c.plan_id == plan_id)
    return sheet_of(row, tx.execute(query).all())


def sheet_of(plan: DataRow[Any], assigned: Iterable[DataRow[Any]]) -> Sheet:
    """The sheet of a plan's row and those of its days."""
    problem, key = _problem(bytes(plan.problem)), Key.from_json(plan.key)
    assignments = {(item.staff_id, item.date): item for item in assigned}
    by_person: dict[str, dict[int, DataRow[Any]]] = defaultdict(dict)
    for (staff_id, day), item in assignments.items():
        by_person[staff_id][key.days[day]] = item
    rows = tuple(
        _row(problem, key, person.person_id, by_person[key.staff_id(person.person_id)]) for person in problem.people
    )
    return Sheet(plan, _as_it_stands(problem, key, rows, assignments), key, rows, assignments)


@lru_cache(maxsize=16)
def _problem(data: bytes) -> ShiftProblem:
    """Reading one takes longer than checking a change of it, and a person at work on a plan asks again and again."""
    return loads(ShiftProblem, data)


def _row(problem: ShiftProblem, key: Key, person_id: int, days: Mapping[int, DataRow[Any]]) -> Row:
    choices, places = [], []
    breaks = {shift.shift_id: shift.breaks for shift in problem.shifts}
    for day in range(len(problem.days)):
        item = days.get(day)
        choice = OFF if item is None else key.shifts[item.pattern_id]
        starts = [rest[0] for rest in breaks.get(choice, ())]
        choices.append(choice)
        places.append(starts.index(minutes(item.break_start)) if item is not None and starts else 0)
    return Row(person_id, tuple(choices), tuple(places))


def _as_it_stands(
    problem: ShiftProblem, key: Key, rows: tuple[Row, ...], assignments: Mapping[Spot, DataRow[Any]]
) -> ShiftProblem:
    """What was decided by hand stays allowed, and the pins are those that people have set since."""
    pins = tuple(
        Cell(key.persons[staff_id], key.days[day], key.shifts[item.pattern_id])
        for (staff_id, day), item in assignments.items()
        if item.pinned
    )
    return replace(allowing(problem, rows), pins=pins)


def allowing(problem: ShiftProblem, rows: tuple[Row, ...]) -> ShiftProblem:
    """The problem in which everybody may be given what the rows give them: it was decided, by whatever rules."""
    people = tuple(
        replace(
            person,
            choices=tuple(
                allowed if given in allowed else (*allowed, given)
                for allowed, given in zip(person.choices, row.choices, strict=True)
            ),
        )
        for person, row in zip(problem.people, rows, strict=True)
    )
    return replace(problem, people=people)
