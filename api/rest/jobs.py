"""Long work, and how far it is."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.idempotency import GivenIdempotent
from api.rest.local_time import in_tokyo
from scheduler.jobs import operations as job_operations
from scheduler.jobs import queries as jobs
from scheduler.jobs.queries import JobView


@get("/jobs/{job_id:str}", tags=["Jobs"], summary="One job and how far it is", sync_to_thread=True)
def one_job(services: GivenServices, actor: GivenActor, job_id: FromPath[str]) -> JobView:
    """For whoever asked for it, and those who run rounds."""
    with services.database.read() as tx:
        return in_tokyo(jobs.get(tx, actor, job_id))


@post("/jobs/{job_id:str}/cancel", tags=["Jobs"], summary="Call a job off", status_code=204, sync_to_thread=True)
def cancel_job(actor: GivenActor, now: GivenNow, job_id: FromPath[str], idempotent: GivenIdempotent) -> Response[None]:
    """At once; what it had done so far is dropped."""

    def work(tx: Any) -> None:
        job_operations.cancel(tx, job_id, actor=actor, now=now)

    return idempotent.run(work)


ROUTES = (one_job, cancel_job)
