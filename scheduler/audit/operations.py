"""Writes the audit in the same transaction as the change it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from scheduler.db.tables import audit
from scheduler.domain.actor import Actor


def record(
    tx: Connection,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    noun: str,
    key: object,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Append one line. `before` and `after` hold JSON values; never tokens, passwords, notes or grounds."""
    tx.execute(
        insert(audit).values(
            at=now,
            staff_id=actor.staff_id,
            source=actor.source.value,
            action=action,
            noun=noun,
            key=str(key),
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
        )
    )
