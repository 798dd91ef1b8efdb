"""What pages read about jobs, also while they run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from scheduler.db.tables import job
from scheduler.db.versions import load
from scheduler.domain.actor import Actor
from scheduler.domain.permission import may_run_rounds
from scheduler.domain.reason import Reason
from scheduler.errors import NotFound
from scheduler.jobs import failure
from scheduler.jobs.states import UNFINISHED, JobState


@dataclass(frozen=True, slots=True)
class JobView:
    """`progress` is what the running step last reported, `result` what the last step gave, `reasons` why it failed."""

    job_id: str
    kind: str
    state: JobState
    progress: Mapping[str, Any]
    result: Mapping[str, Any]
    reasons: tuple[Reason, ...]
    created_by: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def is_over(self) -> bool:
        return self.state not in UNFINISHED


def get(tx: Connection, actor: Actor, job_id: str) -> JobView:
    """One job of the actor's own, or anybody's for those who run rounds.

    Raises:
        NotFound: there is no such job, or it is another person's.
    """
    row = load(tx, job, job_id)
    if not may_run_rounds(actor) and (actor.staff_id is None or actor.staff_id != row.created_by):
        raise NotFound("job", job_id)
    return _view(row)


def recent(tx: Connection, actor: Actor, *, kind: str | None = None, limit: int = 20) -> tuple[JobView, ...]:
    """The newest jobs first: the actor's own, or everybody's for those who run rounds."""
    query = select(job).order_by(job.c.created_at.desc(), job.c.id).limit(limit)
    if kind is not None:
        query = query.where(job.c.kind == kind)
    if not may_run_rounds(actor):
        query = query.where(job.c.created_by == actor.staff_id)
    return tuple(_view(row) for row in tx.execute(query))


def _view(row: Row[Any]) -> JobView:
    return JobView(
        job_id=row.id,
        kind=row.kind,
        state=JobState(row.state),
        progress=row.progress,
        result=row.result,
        reasons=failure.from_json(row.error or ()),
        created_by=row.created_by,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
