"""A section's plan as a CSV file for a spreadsheet, and changes read back from one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from scheduler.domain.actor import Actor
from scheduler.domain.permission import may_plan_section, require
from scheduler.interchange.context import Context, PatternFact, StaffFact
from scheduler.interchange.entities.shifts import SHIFT_DAYS
from scheduler.interchange.files import read_as
from scheduler.interchange.issue import Report
from scheduler.interchange.writing import Encoding, Export, write_csv
from scheduler.shifts.editing import CellChange
from scheduler.shifts.patterns import clock_of
from scheduler.shifts.sheet import Sheet, open_sheet

COLUMNS = tuple(column.name for column in SHIFT_DAYS.columns)
LABELS = {column.name: column.label for column in SHIFT_DAYS.columns}


@dataclass(frozen=True, slots=True)
class ReadChanges:
    """Days of the file that differ from the plan, and what is wrong with its rows."""

    changes: tuple[CellChange, ...]
    report: Report


def export_plan(
    tx: Connection, plan_id: int, *, encoding: Encoding = "utf-8-sig", labelled: bool = False, actor: Actor
) -> Export:
    """One line for each person and day at work, by person and day; `labelled`: with Japanese names of the columns.

    Raises:
        NotAllowed: the section is not the actor's to plan.
    """
    sheet = _sheet(tx, plan_id, actor)
    return write_csv(COLUMNS, _lines(sheet), encoding=encoding, labels=LABELS if labelled else None)


def read_changes(tx: Connection, plan_id: int, name: str, data: bytes, *, actor: Actor) -> ReadChanges:
    """What a file (`date`, `staff_id`, `pattern_id`, empty for away; the rest is left aside) would change in a plan.

    Nothing is written: give the changes to `editing.try_change` and `editing.apply_change`. Days that are not in the
    file stay as they are.

    Raises:
        NotAllowed: the section is not the actor's to plan.
    """
    sheet = _sheet(tx, plan_id, actor)
    parsed = read_as(SHIFT_DAYS, name, data, _context(sheet))
    changes = tuple(
        CellChange(row.values["staff_id"], row.values["date"], row.values["pattern_id"] or None) for row in parsed.rows
    )
    return ReadChanges(tuple(item for item in changes if _differs(sheet, item)), parsed.report)


def _sheet(tx: Connection, plan_id: int, actor: Actor) -> Sheet:
    sheet = open_sheet(tx, plan_id)
    require(may_plan_section(actor, sheet.plan.department_id), "export-shift-plan")
    return sheet


def _lines(sheet: Sheet) -> Iterator[dict[str, Any]]:
    for (staff_id, day), item in sorted(sheet.assignments.items()):
        shift = sheet.shifts[sheet.key.shifts[item.pattern_id]]
        yield {
            "date": day,
            "staff_id": staff_id,
            "pattern_id": item.pattern_id,
            "start": f"{clock_of(shift.start):%H:%M}",
            "end": f"{clock_of(shift.end):%H:%M}",
            "break_start": f"{item.break_start:%H:%M}",
            "break_end": f"{item.break_end:%H:%M}",
            "pinned": item.pinned,
            "wished": item.wished_pattern_id or "",
            "source": item.source,
        }


def _context(sheet: Sheet) -> Context:
    """What the plan knows: its people and its patterns."""
    section = sheet.plan.department_id
    hours = {
        pattern_id: PatternFact(clock_of(sheet.shifts[number].start), clock_of(sheet.shifts[number].end))
        for pattern_id, number in sheet.key.shifts.items()
    }
    return Context(staff={staff_id: StaffFact("", section) for staff_id in sheet.key.staff_ids}, patterns=hours)


def _differs(sheet: Sheet, item: CellChange) -> bool:
    before: Row[Any] | None = sheet.assignments.get((item.staff_id, item.date))
    return item.pattern_id != (before.pattern_id if before is not None else None)
