"""A small office with a waiting list, and its jobs run step by step in this thread."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.actor import Actor
from scheduler.domain.states import RequestState
from scheduler.jobs.registry import JobKind
from scheduler.moving import resolving
from scheduler.waiting.job import OFFER
from solver.allocation import resolve
from tests import builders
from tests.builders import at
from tests.scheduler.rounds import StepContext

NOW = at("2026-07-03 14:00")
KEEPER = builders.keeper()
DAY = "2026-07-06"


@pytest.fixture
def solved_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process, for a child takes a second to start; the tests of crashes go through one."""
    monkeypatch.setattr(resolving, "resolve_in_child", resolve)


def person(number: int) -> Actor:
    return builders.actor(f"S00000{number}", department_id="D0002", office_id="YG-SNI")


def furnish(tx: Connection, *, seats: int = 1, people: int = 5) -> list[int]:
    """Seats at the head office, and people of Shonai who may use them; returns the seats' ids."""
    builders.office(tx, "YG-HQ")
    for number in range(1, people + 1):
        builders.staff_member(tx, f"S00000{number}", department_id="D0002", office_id="YG-SNI")
    return builders.pool_with_units(tx, "seat", "YG-HQ", seats)


def seated(tx: Connection, number: int, unit_id: int, start: str, end: str, **values: Any) -> int:
    """A booking on Monday 6 July that answers a request, as a round leaves it."""
    times = (at(f"{DAY} {start}"), at(f"{DAY} {end}"))
    asked = {key: values.pop(key) for key in ("flex_earlier_min", "flex_later_min") if key in values}
    occurrence_id = builders.occurrence(tx, f"S00000{number}", *times, kind="seat", **asked)
    return builders.booking(tx, f"S00000{number}", [unit_id], *times, occurrence_id=occurrence_id, **values)


def waiting(tx: Connection, number: int, start: str, end: str, *, since: datetime = NOW, **values: Any) -> int:
    """A date on the list; returns the id of the occurrence."""
    times = (at(f"{DAY} {start}"), at(f"{DAY} {end}"))
    occurrence_id = builders.occurrence(
        tx, f"S00000{number}", *times, kind="seat", state=RequestState.REFUSED, **values
    )
    joined = update(tables.occurrence).where(tables.occurrence.c.id == occurrence_id)
    tx.execute(joined.values(waits_since=since - timedelta(hours=1)))
    return occurrence_id


def run_jobs(database: Database, now: datetime = NOW, kind: JobKind = OFFER) -> int:
    """Run what is queued of that kind until nothing is; returns how many jobs that was."""
    done = 0
    while True:
        query = select(tables.job).where(tables.job.c.kind == kind.name, tables.job.c.state == "queued")
        with database.write() as tx:
            row = tx.execute(query.order_by(tables.job.c.created_at).limit(1)).one_or_none()
            if row is None:
                return done
            tx.execute(update(tables.job).where(tables.job.c.id == row.id).values(state="done"))
        data = dict(row.payload)
        for step in kind.steps:
            data = step(StepContext(database, now, row.id), data)  # type: ignore[arg-type]
        done += 1


def offers(tx: Connection, state: str = "open") -> list[Any]:
    query = select(tables.offer).where(tables.offer.c.state == state).order_by(tables.offer.c.id)
    return list(tx.execute(query).all())


def state_of(tx: Connection, occurrence_id: int) -> str:
    query = select(tables.occurrence.c.state).where(tables.occurrence.c.id == occurrence_id)
    return str(tx.execute(query).scalar_one())


def notices_of(tx: Connection, number: int) -> list[str]:
    query = select(tables.notice.c.code).where(tables.notice.c.staff_id == f"S00000{number}")
    return list(tx.execute(query.order_by(tables.notice.c.id)).scalars())


def seat_of(tx: Connection, booking_id: int) -> list[int]:
    query = select(tables.allocation.c.unit_id).where(
        tables.allocation.c.booking_id == booking_id, tables.allocation.c.holds
    )
    return list(tx.execute(query).scalars())
