"""Imports as their page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from scheduler.db.tables import import_run
from scheduler.db.versions import load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.imports.reports import FileReport, reports_from_json


@dataclass(frozen=True, slots=True)
class ImportView:
    """`state`: previewed, applied, refused (strict, and a row was refused) or discarded."""

    run_id: int
    state: str
    mode: str
    files: tuple[FileReport, ...]
    job_id: str | None
    created_by: str | None
    created_at: datetime
    applied_at: datetime | None

    @property
    def total(self) -> int:
        return sum(item.total for item in self.files)

    @property
    def accepted(self) -> int:
        return sum(item.accepted + item.ignored for item in self.files)

    @property
    def rejected(self) -> int:
        return sum(item.rejected for item in self.files)

    @property
    def may_be_taken(self) -> bool:
        """Whether taking it now would write anything."""
        return self.state == "previewed" and (self.mode == "partial" or self.rejected == 0)


def runs(tx: Connection, *, actor: Actor, limit: int = 20) -> tuple[ImportView, ...]:
    """The latest imports, newest first."""
    permission.require(permission.may_import(actor), "import")
    rows = tx.execute(select(import_run).order_by(import_run.c.id.desc()).limit(limit))
    return tuple(_view(row) for row in rows)


def one(tx: Connection, run_id: int, *, actor: Actor) -> ImportView:
    permission.require(permission.may_import(actor), "import")
    return _view(load(tx, import_run, run_id))


def _view(row: Row[Any]) -> ImportView:
    return ImportView(
        run_id=row.id,
        state=row.state,
        mode=row.mode,
        files=reports_from_json(row.report),
        job_id=row.job_id,
        created_by=row.created_by,
        created_at=row.created_at,
        applied_at=row.applied_at,
    )
