"""The job that rebuilds calendars after a large change, so that nobody's app waits for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from scheduler.db.tables import feed
from scheduler.feeds.documents import current
from scheduler.jobs.context import JobContext
from scheduler.jobs.registry import JobKind


def rebuild(context: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Bring the stored bytes of every subscribed calendar up to date; those that are stay as they are."""
    with context.database.read() as tx:
        query = select(feed.c.scope, feed.c.subject, feed.c.locale).where(feed.c.revoked_at.is_(None)).distinct()
        subscribed = tx.execute(query).all()
    for done, row in enumerate(subscribed, 1):
        if context.cancelled():
            break
        now = context.clock.now()
        current(context.database, row.scope, row.subject, row.locale, now=now, base_url=payload["base_url"])
        context.report({"stage": "calendars", "done": done, "total": len(subscribed)})
    return {"calendars": len(subscribed)}


BUILD_FEEDS = JobKind("build_feeds", (rebuild,))
