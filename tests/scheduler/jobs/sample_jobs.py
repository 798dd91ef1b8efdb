"""A kind of job to try the engine with: two steps that leave rows, and stop at gates where a test wants them."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from scheduler.db.transaction import Database
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.jobs.context import JobContext
from scheduler.jobs.registry import JobKind

TABLES = (
    # What a step changes: keyed by the job, so that doing it twice changes nothing.
    "CREATE TABLE effect (job_id VARCHAR(36), step VARCHAR(20), PRIMARY KEY (job_id, step))",
    # Every time a step ran.
    "CREATE TABLE step_run (job_id VARCHAR(36), step VARCHAR(20))",
)


def create_tables(database: Database) -> None:
    with database.write() as tx:
        for statement in TABLES:
            tx.execute(text(statement))


def effects(database: Database, job_id: str) -> list[str]:
    return _steps(database, "effect", job_id)


def runs(database: Database, job_id: str) -> list[str]:
    return _steps(database, "step_run", job_id)


def _steps(database: Database, table: str, job_id: str) -> list[str]:
    with database.read() as tx:
        rows = tx.execute(text(f"SELECT step FROM {table} WHERE job_id = :job_id ORDER BY step"), {"job_id": job_id})
        return list(rows.scalars())


def first(context: JobContext, data: dict[str, Any]) -> dict[str, Any]:
    _work(context, "first")
    return {"trail": [*data.get("trail", ()), "first"]}


def second(context: JobContext, data: dict[str, Any]) -> dict[str, Any]:
    _work(context, "second")
    return {"trail": [*data["trail"], "second"]}


def _work(context: JobContext, step: str) -> None:
    """Payload: `hold` names the gate to wait at, `die` the step that kills its process, `fail` how to fail."""
    _gate(context, f"{step}-before")
    with context.database.write() as tx:
        _leave_rows(tx, context.job_id, step)
    context.report({"stage": step})
    if context.payload.get("die") == step:
        os.kill(os.getpid(), signal.SIGKILL)
    if context.payload.get("fail") == "refused":
        raise Refused(Reason("unit-taken", {"asset_number": "PC-001"}), Reason("too-long"))
    if context.payload.get("fail") == "crash":
        raise ZeroDivisionError("an ordinary mistake")
    _gate(context, f"{step}-after")


def _leave_rows(tx: Connection, job_id: str, step: str) -> None:
    values = {"job_id": job_id, "step": step}
    tx.execute(text("INSERT INTO step_run VALUES (:job_id, :step)"), values)
    tx.execute(text("INSERT INTO effect VALUES (:job_id, :step) ON CONFLICT DO NOTHING"), values)


def _gate(context: JobContext, name: str) -> None:
    if context.payload.get("hold") != name:
        return
    gates = Path(context.payload["gates"])
    (gates / "reached").touch()
    pause = threading.Event()
    while not (gates / "open").exists():
        if context.cancelled():
            raise RuntimeError("a step may stop in any way once it was told to")
        pause.wait(0.02)


KIND = JobKind("import", (first, second))
