"""Marks what a change makes visible: in the same transaction, so that no calendar can miss it.

Each mark raises the revision of a subject and leaves in the change log what the revision was about. The row of the
revision is locked until the commit, so the log of one subject is complete and in the order of the commits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from scheduler.db.tables import feed_change, feed_revision

Subject = tuple[str, str]  # scope ("person", "unit", "office", …) and its key; see scheduler/feeds/subjects.py

ANYTHING = "*"
# Beyond this many, building a calendar anew costs less than looking for the pieces.
MOST_ITEMS = 100
# Whoever reads less often than this gets the whole calendar instead of what changed.
KEPT = timedelta(days=14)


def touch(tx: Connection, subjects: Iterable[Subject], *, now: datetime, items: Collection[str] = ()) -> None:
    """Raise the revision of each subject. Sorted, so that two writers lock the rows in one order.

    items: uids of the bookings that changed; none when anything may have.
    """
    wanted = sorted(set(subjects))
    if not wanted:
        return
    revisions = _raise(tx, wanted, now)
    told = sorted(set(items)) if 0 < len(set(items)) <= MOST_ITEMS else [ANYTHING]
    rows = [
        {"scope": scope, "subject": subject, "revision": revisions[scope, subject], "item": item, "changed_at": now}
        for scope, subject in wanted
        for item in told
    ]
    tx.execute(feed_change.insert(), rows)


def changed_between(tx: Connection, subject: Subject, after: int, until: int) -> frozenset[str] | None:
    """The uids of the bookings that the revisions after `after` up to `until` were about.

    None when the log does not say: it is too old, there are too many, or anything may have changed.
    """
    if until <= after:
        return frozenset()
    query = select(feed_change.c.revision, feed_change.c.item).where(
        feed_change.c.scope == subject[0],
        feed_change.c.subject == subject[1],
        feed_change.c.revision > after,
        feed_change.c.revision <= until,
    )
    rows = tx.execute(query.limit(MOST_ITEMS * 10)).all()
    items = frozenset(row.item for row in rows)
    is_complete = len({row.revision for row in rows}) == until - after
    return items if is_complete and ANYTHING not in items and len(items) <= MOST_ITEMS else None


def forget_old(tx: Connection, *, now: datetime) -> None:
    """Drop from the log what nobody goes back to any more."""
    tx.execute(delete(feed_change).where(feed_change.c.changed_at < now - KEPT))


def _raise(tx: Connection, subjects: list[Subject], now: datetime) -> dict[Subject, int]:
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    later = func.max if tx.dialect.name == "sqlite" else func.greatest
    rows = [{"scope": scope, "subject": subject, "revision": 1, "changed_at": now} for scope, subject in subjects]
    found: dict[Subject, int] = {}
    for start in range(0, len(rows), 200):
        statement = dialect.insert(feed_revision).values(rows[start : start + 200])
        raised = statement.on_conflict_do_update(
            index_elements=[feed_revision.c.scope, feed_revision.c.subject],
            set_={
                "revision": feed_revision.c.revision + 1,
                # Never backwards: Last-Modified must not shrink when a clock is set back.
                "changed_at": later(feed_revision.c.changed_at, statement.excluded.changed_at),
            },
        ).returning(feed_revision.c.scope, feed_revision.c.subject, feed_revision.c.revision)
        found |= {(row.scope, row.subject): row.revision for row in tx.execute(raised)}
    return found
