"""The job that takes a previewed import: one step, one transaction, so a kill leaves all of it or nothing."""

from __future__ import annotations

from typing import Any

from scheduler.db.transaction import retrying
from scheduler.domain.actor import Source, system_actor
from scheduler.imports.operations import apply
from scheduler.jobs.context import JobContext
from scheduler.jobs.registry import JobKind


def take(context: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Take it; a second start finds it taken and does nothing."""

    context.report({"stage": "import"})

    def work() -> int:
        with context.database.write() as tx:
            now = context.clock.now()
            return apply(tx, payload["import_run_id"], actor=system_actor(Source.IMPORT), now=now)

    return {"import_run_id": payload["import_run_id"], "rows": retrying(work)}


IMPORT = JobKind("import", (take,))
