"""Notices nobody has read yet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from scheduler.db.tables import notice
from scheduler.domain.reason import Reason

MOST_SHOWN = 20
_MOMENTS = frozenset({"start", "end", "new_start", "new_end", "until"})


@dataclass(frozen=True, slots=True)
class Notice:
    """`message` is turned into a sentence at the door, like any reason."""

    notice_id: int
    created_at: datetime
    message: Reason


def unread(tx: Connection, staff_id: str) -> tuple[Notice, ...]:
    """The latest first."""
    query = select(notice).where(notice.c.staff_id == staff_id, notice.c.read_at.is_(None))
    rows = tx.execute(query.order_by(notice.c.id.desc()).limit(MOST_SHOWN))
    return tuple(Notice(row.id, row.created_at, Reason(row.code, _params(json.loads(row.params)))) for row in rows)


def _params(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: datetime.fromisoformat(value) if name in _MOMENTS else value for name, value in values.items()}
