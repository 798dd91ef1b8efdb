"""Marks what a change makes visible: in the same transaction, so that no feed can miss it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, func
from sqlalchemy.dialects import postgresql, sqlite

from scheduler.db.tables import feed_revision

Subject = tuple[str, str]  # scope ("person", "unit", "office") and its key


def touch(tx: Connection, subjects: Iterable[Subject], *, now: datetime) -> None:
    """Raise the revision of each subject. Sorted, so that two writers lock the rows in one order."""
    rows = [
        {"scope": scope, "subject": subject, "revision": 1, "changed_at": now}
        for scope, subject in sorted(set(subjects))
    ]
    if not rows:
        return
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(feed_revision)
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=[feed_revision.c.scope, feed_revision.c.subject],
            set_={
                "revision": feed_revision.c.revision + 1,
                # Never backwards: Last-Modified must not shrink when a clock is set back.
                "changed_at": func.max(feed_revision.c.changed_at, statement.excluded.changed_at)
                if tx.dialect.name == "sqlite"
                else func.greatest(feed_revision.c.changed_at, statement.excluded.changed_at),
            },
        ),
        rows,
    )
