"""What has not arrived in time cannot be used yet: its outage goes on, day by day, until it is received."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from calendars import local_date, next_working_day
from scheduler.clock import Clock
from scheduler.db.tables import closure, transfer, transfer_item
from scheduler.db.transaction import Database, retrying
from scheduler.domain.loan_period import at
from scheduler.domain.states import TransferState
from scheduler.offices.queries import closed_days
from scheduler.transfers.couriers import ARRIVES
from scheduler.transfers.rehoming import postpone

RUNNING = (TransferState.ORDERED, TransferState.PACKED, TransferState.IN_TRANSIT)


def keep_out_what_is_late(database: Database, clock: Clock) -> None:
    """The chore of a process that runs jobs: without a late transfer it writes nothing."""
    with database.read() as tx:
        is_idle = tx.execute(_ending(clock.now()).limit(1)).first() is None
    if is_idle:
        return

    def write() -> None:
        with database.write() as tx:
            keep_out(tx, now=clock.now())

    retrying(write)


def keep_out(tx: Connection, *, now: datetime) -> int:
    """Until noon of the next working day; returns how many units that concerns."""
    until = at(next_working_day(local_date(now), closed_days(tx)), ARRIVES)
    late: Sequence[int] = tx.execute(_ending(now)).scalars().all()
    for closure_id in late:
        postpone(tx, closure_id, until, now=now)
    return len(late)


def _ending(now: datetime) -> Select[Any]:
    """Outages of units that have not arrived, which are over."""
    return (
        select(closure.c.id)
        .join(transfer_item, transfer_item.c.closure_id == closure.c.id)
        .join(transfer, transfer.c.id == transfer_item.c.transfer_id)
        .where(
            transfer_item.c.outcome.is_(None),
            transfer.c.state.in_(RUNNING),
            closure.c.cancelled_at.is_(None),
            closure.c.ends_at <= now,
        )
        .order_by(closure.c.id)
    )
