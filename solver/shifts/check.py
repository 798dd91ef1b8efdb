"""The independent check of a plan, and of a change by hand: no model, no solver."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from solver.shifts.counting import headcounts
from solver.shifts.goals import goal_values, missing
from solver.shifts.plan import Row, ShiftPlan
from solver.shifts.problem import Cell, ShiftProblem, Span
from solver.shifts.rules import RULES


@dataclass(frozen=True, slots=True)
class Violation:
    """What breaks which rule, and where."""

    rule: str
    detail: str
    person_id: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class CoverChange:
    """A part of a cover before and after a change: how many count, how many were and are missing."""

    cover_id: int
    day: int
    span: Span | None
    before: int
    after: int
    missing_before: int
    missing_after: int


@dataclass(frozen=True, slots=True)
class Change:
    """What a change by hand does: rules it newly breaks, cover it moves, and the goals before and after."""

    violations: tuple[Violation, ...]
    covers: tuple[CoverChange, ...]
    before: dict[str, int]
    after: dict[str, int]


def check(problem: ShiftProblem, plan: ShiftPlan) -> tuple[Violation, ...]:
    """Every violation of every rule; () for a valid plan.  Shortage is no violation: it is a goal, and recomputed."""
    found = tuple(_form(problem, plan.rows))
    if found:
        return found
    return tuple(breaches(problem, plan.rows)) + tuple(_goals(problem, plan))


def breaches(problem: ShiftProblem, rows: Sequence[Row]) -> Iterator[Violation]:
    """What breaks the rules of the rows given."""
    people = {person.person_id: person for person in problem.people}
    for row in rows:
        for rule in RULES:
            for detail, day in rule.find(problem, people[row.person_id], row):
                yield Violation(rule.rule_id, detail, row.person_id, day)


def check_change(problem: ShiftProblem, rows: Sequence[Row], cells: Sequence[Cell]) -> Change:
    """What giving these cells instead would break, leave uncovered and cost.

    A cell that changes its shift gets the usual break.  Raises KeyError for a person without a row.
    """
    changed = {row.person_id: row for row in rows}
    for cell in cells:
        changed[cell.person_id] = _given(changed[cell.person_id], cell)
    return check_rows(problem, rows, list(changed.values()))


def check_rows(problem: ShiftProblem, rows: Sequence[Row], instead: Sequence[Row]) -> Change:
    """What these rows of the same people instead would break, leave uncovered and cost."""
    before, after = {row.person_id: row for row in rows}, {row.person_id: row for row in instead}
    touched = [person_id for person_id, row in before.items() if row != after[person_id]]
    days = {day for person_id in touched for day in _differing(before[person_id], after[person_id])}
    standing = set(breaches(problem, [before[person_id] for person_id in touched]))
    found = breaches(problem, [after[person_id] for person_id in touched])
    return Change(
        tuple(violation for violation in found if violation not in standing),
        tuple(_moved(problem, before, after, sorted(days))),
        goal_values(problem, rows),
        goal_values(problem, instead),
    )


def _differing(before: Row, after: Row) -> Iterator[int]:
    days = zip(before.choices, before.breaks, after.choices, after.breaks, strict=True)
    return (day for day, (had, rest, has, other) in enumerate(days) if (had, rest) != (has, other))


def _given(row: Row, cell: Cell) -> Row:
    if row.choices[cell.day] == cell.choice:
        return row
    return replace(row, choices=_with(row.choices, cell.day, cell.choice), breaks=_with(row.breaks, cell.day, 0))


def _with(values: tuple[int, ...], place: int, value: int) -> tuple[int, ...]:
    return (*values[:place], value, *values[place + 1 :])


def _moved(
    problem: ShiftProblem, before: Mapping[int, Row], after: Mapping[int, Row], days: Sequence[int]
) -> Iterator[CoverChange]:
    for day in days:
        pairs = zip(headcounts(problem, before, day), headcounts(problem, after, day), strict=True)
        for (segment, had), (_, have) in pairs:
            if had != have:
                gone, left = missing(segment, had), missing(segment, have)
                yield CoverChange(segment.cover.cover_id, day, segment.span, had, have, gone, left)


def _form(problem: ShiftProblem, rows: Sequence[Row]) -> Iterator[Violation]:
    """Each person has one row, and each row all days."""
    if [row.person_id for row in rows] != [person.person_id for person in problem.people]:
        yield Violation("one-row", "rows are not the people, in their order")
    for row in rows:
        if not len(row.choices) == len(row.breaks) == len(problem.days):
            yield Violation("one-row", f"{len(row.choices)} of {len(problem.days)} days", row.person_id)


def _goals(problem: ShiftProblem, plan: ShiftPlan) -> Iterator[Violation]:
    values = goal_values(problem, plan.rows)
    if [goal.name for goal in plan.goals] != list(values):
        yield Violation("goals-recomputed", f"goals are not {', '.join(values)}")
    for goal in plan.goals:
        if values.get(goal.name) != goal.value:
            yield Violation("goals-recomputed", f"{goal.name} is {values.get(goal.name)}, not {goal.value}")
        if goal.bound > goal.value:
            yield Violation("goals-recomputed", f"{goal.name} {goal.value} is better than its bound {goal.bound}")
