"""One start of a job, from taking it to its end; only the start that took it last may write to it.

A worker that was thought dead and comes back finds its token gone from the row and can spoil nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select, update

from scheduler.db.tables import job
from scheduler.db.versions import load
from scheduler.domain.reason import Reason
from scheduler.domain.states import advance
from scheduler.jobs import failure
from scheduler.jobs.states import JOB, UNFINISHED, JobState

# A job that took its process down this often is not started again: it would take down every worker in turn.
MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Attempt:
    """`holder` is the token of this start."""

    job_id: str
    kind: str
    payload: Mapping[str, Any]
    holder: str


def begin(tx: Connection, job_id: str, *, holder: str, now: datetime) -> Attempt | None:
    """Take the job, also from a start that died; None when it is over or has died too often (it has failed then)."""
    row = load(tx, job, job_id, lock=True)
    state = JobState(row.state)
    if state not in UNFINISHED:
        return None
    if row.attempts >= MOST_ATTEMPTS:
        failed = advance("job", JOB, state, "fail")
        error = failure.to_json((failure.CRASHED,))
        values = {"state": failed.value, "error": error, "holder": None, "finished_at": now}
        tx.execute(update(job).where(job.c.id == job_id).values(values))
        return None
    tx.execute(
        update(job)
        .where(job.c.id == job_id)
        .values(
            state=advance("job", JOB, state, "start").value,
            holder=holder,
            attempts=job.c.attempts + 1,
            started_at=row.started_at or now,
        )
    )
    return Attempt(job_id, row.kind, row.payload, holder)


def is_held(tx: Connection, attempt: Attempt) -> bool:
    """False once the job was cancelled or taken over."""
    holder: str | None = tx.execute(select(job.c.holder).where(job.c.id == attempt.job_id)).scalar_one()
    return holder == attempt.holder


def report(tx: Connection, attempt: Attempt, progress: Mapping[str, Any]) -> None:
    """Store how far it is; nothing happens when the job is no longer held."""
    tx.execute(update(job).where(_held(attempt)).values(progress=dict(progress)))


def finish(tx: Connection, attempt: Attempt, result: Mapping[str, Any], *, now: datetime) -> bool:
    """Store the result; False when the job is no longer held."""
    return _write(tx, attempt, "finish", result=dict(result), finished_at=now)


def fail(tx: Connection, attempt: Attempt, reasons: Iterable[Reason], *, now: datetime) -> bool:
    """Store why it failed; False when the job is no longer held."""
    return _write(tx, attempt, "fail", error=failure.to_json(reasons), finished_at=now)


def give_back(tx: Connection, attempt: Attempt) -> bool:
    """Queue the job again because its process stops in good order, which does not count as an attempt.

    Returns whether the job goes on, later or with the start that took it over; False when it is over.
    """
    if _write(tx, attempt, "give_back", attempts=job.c.attempts - 1):
        return True
    return tx.execute(select(job.c.state).where(job.c.id == attempt.job_id)).scalar_one() in UNFINISHED


def _held(attempt: Attempt) -> ColumnElement[bool]:
    return and_(job.c.id == attempt.job_id, job.c.holder == attempt.holder)


def _write(tx: Connection, attempt: Attempt, event: str, **values: Any) -> bool:
    """End this start with an event; a job that is held is running."""
    state = advance("job", JOB, JobState.RUNNING, event)
    done = tx.execute(update(job).where(_held(attempt)).values(state=state.value, holder=None, **values))
    return done.rowcount == 1
