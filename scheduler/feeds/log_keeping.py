"""Keeps the change log of the calendars short: what nobody goes back to any more is dropped."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from scheduler.clock import Clock
from scheduler.db.tables import feed_change
from scheduler.db.transaction import Database, retrying
from scheduler.feeds.revisions import KEPT, forget_old

A_DAY = timedelta(days=1)


def forget_old_changes(database: Database, clock: Clock) -> None:
    """The chore of a process that runs jobs: while nothing is old it writes nothing."""
    now = clock.now()
    with database.read() as tx:
        oldest = tx.execute(select(feed_change.c.changed_at).order_by(feed_change.c.changed_at).limit(1)).scalar()
    # A day more, so that it writes once a day and not with every look.
    if oldest is None or oldest > now - KEPT - A_DAY:
        return

    def write() -> None:
        with database.write() as tx:
            forget_old(tx, now=now)

    retrying(write)
