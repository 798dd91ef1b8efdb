"""Ask for a repair of what a closure gets in the way of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from scheduler.audit.operations import record
from scheduler.db.tables import closure, job, repair
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.domain.states import PLAN, PlanState, advance
from scheduler.errors import Refused
from scheduler.jobs.operations import submit
from scheduler.jobs.states import UNFINISHED

REPAIR_JOB = "repair"
DEFAULT_SECONDS = 30.0


def request_repair(
    tx: Connection, closure_id: int, *, seconds: float = DEFAULT_SECONDS, actor: Actor, now: datetime
) -> tuple[int, str]:
    """Have it worked out who moves where; returns the repair's id and its job's. It takes the place of earlier ones.

    Raises:
        Refused: the closure was lifted, or its time is over, or another repair of it is being worked out.
    """
    permission.require(permission.may_keep_stock(actor), "repair")
    row = load(tx, closure, closure_id, lock=True)
    if row.cancelled_at is not None:
        raise Refused(Reason("closure-lifted", {"at": row.cancelled_at}))
    if row.ends_at <= now:
        raise Refused(Reason("closure-past", {"end": row.ends_at}))
    _end_earlier(tx, closure_id)
    job_id = submit(tx, kind=REPAIR_JOB, payload={"seconds": seconds}, actor=actor, now=now)
    values = {
        "closure_id": closure_id,
        "state": PlanState.SOLVING,
        "job_id": job_id,
        "result": {},
        "created_by": actor.staff_id,
        "created_at": now,
    }
    repair_id = int(tx.execute(insert(repair).values(values).returning(repair.c.id)).scalar_one())
    record(tx, actor=actor, now=now, action="propose", noun="repair", key=repair_id, after={"closure": closure_id})
    return repair_id, job_id


def _end_earlier(tx: Connection, closure_id: int) -> None:
    """A repair that nobody works on any more has failed; one that is proposed gives way to the new one."""
    open_states = (PlanState.SOLVING, PlanState.PROPOSED)
    query = (
        select(repair.c.id, repair.c.state, job.c.state.label("job_state"))
        .outerjoin(job, job.c.id == repair.c.job_id)
        .where(repair.c.closure_id == closure_id, repair.c.state.in_(open_states))
    )
    for row in tx.execute(query).all():
        state = PlanState(row.state)
        if state is PlanState.SOLVING and row.job_state in UNFINISHED:
            raise Refused(Reason("still-solving"))
        event = "fail" if state is PlanState.SOLVING else "supersede"
        change(tx, repair, row.id, expected=None, state=advance("plan", PLAN, state, event))
