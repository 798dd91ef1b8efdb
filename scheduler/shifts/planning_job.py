"""The job that plans sections: several side by side in child processes, each proposed as soon as it is solved.

Its one step does what is still to be done, so a process that was killed goes on with the sections that are left.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select

from scheduler.db.tables import shift_plan
from scheduler.db.transaction import retrying
from scheduler.db.versions import load
from scheduler.domain.reason import Reason
from scheduler.domain.states import ShiftPlanState
from scheduler.jobs.context import JobContext
from scheduler.jobs.registry import JobKind
from scheduler.shifts import storing
from scheduler.shifts.snapshot import Snapshot, take
from solver.messages import CANCELLED
from solver.process import SolveFailed, plan_shifts_in_child
from solver.shifts import NoPlan, ShiftLimits, check
from solver.shifts.answers import Report

logger = logging.getLogger(__name__)

KIND = "plan_shifts"


@dataclass(frozen=True, slots=True)
class Tally:
    """How far the job is: sections done of all, of these failed, and what the proposals came to.

    `section`: the one that was finished last.  `largest_gap`: of a proposal, as in `shift_plan.gap`.
    """

    total: int
    done: int = 0
    failed: int = 0
    wishes: int = 0
    met: int = 0
    short_days: int = 0
    largest_gap: float = 0.0
    section: str = ""

    def as_progress(self) -> dict[str, Any]:
        return {"stage": "shifts", **asdict(self)}


def plan_sections(context: JobContext, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Plan every section of this job that has no plan yet; one that cannot be planned fails by itself."""
    limits = ShiftLimits(float(payload["seconds"]))
    with context.database.read() as tx:
        tally = tally_of(tx, context.job_id)
        waiting = _waiting(tx, context.job_id)
    context.report(tally.as_progress())
    for section in _finished(context, waiting, limits):
        with context.database.read() as tx:
            tally = tally_of(tx, context.job_id, section=section)
        context.report(tally.as_progress())
    return {"season_id": payload["season_id"], **asdict(tally)}


def tally_of(tx: Connection, job_id: str, *, section: str = "") -> Tally:
    """What the plans of a job have come to so far."""
    query = select(shift_plan.c.state, shift_plan.c.figures, shift_plan.c.gap).where(shift_plan.c.job_id == job_id)
    rows = tx.execute(query).all()
    over = [row for row in rows if row.state != ShiftPlanState.SOLVING]
    made = [row for row in over if row.gap is not None]
    return Tally(
        total=len(rows),
        done=len(over),
        failed=len(over) - len(made),
        wishes=sum(row.figures["wishes"] for row in made),
        met=sum(row.figures["met"] for row in made),
        short_days=sum(row.figures["short_days"] for row in made),
        largest_gap=max((row.gap for row in made), default=0.0),
        section=section,
    )


def _waiting(tx: Connection, job_id: str) -> list[int]:
    query = select(shift_plan.c.id).where(shift_plan.c.job_id == job_id, shift_plan.c.state == ShiftPlanState.SOLVING)
    return list(tx.execute(query.order_by(shift_plan.c.id)).scalars())


def _finished(context: JobContext, plan_ids: list[int], limits: ShiftLimits) -> Iterator[str]:
    """The sections in the order in which they come to an end; as many at a time as there are processors."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        running = [pool.submit(_plan_section, context, plan_id, limits) for plan_id in plan_ids]
        try:
            for future in as_completed(running):
                section = future.result()
                if section is not None:
                    yield section
        finally:
            pool.shutdown(cancel_futures=True)


def _plan_section(context: JobContext, plan_id: int, limits: ShiftLimits) -> str | None:
    """Plan one section and propose it; None when the job was called off before."""
    if context.cancelled():
        return None
    with context.database.read() as tx:
        row = load(tx, shift_plan, plan_id)
        snapshot = take(tx, row.season_id, row.department_id, previous_plan_id=row.previous_plan_id)
    try:
        report = plan_shifts_in_child(snapshot.problem, limits, context.cancelled)
    except NoPlan as error:
        staff = ", ".join(snapshot.key.staff_id(person) for person in error.people)
        _fail(context, plan_id, Reason("shifts-contradict", {"staff": staff}))
    except SolveFailed as error:
        if error.reason == CANCELLED:
            return None
        logger.error("plan %s of section %s: %s", plan_id, row.department_id, error)
        _fail(context, plan_id, Reason("shifts-not-solved"))
    else:
        _propose(context, plan_id, snapshot, report)
    return str(row.department_id)


def _propose(context: JobContext, plan_id: int, snapshot: Snapshot, report: Report) -> None:
    """Nothing is proposed that the independent checker does not accept."""
    violations = check(snapshot.problem, report.plan)
    if violations:
        logger.error("plan %s is wrong and was not proposed: %s", plan_id, violations[0])
        _fail(context, plan_id, Reason("shifts-not-solved"))
        return

    def write() -> None:
        with context.database.write() as tx:
            storing.propose(tx, plan_id, snapshot, report, now=context.clock.now())

    retrying(write)


def _fail(context: JobContext, plan_id: int, reason: Reason) -> None:
    def write() -> None:
        with context.database.write() as tx:
            storing.fail(tx, plan_id, (reason,))

    retrying(write)


PLAN_SHIFTS = JobKind(KIND, (plan_sections,))
