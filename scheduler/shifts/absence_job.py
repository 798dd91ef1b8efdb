"""The job that works out who stands in for somebody: the fewest others, then a proposal like any other."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from scheduler.db.tables import shift_plan
from scheduler.db.transaction import retrying
from scheduler.domain.reason import Reason
from scheduler.jobs.context import JobContext
from scheduler.jobs.registry import JobKind
from scheduler.shifts import storing
from scheduler.shifts.absence import ABSENCE_JOB, AbsenceView, as_json
from scheduler.shifts.drafting import carried, propose_from
from scheduler.shifts.sheet import Sheet, allowing, open_sheet
from scheduler.shifts.snapshot import Snapshot, take
from solver.process import SolveFailed, repair_shifts_in_child
from solver.shifts import Row, breaches
from solver.shifts.answers import Repair
from solver.shifts.counting import headcounts
from solver.shifts.goals import missing

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Part:
    """What stands, the facts of now, and the person and days (by number) to do without."""

    plan_id: int
    base: Sheet
    snapshot: Snapshot
    rows: tuple[Row, ...]
    person: int
    days: tuple[int, ...]


def work_out(context: JobContext, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Find out who stands in, and propose it; a second run after a crash finds it proposed already."""
    context.report({"stage": "shift_absence"})
    with context.database.read() as tx:
        part = _part(tx, context.job_id, payload)
    if part is None:
        return {}
    try:
        found = repair_shifts_in_child(
            part.snapshot.problem, part.rows, part.person, part.days, payload["seconds"], context.cancelled
        )
    except SolveFailed as error:
        if context.cancelled():
            return {}
        logger.error("absence in plan %s: %s", part.plan_id, error)
        return _write(context, part, None, payload)
    wrong = tuple(breaches(part.snapshot.problem, [row for row in found.rows if row not in part.rows]))
    if wrong:
        logger.error("the plan %s is wrong and was not proposed: %s", part.plan_id, wrong[0])
    return _write(context, part, None if wrong else found, payload)


def _part(tx: Connection, job_id: str, payload: Mapping[str, Any]) -> _Part | None:
    row = tx.execute(select(shift_plan).where(shift_plan.c.job_id == job_id)).one()
    if row.proposed_at is not None:
        return None
    base = open_sheet(tx, row.previous_plan_id)
    snapshot = take(tx, row.season_id, row.department_id, previous_plan_id=row.previous_plan_id)
    first, last = date.fromisoformat(payload["first"]), date.fromisoformat(payload["last"])
    days = tuple(number for number, day in enumerate(snapshot.key.dates) if first <= day <= last)
    person = snapshot.key.persons[payload["staff_id"]]
    rows = carried(base, snapshot)
    return _Part(row.id, base, replace(snapshot, problem=allowing(snapshot.problem, rows)), rows, person, days)


def _write(context: JobContext, part: _Part, found: Repair | None, payload: Mapping[str, Any]) -> dict[str, Any]:
    def write() -> None:
        with context.database.write() as tx:
            if found is None:
                storing.fail(tx, part.plan_id, (Reason("shifts-not-solved"),))
                return
            further = {"absence": as_json(_view(part, found, payload))}
            now = context.clock.now()
            propose_from(tx, part.plan_id, part.base, part.snapshot, found.rows, now=now, further=further)

    retrying(write)
    return {"plan_id": part.plan_id}


def _view(part: _Part, found: Repair, payload: Mapping[str, Any]) -> AbsenceView:
    return AbsenceView(
        staff_id=payload["staff_id"],
        first=date.fromisoformat(payload["first"]),
        last=date.fromisoformat(payload["last"]),
        others_changed=found.others_changed,
        others_bound=found.others_bound,
        shortage=found.shortage,
        shortage_bound=found.shortage_bound,
        shortage_before=_short(part),
    )


def _short(part: _Part) -> int:
    """People missing times quarter hours on the days of absence if nobody stood in."""
    rows = {row.person_id: row for row in part.rows}
    return sum(
        missing(segment, have) * segment.slots
        for day in part.days
        for segment, have in headcounts(part.snapshot.problem, rows, day)
    )


ABSENCE = JobKind(ABSENCE_JOB, (work_out,))
