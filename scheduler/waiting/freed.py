"""What became free: noted in the transaction that frees it, looked at by a job a moment later.

So nobody who cancels waits for the search, and nothing that becomes free is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from scheduler.db.tables import allocation, job, occurrence, pool, unit
from scheduler.domain.actor import Source, system_actor
from scheduler.domain.interval import Interval
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.domain.states import RequestState
from scheduler.jobs.operations import submit
from scheduler.jobs.states import JobState

OFFER_JOB = "offer"


@dataclass(frozen=True, slots=True)
class Freed:
    """Something of that kind at that office became free for some of the interval."""

    office_id: str
    kind: str
    interval: Interval

    def as_json(self) -> dict[str, str]:
        start, end = self.interval.start.isoformat(), self.interval.end.isoformat()
        return {"office_id": self.office_id, "kind": self.kind, "starts_at": start, "ends_at": end}


def freed_of(values: Mapping[str, Any]) -> Freed:
    """What `as_json` wrote."""
    start, end = (datetime.fromisoformat(values[name]) for name in ("starts_at", "ends_at"))
    return Freed(values["office_id"], values["kind"], Interval(start, end))


def held_by(tx: Connection, booking_ids: Iterable[int]) -> tuple[Freed, ...]:
    """What the bookings hold: ask before it is released."""
    return _places(tx, allocation.c.booking_id.in_(list(booking_ids)) & allocation.c.holds)


def _places(tx: Connection, condition: ColumnElement[bool]) -> tuple[Freed, ...]:
    query = (
        select(pool.c.office_id, pool.c.kind, allocation.c.starts_at, allocation.c.held_until)
        .select_from(allocation)
        .join(unit, unit.c.id == allocation.c.unit_id)
        .join(pool, pool.c.id == unit.c.pool_id)
        .where(condition)
        .order_by(allocation.c.id)
    )
    return tuple(Freed(row[0], row[1], Interval(row[2], row[3])) for row in tx.execute(query))


def of_units(tx: Connection, units: ColumnElement[bool], interval: Interval) -> tuple[Freed, ...]:
    """The places of the units that a condition on unit and pool names, all for that interval."""
    query = select(pool.c.office_id, pool.c.kind).join(unit, unit.c.pool_id == pool.c.id).where(units).distinct()
    return tuple(Freed(row.office_id, row.kind, interval) for row in tx.execute(query))


def from_now_on(now: datetime) -> Interval:
    """For what is there to stay: as far ahead as anything may be booked."""
    return Interval(now, now + timedelta(days=DEFAULT_POLICY.horizon_days))


def ask_for_offers(tx: Connection, freed: Iterable[Freed], *, now: datetime, turn: int = 0) -> str | None:
    """Have the job look whom the freed places would serve; returns its id, None when nobody waits.

    `turn`: how often these places were looked at before because one offer had to wait for another.
    """
    places = [item.as_json() for item in dict.fromkeys(freed) if item.interval.end > now]
    if not places or not _somebody_waits(tx, now):
        return None
    payload = {"freed": places, "turn": turn}
    queued = select(job.c.id, job.c.payload).where(job.c.kind == OFFER_JOB, job.c.state == JobState.QUEUED.value)
    for row in tx.execute(queued):
        if row.payload == payload:
            return str(row.id)
    return submit(tx, kind=OFFER_JOB, payload=payload, actor=system_actor(Source.JOB), now=now)


def _somebody_waits(tx: Connection, now: datetime) -> bool:
    query = select(occurrence.c.id).where(
        occurrence.c.waits_since.is_not(None),
        occurrence.c.state == RequestState.REFUSED,
        occurrence.c.starts_at > now,
    )
    return tx.execute(query.limit(1)).first() is not None
