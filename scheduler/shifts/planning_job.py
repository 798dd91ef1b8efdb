"""The job that plans sections: several side by side in child processes, each proposed as soon as it is solved.

Its one step does what is still to be done, so a process that was killed goes on with the sections that are left.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select

from calendars import local_date
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
from solver.process import SolveFailed, plan_each_in_child
from solver.shifts import NoPlan, ShiftLimits, check
from solver.shifts.answers import Report

logger = logging.getLogger(__name__)

KIND = "plan_shifts"
WORKERS = os.cpu_count() or 1
LARGEST_BATCH = 10


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
        waiting = _waiting(tx, context.job_id)
    _tell(context)
    with ThreadPoolExecutor(WORKERS) as pool:
        running = [pool.submit(_plan_batch, context, batch, limits) for batch in _batches(waiting)]
        try:
            for future in as_completed(running):
                future.result()
        finally:
            pool.shutdown(cancel_futures=True)
    return {"season_id": payload["season_id"], **asdict(_tell(context))}


def _batches(plan_ids: list[int]) -> Iterator[list[int]]:
    """What one child process solves: several sections, since starting it takes longer than solving a small one."""
    size = max(1, min(LARGEST_BATCH, len(plan_ids) // WORKERS))
    for start in range(0, len(plan_ids), size):
        yield plan_ids[start : start + size]


def _tell(context: JobContext, *, section: str = "") -> Tally:
    """Report how far the job is."""
    with context.database.read() as tx:
        tally = tally_of(tx, context.job_id, section=section)
    context.report(tally.as_progress())
    return tally


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


def _plan_batch(context: JobContext, plan_ids: list[int], limits: ShiftLimits) -> None:
    """Plan sections one after the other; where the child fails, that one fails and the others go on in a new one."""
    left = list(plan_ids)
    while left and not context.cancelled():
        snapshots = _snapshots(context, left)
        try:
            answers = plan_each_in_child([each.problem for each in snapshots], limits, context.cancelled)
            for snapshot, answer in zip(snapshots, answers, strict=True):
                _settle(context, left.pop(0), snapshot, answer)
        except SolveFailed as error:
            if error.reason == CANCELLED:
                return
            logger.error("plan %s: %s", left[0], error)
            _fail(context, left.pop(0), Reason("shifts-not-solved"))


def _snapshots(context: JobContext, plan_ids: list[int]) -> list[Snapshot]:
    with context.database.read() as tx:
        rows = [load(tx, shift_plan, plan_id) for plan_id in plan_ids]
        return [
            take(
                tx,
                row.season_id,
                row.department_id,
                previous_plan_id=row.previous_plan_id,
                begun=local_date(row.created_at),
            )
            for row in rows
        ]


def _settle(context: JobContext, plan_id: int, snapshot: Snapshot, answer: Report | NoPlan) -> None:
    """Propose the plan, or say why there is none. Nothing is proposed that the independent checker does not accept."""
    if isinstance(answer, NoPlan):
        staff = ", ".join(snapshot.key.staff_id(person) for person in answer.people)
        _fail(context, plan_id, Reason("shifts-contradict", {"staff": staff}))
        return
    violations = check(snapshot.problem, answer.plan)
    if violations:
        logger.error("plan %s is wrong and was not proposed: %s", plan_id, violations[0])
        _fail(context, plan_id, Reason("shifts-not-solved"))
        return

    def write(tx: Connection) -> None:
        storing.propose(tx, plan_id, snapshot, answer, now=context.clock.now())

    _write(context, plan_id, write)


def _fail(context: JobContext, plan_id: int, reason: Reason) -> None:
    _write(context, plan_id, lambda tx: storing.fail(tx, plan_id, (reason,)))


def _write(context: JobContext, plan_id: int, change: Callable[[Connection], None]) -> None:
    """Change a section's plan in a transaction of its own, and tell how far the job is then."""

    def work() -> str:
        with context.database.write() as tx:
            change(tx)
            return str(load(tx, shift_plan, plan_id).department_id)

    _tell(context, section=retrying(work))


PLAN_SHIFTS = JobKind(KIND, (plan_sections,))
