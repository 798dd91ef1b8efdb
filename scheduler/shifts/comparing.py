"""Two plans of a section side by side: who gains, who loses, which days change, and what is covered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from scheduler.domain.actor import Actor
from scheduler.domain.permission import may_plan_section, require
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.shifts.sheet import Sheet, open_sheet
from scheduler.shifts.standing import STANDARD
from solver.shifts.counting import headcounts
from solver.shifts.goals import missing, unmet_weights


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure of the first plan and of the second."""

    a: int
    b: int

    @property
    def difference(self) -> int:
        return self.b - self.a


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """One day of one person that differs; None: away, or not in that plan.  `wished`: what was wished for it."""

    staff_id: str
    date: date
    a: str | None
    b: str | None
    wished: str | None

    @property
    def is_gain(self) -> bool:
        return self.wished is not None and self.b == self.wished

    @property
    def is_loss(self) -> bool:
        return self.wished is not None and self.a == self.wished


@dataclass(frozen=True, slots=True)
class PersonChange:
    """Somebody whose days differ: how many, and wishes met in each plan."""

    staff_id: str
    days: int
    met: Pair


@dataclass(frozen=True, slots=True)
class DayCover:
    """A day on which one of the plans is short: people missing times quarter hours."""

    date: date
    short: Pair


@dataclass(frozen=True, slots=True)
class Comparison:
    """Plan `b` against plan `a`.

    `wishes_met` and `shifted` count days, `short` people missing times quarter hours, `worst_off` the weight of the
    unmet wishes of the person who has most of them.
    """

    plan_a: int
    plan_b: int
    wishes_met: Pair
    shifted: Pair
    short: Pair
    worst_off: Pair
    days: tuple[ChangedDay, ...]
    people: tuple[PersonChange, ...]
    cover: tuple[DayCover, ...]


def compare(tx: Connection, plan_a: int, plan_b: int, *, actor: Actor) -> Comparison:
    """What is different in plan `b`.

    Raises:
        NotAllowed: the section is not the actor's to plan.
        Refused: a plan is not finished, or they are not of one section and season.
    """
    a, b = open_sheet(tx, plan_a), open_sheet(tx, plan_b)
    for sheet in (a, b):
        require(may_plan_section(actor, sheet.plan.department_id), "compare-shift-plans")
    if (a.plan.department_id, a.plan.season_id) != (b.plan.department_id, b.plan.season_id):
        raise Refused(Reason("shift-plans-differ", {"a": plan_a, "b": plan_b}))
    days = tuple(_changed(a, b))
    short = {day: Pair(*(_short_on(sheet, day) for sheet in (a, b))) for day in sorted({*a.key.dates, *b.key.dates})}
    return Comparison(
        plan_a=plan_a,
        plan_b=plan_b,
        wishes_met=Pair(*(_met(sheet.assignments.values()) for sheet in (a, b))),
        shifted=Pair(*(_shifted(sheet) for sheet in (a, b))),
        short=Pair(sum(pair.a for pair in short.values()), sum(pair.b for pair in short.values())),
        worst_off=Pair(*(_worst_off(sheet) for sheet in (a, b))),
        days=days,
        people=tuple(_people(a, b, days)),
        cover=tuple(DayCover(day, pair) for day, pair in short.items() if pair.a or pair.b),
    )


def _changed(a: Sheet, b: Sheet) -> Iterator[ChangedDay]:
    for staff_id, day in sorted(a.assignments.keys() | b.assignments.keys()):
        had, has = a.assignments.get((staff_id, day)), b.assignments.get((staff_id, day))
        patterns = [None if item is None else item.pattern_id for item in (had, has)]
        if patterns[0] != patterns[1]:
            wished = next((item.wished_pattern_id for item in (has, had) if item is not None), None)
            yield ChangedDay(staff_id, day, patterns[0], patterns[1], wished)


def _people(a: Sheet, b: Sheet, days: Iterable[ChangedDay]) -> Iterator[PersonChange]:
    for staff_id, count in sorted(Counter(item.staff_id for item in days).items()):
        met = [_met(item for (who, _), item in sheet.assignments.items() if who == staff_id) for sheet in (a, b)]
        yield PersonChange(staff_id, count, Pair(*met))


def _met(items: Iterable[Row[Any]]) -> int:
    return sum(item.wished_pattern_id == item.pattern_id for item in items)


def _shifted(sheet: Sheet) -> int:
    """Days on which somebody works another pattern than the standard one, which has the number 1."""
    return sum(choice > STANDARD for row in sheet.rows for choice in row.choices)


def _short_on(sheet: Sheet, day: date) -> int:
    if day not in sheet.key.days:
        return 0
    rows = {row.person_id: row for row in sheet.rows}
    counted = headcounts(sheet.problem, rows, sheet.key.days[day])
    return sum(missing(segment, have) * segment.slots for segment, have in counted)


def _worst_off(sheet: Sheet) -> int:
    rows = {row.person_id: row for row in sheet.rows}
    return max(unmet_weights(sheet.problem, rows).values(), default=0)
