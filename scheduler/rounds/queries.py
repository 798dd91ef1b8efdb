"""Rounds as their pages and the command line show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from scheduler.db.tables import occurrence, request, round_
from scheduler.db.versions import load
from scheduler.domain.actor import Actor, Role
from scheduler.domain.loan_period import at
from scheduler.domain.permission import require
from scheduler.domain.states import Approval, RequestState, RoundState


@dataclass(frozen=True, slots=True)
class RoundView:
    round_id: int
    name_ja: str
    name_en: str
    first_day: date
    last_day: date
    state: RoundState
    seed: int
    closes_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Demand:
    """What has been asked for in a round's days: dates that take part, and those still without a head's word."""

    waiting: int
    unapproved: int


def rounds(tx: Connection, *, actor: Actor) -> tuple[RoundView, ...]:
    """All rounds, latest days first."""
    require(actor.has(Role.STAFF, Role.ADMIN, Role.FACILITIES), "see-rounds")
    rows = tx.execute(select(round_).order_by(round_.c.first_day.desc(), round_.c.id.desc()))
    return tuple(_view(row) for row in rows)


def one(tx: Connection, round_id: int, *, actor: Actor) -> RoundView:
    require(actor.has(Role.STAFF, Role.ADMIN, Role.FACILITIES), "see-rounds")
    return _view(load(tx, round_, round_id))


def demand(tx: Connection, first_day: date, last_day: date) -> Demand:
    """How many dates wait in the days of a round."""
    start = at(first_day, datetime.min.time())
    end = at(date.fromordinal(last_day.toordinal() + 1), datetime.min.time())
    query = (
        select(request.c.approval, func.count().label("dates"))
        .join(occurrence, occurrence.c.request_id == request.c.id)
        .where(
            occurrence.c.starts_at >= start,
            occurrence.c.starts_at < end,
            occurrence.c.state == RequestState.WAITING,
        )
        .group_by(request.c.approval)
    )
    found = {row.approval: row.dates for row in tx.execute(query)}
    return Demand(found.get(Approval.APPROVED, 0), found.get(Approval.PENDING, 0))


def _view(row: Row[Any]) -> RoundView:
    return RoundView(
        round_id=row.id,
        name_ja=row.name_ja,
        name_en=row.name_en,
        first_day=row.first_day,
        last_day=row.last_day,
        state=RoundState(row.state),
        seed=row.seed,
        closes_at=row.closes_at,
        version=row.version,
    )
