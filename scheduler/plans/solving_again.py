"""A plan solved again to verify it: asked for as a job, since it may take as long as the plan did, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from scheduler.db.tables import job
from scheduler.domain.actor import Actor, Source, system_actor
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.jobs import queries as jobs
from scheduler.jobs.context import JobContext
from scheduler.jobs.operations import submit
from scheduler.jobs.queries import JobView
from scheduler.jobs.registry import JobKind
from scheduler.plans.verifying import Check, replay_of, require_finished, solve_again
from scheduler.reasons import as_json, from_json

VERIFY_JOB = "verify"
ACTOR = system_actor(Source.JOB)


def request_again(tx: Connection, plan_id: int, *, actor: Actor, now: datetime) -> str:
    """Have a finished plan solved again with its seed and limits; returns the job's id.

    Raises:
        Refused: the plan is not finished, or is being solved again already.
    """
    require_finished(tx, plan_id, actor=actor)
    before = latest(tx, plan_id, actor=actor)
    if before is not None and not before.is_over:
        raise Refused(Reason("still-verifying"))
    return submit(tx, kind=VERIFY_JOB, payload={"plan_id": plan_id}, actor=actor, now=now)


def latest(tx: Connection, plan_id: int, *, actor: Actor) -> JobView | None:
    """The last time that the plan was solved again, done or not."""
    query = (
        select(job.c.id)
        .where(job.c.kind == VERIFY_JOB, job.c.payload["plan_id"].as_integer() == plan_id)
        .order_by(job.c.created_at.desc())
        .limit(1)
    )
    job_id = tx.execute(query).scalar_one_or_none()
    return None if job_id is None else jobs.get(tx, actor, job_id)


def checks_of(done: JobView | None) -> tuple[Check, ...]:
    """What solving again found; nothing before it is done."""
    result: Mapping[str, Any] = done.result if done is not None else {}
    found = zip(from_json(result.get("said", ())), result.get("holds", ()), strict=True)
    return tuple(Check(said, holds) for said, holds in found)


def solve(context: JobContext, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Changes nothing, so that it can run again."""
    context.report({"stage": "verify"})
    with context.database.read() as tx:
        replay = replay_of(tx, payload["plan_id"], actor=ACTOR)
    checks = solve_again(replay, context.cancelled)
    return {"said": as_json(item.said for item in checks), "holds": [item.holds for item in checks]}


VERIFY = JobKind(VERIFY_JOB, (solve,))
