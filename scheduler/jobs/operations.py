"""Asking for a job and calling it off."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, update

from scheduler.audit.operations import record
from scheduler.db.tables import job
from scheduler.db.versions import load
from scheduler.domain.actor import Actor
from scheduler.domain.permission import may_run_rounds, require
from scheduler.domain.states import advance
from scheduler.jobs.states import JOB, JobState


def submit(tx: Connection, *, kind: str, payload: Mapping[str, Any], actor: Actor, now: datetime) -> str:
    """Queue a job in the caller's transaction and return its id; an engine starts it after the commit.

    Whether the actor may ask for it is the rule of the noun that calls this. `payload` holds JSON values.
    """
    job_id = str(uuid.uuid4())
    tx.execute(
        insert(job).values(
            id=job_id,
            kind=kind,
            state=JobState.QUEUED.value,
            payload=dict(payload),
            progress={},
            result={},
            created_by=actor.staff_id,
            created_at=now,
        )
    )
    record(tx, actor=actor, now=now, action="submit", noun="job", key=job_id, after={"kind": kind})
    return job_id


def cancel(tx: Connection, job_id: str, *, actor: Actor, now: datetime) -> None:
    """Call a job off at once; a step that is running notices within a quarter of a second and its output is dropped.

    Raises:
        NotFound: there is no such job.
        NotAllowed: it is another person's and the actor does not run rounds.
        IllegalTransition: it is over already.
    """
    row = load(tx, job, job_id, lock=True)
    require(may_run_rounds(actor) or (actor.staff_id is not None and actor.staff_id == row.created_by), "cancel-job")
    state = advance("job", JOB, JobState(row.state), "cancel")
    tx.execute(update(job).where(job.c.id == job_id).values(state=state.value, holder=None, finished_at=now))
    record(
        tx,
        actor=actor,
        now=now,
        action="cancel",
        noun="job",
        key=job_id,
        before={"state": row.state},
        after={"state": state.value},
    )
