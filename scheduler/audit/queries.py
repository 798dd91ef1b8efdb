"""Reads the audit: who did what to which thing, latest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from scheduler.db.tables import audit
from scheduler.domain.actor import Actor, Role
from scheduler.domain.permission import require


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One change. `staff_id` is None for the office itself (a command, a job)."""

    line_id: int
    at: datetime
    staff_id: str | None
    source: str
    action: str
    noun: str
    key: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def lines(
    tx: Connection,
    *,
    actor: Actor,
    staff_id: str | None = None,
    noun: str | None = None,
    key: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before_id: int | None = None,
    limit: int = 50,
) -> tuple[AuditLine, ...]:
    """The latest lines about a person, a kind of thing, or one thing, in [since, until).

    `before_id` goes on from the page before.
    """
    require(actor.has(Role.ADMIN), "audit")
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    for column, wanted in ((audit.c.staff_id, staff_id), (audit.c.noun, noun), (audit.c.key, key)):
        if wanted:
            query = query.where(column == wanted)
    if since is not None:
        query = query.where(audit.c.at >= since)
    if until is not None:
        query = query.where(audit.c.at < until)
    if before_id is not None:
        query = query.where(audit.c.id < before_id)
    return tuple(AuditLine(*row) for row in tx.execute(query))
