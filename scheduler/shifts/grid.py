"""A section's plan as a grid of people and days, and how many are at work over a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import Connection, Row, select

from scheduler.db.tables import shift_assignment, shift_plan, staff_member
from scheduler.db.versions import load
from scheduler.domain.actor import Actor
from scheduler.domain.permission import may_plan_section
from scheduler.domain.reason import Reason
from scheduler.reasons import from_json
from scheduler.shifts import queries
from scheduler.shifts.key import CAP, Key
from scheduler.shifts.patterns import Pattern, clock_of, minutes, patterns
from scheduler.shifts.queries import PlanView, Shortage
from solver.codec import loads
from solver.shifts import Cover, ShiftProblem

SLOT = 15


@dataclass(frozen=True, slots=True)
class GridCell:
    """What somebody works on a day.  What was wished, and why it is not given, is there only for who may see it.

    `pinned`: a person decided it, and the next solve keeps it.  `source`: solver, hand or swap.
    """

    pattern_id: str
    break_start: time
    break_end: time
    pinned: bool
    source: str
    wished_pattern_id: str | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def is_unmet(self) -> bool:
        return self.wished_pattern_id is not None and self.wished_pattern_id != self.pattern_id


@dataclass(frozen=True, slots=True)
class GridRow:
    """One person's days, in the order of the grid's; None where the person is away, for whatever reason."""

    staff_id: str
    role: str
    cells: tuple[GridCell | None, ...]
    wished: int
    met: int


@dataclass(frozen=True, slots=True)
class GridDay:
    """`shifted` people work another pattern than the standard one, where at most `cap` may."""

    date: date
    present: int
    shifted: int
    cap: int | None
    shortage: Shortage | None


@dataclass(frozen=True, slots=True)
class Grid:
    plan: PlanView
    patterns: tuple[Pattern, ...]
    days: tuple[GridDay, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A quarter hour: people at work (not at rest), and how many there are to be at least and better."""

    start: time
    at_work: int
    minimum: int
    preferred: int


@dataclass(frozen=True, slots=True)
class Curve:
    """A day by quarter hours, from the first start to the last end."""

    date: date
    moments: tuple[Moment, ...]


def grid(tx: Connection, plan_id: int, *, actor: Actor) -> Grid:
    """The whole plan; who does not plan the section sees it once it is published, and wishes only of their own."""
    view = queries.one(tx, plan_id, actor=actor)
    row = load(tx, shift_plan, plan_id)
    key = Key.from_json(row.key)
    cells = _cells(tx, plan_id)
    sees_wishes = may_plan_section(actor, view.department_id)
    roles = _roles(tx, key.staff_ids)
    rows = tuple(
        _row(staff_id, roles[staff_id], key, cells[staff_id], sees_wishes or staff_id == actor.staff_id)
        for staff_id in key.staff_ids
    )
    offered = patterns(tx, view.season_id)
    return Grid(view, offered, tuple(_days(view, key, cells, offered, _caps(row, key))), rows)


def curve(tx: Connection, plan_id: int, day: date, *, actor: Actor) -> Curve:
    """How many are at work in each quarter hour of a day, against what is needed."""
    queries.one(tx, plan_id, actor=actor)
    row = load(tx, shift_plan, plan_id)
    key = Key.from_json(row.key)
    covers = [cover for cover in _covers(row, key, day) if cover.span is not None]
    condition = (shift_assignment.c.plan_id == plan_id) & (shift_assignment.c.date == day)
    people = tx.execute(select(shift_assignment).where(condition)).all()
    spans = {pattern.pattern_id: pattern for pattern in patterns(tx, row.season_id)}
    return Curve(day, tuple(_moments(people, spans, covers)))


def _cells(tx: Connection, plan_id: int) -> Mapping[str, dict[date, Row[Any]]]:
    found: dict[str, dict[date, Row[Any]]] = defaultdict(dict)
    for row in tx.execute(select(shift_assignment).where(shift_assignment.c.plan_id == plan_id)):
        found[row.staff_id][row.date] = row
    return found


def _roles(tx: Connection, staff_ids: Sequence[str]) -> dict[str, str]:
    query = select(staff_member.c.staff_id, staff_member.c.role).where(staff_member.c.staff_id.in_(staff_ids))
    return dict(tx.execute(query).all())


def _row(staff_id: str, role: str, key: Key, cells: Mapping[date, Row[Any]], sees_wishes: bool) -> GridRow:
    wished = [row for row in cells.values() if row.wished_pattern_id is not None] if sees_wishes else []
    return GridRow(
        staff_id,
        role,
        tuple(_cell(cells[day], sees_wishes) if day in cells else None for day in key.dates),
        len(wished),
        sum(row.wished_pattern_id == row.pattern_id for row in wished),
    )


def _cell(row: Row[Any], sees_wishes: bool) -> GridCell:
    cell = GridCell(row.pattern_id, row.break_start, row.break_end, row.pinned, row.source)
    if not sees_wishes:
        return cell
    return GridCell(
        row.pattern_id,
        row.break_start,
        row.break_end,
        row.pinned,
        row.source,
        row.wished_pattern_id,
        from_json(row.reasons),
    )


def _days(
    view: PlanView,
    key: Key,
    cells: Mapping[str, Mapping[date, Row[Any]]],
    offered: Sequence[Pattern],
    caps: Mapping[int, int],
) -> Iterator[GridDay]:
    standard = {pattern.pattern_id for pattern in offered if pattern.is_standard}
    short = {item.date: item for item in view.shortages}
    for number, day in enumerate(key.dates):
        there = [own[day].pattern_id for own in cells.values() if day in own]
        shifted = sum(pattern_id not in standard for pattern_id in there)
        yield GridDay(day, len(there), shifted, caps.get(number), short.get(day))


def _caps(row: Row[Any], key: Key) -> dict[int, int]:
    if row.problem is None:
        return {}
    problem = loads(ShiftProblem, row.problem)
    return {
        cover.day: cover.most for cover in problem.covers if cover.most is not None and key.bases[cover.cover_id] == CAP
    }


def _covers(row: Row[Any], key: Key, day: date) -> list[Cover]:
    if row.problem is None or day not in key.days:
        return []
    return [cover for cover in loads(ShiftProblem, row.problem).covers if cover.day == key.days[day]]


def _moments(people: Sequence[Row[Any]], spans: Mapping[str, Pattern], covers: Sequence[Cover]) -> Iterator[Moment]:
    working = [(minutes(spans[row.pattern_id].start), minutes(spans[row.pattern_id].end)) for row in people]
    resting = [(minutes(row.break_start), minutes(row.break_end)) for row in people]
    needed = [(cover.span, cover) for cover in covers if cover.span is not None]
    edges = [*working, *(span for span, _ in needed)]
    first, last = min((start for start, _ in edges), default=0), max((end for _, end in edges), default=0)
    for minute in range(first, last, SLOT):
        there = sum(
            start <= minute < end and not rest[0] <= minute < rest[1]
            for (start, end), rest in zip(working, resting, strict=True)
        )
        here = [cover for (start, end), cover in needed if start <= minute < end]
        yield Moment(
            clock_of(minute),
            there,
            max((cover.least for cover in here), default=0),
            max((cover.preferred for cover in here), default=0),
        )
