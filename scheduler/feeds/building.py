"""The job that rebuilds calendars after a large change, so that nobody's app waits for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from scheduler.db.tables import feed
from scheduler.feeds.documents import current
from scheduler.feeds.views import View
from scheduler.jobs.context import JobContext
from scheduler.jobs.registry import JobKind


def rebuild(context: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Bring the stored bytes of every subscribed calendar up to date; those that are stay as they are."""
    columns = (feed.c.scope, feed.c.subject, feed.c.profile, feed.c.locale, feed.c.drops_cancelled)
    with context.database.read() as tx:
        subscribed = tx.execute(select(*columns).where(feed.c.revoked_at.is_(None)).distinct()).all()
    for done, (scope, subject, profile, locale, drops_cancelled) in enumerate(subscribed, 1):
        if context.cancelled():
            break
        view = View(scope, subject, profile, locale, False, drops_cancelled)
        current(context.database, view, now=context.clock.now(), base_url=payload["base_url"])
        context.report({"stage": "calendars", "done": done, "total": len(subscribed)})
    return {"calendars": len(subscribed)}


BUILD_FEEDS = JobKind("build_feeds", (rebuild,))
