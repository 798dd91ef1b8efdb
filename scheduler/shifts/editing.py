"""Changes of a plan by hand: tried first, checked by the rules it was made with, kept as pins."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, or_, update

from scheduler.audit.operations import record
from scheduler.db.tables import shift_assignment, shift_plan
from scheduler.db.versions import change as change_row
from scheduler.db.versions import load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.domain.states import ShiftPlanState
from scheduler.errors import Refused, StaleVersion
from scheduler.reasons import as_json
from scheduler.shifts.breaches import CoverEffect, cover_effects, left_short, refusals
from scheduler.shifts.sheet import Sheet, Spot, open_sheet
from scheduler.shifts.standing import standing_figures, standing_shortages
from solver.shifts import FEASIBLE, OFF, PENALTY, SHORTAGE, Cell, Change, Row, check_rows

MOST_CELLS = 2000


@dataclass(frozen=True, slots=True)
class CellChange:
    """Somebody is to work this pattern that day; None: they are away."""

    staff_id: str
    date: date
    pattern_id: str | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does.

    `refusals`: rules it breaks; with any it cannot be made.  `shortages`: hours it would leave with fewer people than
    have to be there, or fewer still; it can be made by whoever says so.  `cover`: where the number at work changes.
    `shortage` and `penalty` before and after: the goals of the plan (docs/weights.md), less is better.
    """

    refusals: tuple[Reason, ...]
    shortages: tuple[Reason, ...]
    cover: tuple[CoverEffect, ...]
    shortage_before: int
    shortage_after: int
    penalty_before: int
    penalty_after: int

    @property
    def is_allowed(self) -> bool:
        return not self.refusals


def try_change(tx: Connection, plan_id: int, changes: Sequence[CellChange], *, actor: Actor) -> Effect:
    """What the changes would do; nothing is written.

    Raises:
        NotAllowed: the section is not the actor's to plan.
        Refused: a person, day or pattern that the plan does not have.
    """
    sheet = open_sheet(tx, plan_id)
    permission.require(permission.may_plan_section(actor, sheet.plan.department_id), "change-shift-plan")
    return effect_of(sheet, changes)


def apply_change(
    tx: Connection,
    plan_id: int,
    changes: Sequence[CellChange],
    *,
    expected_version: int | None = None,
    despite_shortage: bool = False,
    actor: Actor,
    now: datetime,
) -> Effect:
    """Change the plan and pin what was changed, so that the next solve keeps it; the effect says what became of it.

    Raises:
        NotAllowed: the section is not the actor's to plan.
        Refused: it breaks a rule, or leaves hours short and `despite_shortage` does not say that this is known.
        StaleVersion: somebody changed the plan first.
    """
    sheet = _open_for_change(tx, plan_id, expected_version, actor)
    effect = effect_of(sheet, changes)
    if effect.refusals:
        raise Refused(*effect.refusals)
    if effect.shortages and not despite_shortage:
        raise Refused(*effect.shortages)
    write_cells(tx, sheet, changes, source="hand")
    refigure(tx, plan_id)
    after: dict[str, Any] = {"days": len(changes), "short": len(effect.shortages)}
    record(tx, actor=actor, now=now, action="change", noun="shift_plan", key=plan_id, after=after)
    return effect


def pin(
    tx: Connection,
    plan_id: int,
    spots: Collection[Spot],
    *,
    pinned: bool = True,
    expected_version: int | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """Keep these days of people as they are in the next solve, or leave them to it again; returns the plan's version.

    Raises:
        NotAllowed: the section is not the actor's to plan.
        Refused: the plan is not open, or has no such day of such a person.
        StaleVersion: somebody changed the plan first.
    """
    sheet = _open_for_change(tx, plan_id, expected_version, actor)
    for staff_id, day in spots:
        if (staff_id, day) not in sheet.assignments:
            raise Refused(Reason("shift-not-in-plan", {"staff": staff_id, "day": day}))
    if spots:
        statement = update(shift_assignment).where(_at(plan_id, spots))
        tx.execute(statement.values(pinned=pinned))
    action = "pin" if pinned else "unpin"
    record(tx, actor=actor, now=now, action=action, noun="shift_plan", key=plan_id, after={"days": len(spots)})
    return change_row(tx, shift_plan, plan_id, expected=None)


def effect_of(sheet: Sheet, changes: Sequence[CellChange]) -> Effect:
    """What the changes would do to the plan as it stands."""
    return effect_of_rows(sheet, changed_rows(sheet, changes))


def changed_rows(sheet: Sheet, changes: Sequence[CellChange]) -> tuple[Row, ...]:
    """Everybody's rows with the changes; a break stays when it was, where the other pattern has one then."""
    rows = {row.person_id: row for row in sheet.rows}
    for cell in cells_of(sheet, changes):
        row = rows[cell.person_id]
        if row.choices[cell.day] != cell.choice:
            before, after = (_breaks(sheet, choice) for choice in (row.choices[cell.day], cell.choice))
            rest = before[row.breaks[cell.day]] if before else None
            place = after.index(rest) if rest in after else 0
            rows[cell.person_id] = Row(
                row.person_id,
                (*row.choices[: cell.day], cell.choice, *row.choices[cell.day + 1 :]),
                (*row.breaks[: cell.day], place, *row.breaks[cell.day + 1 :]),
            )
    return tuple(rows.values())


def _breaks(sheet: Sheet, choice: int) -> tuple[tuple[int, int], ...]:
    return () if choice == OFF else sheet.shifts[choice].breaks


def effect_of_rows(sheet: Sheet, rows: Sequence[Row]) -> Effect:
    """What these rows of everybody instead would do."""
    return _effect(sheet, check_rows(sheet.problem, sheet.rows, rows))


def _effect(sheet: Sheet, change: Change) -> Effect:
    return Effect(
        refusals(sheet, change),
        left_short(sheet, change),
        cover_effects(sheet, change),
        change.before[SHORTAGE],
        change.after[SHORTAGE],
        change.before[PENALTY],
        change.after[PENALTY],
    )


def cells_of(sheet: Sheet, changes: Sequence[CellChange]) -> list[Cell]:
    """The changes in the numbers of the problem."""
    if len(changes) > MOST_CELLS:
        raise Refused(Reason("too-many-shift-changes", {"limit": MOST_CELLS}))
    cells = []
    for item in changes:
        person, day = sheet.place(item.staff_id, item.date)
        cells.append(Cell(person, day, _choice(sheet, item.pattern_id)))
    return cells


def _choice(sheet: Sheet, pattern_id: str | None) -> int:
    if pattern_id is None:
        return OFF
    if pattern_id not in sheet.key.shifts:
        raise Refused(Reason("wish-pattern", {"text": pattern_id[:40]}))
    return sheet.key.shifts[pattern_id]


def write_cells(tx: Connection, sheet: Sheet, changes: Sequence[CellChange], *, source: str) -> None:
    """Put the changes into the plan's days, pinned; a wish that is met again or no longer has its reasons changed."""
    rows = changed_rows(sheet, changes)
    for item in changes:
        before = sheet.assignments.get((item.staff_id, item.date))
        if item.pattern_id == (before.pattern_id if before else None):
            continue
        tx.execute(delete(shift_assignment).where(_at(sheet.plan.id, [(item.staff_id, item.date)])))
        if item.pattern_id is None:
            continue
        person, day = sheet.place(item.staff_id, item.date)
        wished = before.wished_pattern_id if before else None
        start, end = sheet.rest(rows[person - 1].choices[day], rows[person - 1].breaks[day])
        values = {
            "plan_id": sheet.plan.id,
            "staff_id": item.staff_id,
            "date": item.date,
            "pattern_id": item.pattern_id,
            "break_start": start,
            "break_end": end,
            "pinned": True,
            "source": source,
            "wished_pattern_id": wished,
            "reasons": as_json([Reason("shift-changed-by-hand")]) if wished not in {None, item.pattern_id} else [],
        }
        tx.execute(insert(shift_assignment).values(values))


def _open_for_change(tx: Connection, plan_id: int, expected_version: int | None, actor: Actor) -> Sheet:
    row = load(tx, shift_plan, plan_id, lock=True)
    permission.require(permission.may_plan_section(actor, row.department_id), "change-shift-plan")
    if expected_version is not None and row.version != expected_version:
        raise StaleVersion("shift_plan", plan_id, row.version)
    if row.state != ShiftPlanState.PROPOSED:
        raise Refused(Reason("shift-plan-not-open", {"state": row.state}))
    return open_sheet(tx, plan_id)


def refigure(tx: Connection, plan_id: int) -> None:
    """Count the figures anew; the bound holds for plans that are no shorter, so only for these there is a gap."""
    sheet = open_sheet(tx, plan_id)
    plan = sheet.plan
    figures = {**plan.figures, **standing_figures(sheet.problem, sheet.rows)}
    values: dict[str, Any] = {
        "figures": figures,
        "shortages": standing_shortages(sheet.problem, sheet.key, sheet.rows, plan.shortages),
        "status": FEASIBLE,
    }
    if plan.gap is not None:
        is_proven_for = figures[SHORTAGE] <= plan.figures[SHORTAGE]
        values["gap"] = _gap(figures) if is_proven_for else None
    change_row(tx, shift_plan, plan_id, expected=None, **values)


def _gap(figures: Mapping[str, Any]) -> float:
    value, bound = figures[PENALTY], figures["penalty_bound"]
    return max(0.0, (value - bound) / value) if value else 0.0


def _at(plan_id: int, spots: Iterable[Spot]) -> Any:
    here = [and_(shift_assignment.c.staff_id == staff_id, shift_assignment.c.date == day) for staff_id, day in spots]
    return and_(shift_assignment.c.plan_id == plan_id, or_(*here))
