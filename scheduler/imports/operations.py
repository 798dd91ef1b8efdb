"""Preview files, then take them: strictly (one refused row stops everything) or partially (row by row)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, insert, select, update

from scheduler.audit.operations import record
from scheduler.db.tables import import_file, import_run
from scheduler.db.versions import load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.imports.context import known
from scheduler.imports.reports import reports_as_json
from scheduler.imports.storing import Report, store
from scheduler.interchange.context import Context
from scheduler.interchange.files import ParsedDirectory, read_directory, read_file
from scheduler.interchange.headers import file_stem
from scheduler.jobs.operations import submit

MODES = ("strict", "partial")
LARGEST_FILE = 10 * 1024 * 1024


def preview(tx: Connection, files: Mapping[str, bytes], *, mode: str, actor: Actor, now: datetime) -> int:
    """Read the files against what the office knows and keep them with their report; nothing is taken yet.

    Returns the id of the import.
    """
    permission.require(permission.may_import(actor), "import")
    if mode not in MODES:
        raise Refused(Reason("E_UNKNOWN_CODE", {"column": "mode", "text": mode, "allowed": ", ".join(MODES)}))
    if not files:
        raise Refused(Reason("no-files"))
    parsed = read(files, known(tx))
    values = {
        "state": "previewed",
        "mode": mode,
        "digest": _digest(files),
        "report": reports_as_json(parsed.files),
        "created_by": actor.staff_id,
        "created_at": now,
    }
    run_id = int(tx.execute(insert(import_run).values(values).returning(import_run.c.id)).scalar_one())
    rows = [{"import_run_id": run_id, "name": name, "content": data} for name, data in files.items()]
    tx.execute(insert(import_file), rows)
    record(tx, actor=actor, now=now, action="preview", noun="import", key=run_id, after={"files": sorted(files)})
    return run_id


def request_apply(tx: Connection, run_id: int, *, actor: Actor, now: datetime) -> str:
    """Ask for a previewed import to be taken; returns the id of the job that does it after the commit."""
    permission.require(permission.may_import(actor), "import")
    row = load(tx, import_run, run_id, lock=True)
    if row.state != "previewed":
        raise Refused(Reason("import-over", {"state": row.state}))
    job_id = submit(tx, kind="import", payload={"import_run_id": run_id}, actor=actor, now=now)
    tx.execute(update(import_run).where(import_run.c.id == run_id).values(job_id=job_id))
    return job_id


def apply(tx: Connection, run_id: int, *, actor: Actor, now: datetime, report: Report | None = None) -> int:
    """Take a previewed import in this one transaction; returns the rows taken. A second time does nothing.

    The files are read once more, against what the office knows by now.
    """
    permission.require(permission.may_import(actor), "import")
    row = load(tx, import_run, run_id, lock=True)
    if row.state != "previewed":
        return 0
    parsed = read(files_of(tx, run_id), known(tx))
    refused = row.mode == "strict" and not parsed.clean
    taken = 0 if refused else store(tx, parsed, now=now, report=report)
    values = {
        "state": "refused" if refused else "applied",
        "report": reports_as_json(parsed.files),
        "applied_at": None if refused else now,
    }
    tx.execute(update(import_run).where(import_run.c.id == run_id).values(values))
    record(tx, actor=actor, now=now, action="apply", noun="import", key=run_id, after={"rows": taken})
    return taken


def discard(tx: Connection, run_id: int, *, actor: Actor, now: datetime) -> None:
    """Put a previewed import away; its report is kept."""
    permission.require(permission.may_import(actor), "import")
    row = load(tx, import_run, run_id, lock=True)
    if row.state != "previewed":
        raise Refused(Reason("import-over", {"state": row.state}))
    tx.execute(update(import_run).where(import_run.c.id == run_id).values(state="discarded"))
    tx.execute(import_file.delete().where(import_file.c.import_run_id == run_id))
    record(tx, actor=actor, now=now, action="discard", noun="import", key=run_id)


def files_of(tx: Connection, run_id: int) -> dict[str, bytes]:
    query = select(import_file.c.name, import_file.c.content).where(import_file.c.import_run_id == run_id)
    return {row.name: row.content for row in tx.execute(query)}


def read(files: Mapping[str, bytes], context: Context) -> ParsedDirectory:
    """One file may have any name, for its header says what it is; several are told apart by their names."""
    if len(files) == 1:
        ((name, data),) = files.items()
        return ParsedDirectory((read_file(name, data, context),), context)
    return read_directory(files, context)


def _digest(files: Mapping[str, bytes]) -> str:
    whole = sha256()
    for name in sorted(files):
        whole.update(file_stem(name).encode() + b"\0" + sha256(files[name]).digest())
    return whole.hexdigest()
