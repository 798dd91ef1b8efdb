"""A section's plan as a CSV file for a spreadsheet, and changes read back from one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from scheduler.domain.actor import Actor
from scheduler.interchange.issue import Issue
from scheduler.interchange.writing import Encoding, Export
from scheduler.shifts.editing import CellChange

COLUMNS = ("date", "staff_id", "pattern_id", "start", "end", "break_start", "break_end", "pinned", "wished", "source")


@dataclass(frozen=True, slots=True)
class ReadChanges:
    """Days of the file that differ from the plan, and what is wrong with its rows."""

    changes: tuple[CellChange, ...]
    issues: tuple[Issue, ...]


def export_plan(tx: Connection, plan_id: int, *, encoding: Encoding = "utf-8-sig", actor: Actor) -> Export:
    """One line for each person and day at work, by person and day.

    Raises:
        NotAllowed: the section is not the actor's to plan.
    """
    raise NotImplementedError


def read_changes(tx: Connection, plan_id: int, data: bytes, *, actor: Actor) -> ReadChanges:
    """What a file (`date`, `staff_id`, `pattern_id`; other columns are left aside) would change in a plan.

    Nothing is written: give the changes to `editing.try_change` and `editing.apply_change`.

    Raises:
        NotAllowed: the section is not the actor's to plan.
    """
    raise NotImplementedError
