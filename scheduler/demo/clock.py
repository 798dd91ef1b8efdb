"""The clock of this installation: the real one, or one that the demonstration has set to a day of its sample data."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select

from scheduler.clock import Clock
from scheduler.db.tables import setting

_KEY = "demo_clock"


def read_clock(tx: Connection) -> Clock:
    """The clock everything in this installation goes by."""
    seconds = tx.execute(select(setting.c.value).where(setting.c.key == _KEY)).scalar_one_or_none()
    return Clock(timedelta(seconds=int(seconds or 0)))


def set_clock(tx: Connection, *, offset: timedelta) -> None:
    """Move the clock by whole seconds; zero is the real time. Processes that run keep the clock they opened with."""
    tx.execute(delete(setting).where(setting.c.key == _KEY))
    if offset:
        tx.execute(insert(setting).values(key=_KEY, value=str(int(offset.total_seconds()))))
