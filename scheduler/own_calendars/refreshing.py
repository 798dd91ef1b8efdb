"""Reads the calendars that were given by their address again, a few at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from scheduler.clock import Clock
from scheduler.db.tables import own_calendar
from scheduler.db.transaction import Database, retrying
from scheduler.errors import Refused
from scheduler.jobs.background import InBackground
from scheduler.own_calendars import operations
from scheduler.own_calendars.fetching import Fetched, fetch
from scheduler.own_calendars.reading import busy_times

EVERY = timedelta(hours=4)
LONGEST_WAIT = timedelta(days=2)
AT_A_TIME = 20

Fetch = Callable[..., Fetched]


def refresh_due(database: Database, clock: Clock, fetch: Fetch = fetch) -> int:
    """Read what is due; returns how many. What cannot be read is tried less and less often."""
    now = clock.now()
    with database.read() as tx:
        due = _due(tx, now)
    for row in due:
        _refresh(database, row, clock.now(), fetch)
    return len(due)


def _due(tx: Connection, now: datetime) -> list[Row[Any]]:
    query = select(own_calendar).where(own_calendar.c.address.is_not(None), own_calendar.c.tried_at <= now - EVERY)
    rows = tx.execute(query.order_by(own_calendar.c.tried_at, own_calendar.c.id)).all()
    return [row for row in rows if now - row.tried_at >= min(EVERY * 2**row.failures, LONGEST_WAIT)][:AT_A_TIME]


def _refresh(database: Database, row: Row[Any], now: datetime, fetch: Fetch) -> None:
    try:
        fetched = fetch(row.address, etag=row.etag)
        busy = None if fetched.data is None else busy_times(fetched.data, now=now)
    except Refused as refused:
        told = refused
        _write(database, lambda tx: operations.note_failure(tx, row.id, told, now=now))
        return
    _write(database, lambda tx: operations.renew(tx, row.id, busy, etag=fetched.etag, now=now))


def _write(database: Database, work: Callable[[Connection], None]) -> None:
    def write() -> None:
        with database.write() as tx:
            work(tx)

    retrying(write)


refresh_own_calendars = InBackground("own-calendars", refresh_due)
"""The chore."""
