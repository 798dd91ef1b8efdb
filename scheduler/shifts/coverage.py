"""How many people a section needs at work: read, and replaced as a whole by its head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from scheduler.audit.operations import record
from scheduler.db.tables import coverage, department
from scheduler.db.versions import load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.domain.request_rules import GRID_MINUTES
from scheduler.errors import Refused
from scheduler.interchange.fields import WEEKDAYS

BASES = ("counter", "peak", "lunch", "phone")
MOST_STAFF = 1000


@dataclass(frozen=True, slots=True)
class Need:
    """On these weekdays ("MO" …), from a time to a time: at least `min_staff` at work, better `preferred_staff`."""

    weekdays: tuple[str, ...]
    from_time: time
    to_time: time
    min_staff: int
    preferred_staff: int
    basis: str

    def holds_on(self, day: date) -> bool:
        return WEEKDAYS[day.weekday()] in self.weekdays


def coverage_of(tx: Connection, department_id: str) -> tuple[Need, ...]:
    """What a section needs, in the order of times."""
    query = select(coverage).where(coverage.c.department_id == department_id)
    rows = tx.execute(query.order_by(coverage.c.from_time, coverage.c.to_time, coverage.c.id))
    return tuple(_need(row) for row in rows)


def needs_of(tx: Connection, department_id: str, *, actor: Actor) -> tuple[Need, ...]:
    """What a section needs, for whoever plans it."""
    permission.require(permission.may_plan_section(actor, department_id), "see-coverage")
    load(tx, department, department_id)
    return coverage_of(tx, department_id)


def replace(tx: Connection, department_id: str, needs: Sequence[Need], *, actor: Actor, now: datetime) -> None:
    """Give a section exactly these needs; plans made before keep those they were made with.

    Raises:
        Refused: a reason for each rule that is broken, naming the row (1 for the first).
    """
    permission.require(permission.may_plan_section(actor, department_id), "replace-coverage")
    load(tx, department, department_id)
    problems = [reason for number, need in enumerate(needs, 1) for reason in problems_of(number, need)]
    if problems:
        raise Refused(*problems)
    before = len(coverage_of(tx, department_id))
    write(tx, {department_id: needs})
    record(
        tx,
        actor=actor,
        now=now,
        action="replace",
        noun="coverage",
        key=department_id,
        before={"rows": before},
        after={"rows": len(needs)},
    )


def write(tx: Connection, needs: Mapping[str, Sequence[Need]]) -> None:
    """Replace the rows of these sections, whoever asked for it; rows that stand already as they are stay untouched."""
    query = select(coverage).where(coverage.c.department_id.in_(list(needs)))
    stored: dict[str, list[Need]] = {department_id: [] for department_id in needs}
    for row in tx.execute(query.order_by(coverage.c.id)):
        stored[row.department_id].append(_need(row))
    changed = {department_id: wanted for department_id, wanted in needs.items() if stored[department_id] != [*wanted]}
    tx.execute(delete(coverage).where(coverage.c.department_id.in_(list(changed))))
    rows = [_row(department_id, need) for department_id, wanted in changed.items() for need in wanted]
    if rows:
        tx.execute(insert(coverage), rows)


def _row(department_id: str, need: Need) -> dict[str, Any]:
    return {
        "department_id": department_id,
        "weekdays": ";".join(need.weekdays),
        "from_time": need.from_time,
        "to_time": need.to_time,
        "min_staff": need.min_staff,
        "preferred_staff": need.preferred_staff,
        "basis": need.basis,
    }


def _need(row: Row[Any]) -> Need:
    weekdays = tuple(row.weekdays.split(";"))
    return Need(weekdays, row.from_time, row.to_time, row.min_staff, row.preferred_staff, row.basis)


def problems_of(number: int, need: Need) -> list[Reason]:
    """Every rule that a row breaks."""
    found = []
    if not need.weekdays or set(need.weekdays) - set(WEEKDAYS):
        found.append(Reason("coverage-weekdays", {"row": number}))
    if need.from_time >= need.to_time:
        found.append(Reason("coverage-order", {"row": number}))
    if any(moment.minute % GRID_MINUTES or moment.second for moment in (need.from_time, need.to_time)):
        found.append(Reason("coverage-grid", {"row": number, "minutes": GRID_MINUTES}))
    if not 0 <= need.min_staff <= need.preferred_staff <= MOST_STAFF:
        found.append(Reason("coverage-staff", {"row": number, "max": MOST_STAFF}))
    if need.basis not in BASES:
        found.append(Reason("coverage-basis", {"row": number, "allowed": ", ".join(BASES)}))
    return found
