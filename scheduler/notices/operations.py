"""Telling people, and knowing what they have read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, update

from scheduler.db.tables import notice


def tell(tx: Connection, staff_id: str, code: str, params: Mapping[str, Any], *, now: datetime) -> None:
    """Put a notice on a person's first page; `params` hold JSON values."""
    values = {"staff_id": staff_id, "created_at": now, "code": code, "params": json.dumps(dict(params))}
    tx.execute(insert(notice).values(values))


def mark_read(tx: Connection, staff_id: str, *, now: datetime) -> None:
    """Everything the person has on the first page."""
    tx.execute(update(notice).where(notice.c.staff_id == staff_id, notice.c.read_at.is_(None)).values(read_at=now))
