"""What time alone does to offers: they expire, or are overtaken by what happens around them.

The time to answer is a row of the database, so nothing is forgotten when a process stops; whoever runs the jobs
looks again and again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from scheduler.clock import Clock
from scheduler.db.tables import offer
from scheduler.db.transaction import Database, retrying
from scheduler.domain.actor import Source, system_actor
from scheduler.domain.policy import DEFAULT_POLICY, Policy
from scheduler.domain.states import OfferState
from scheduler.notices.operations import tell
from scheduler.requests.queries import by_ids
from scheduler.waiting.answers import overtaken
from scheduler.waiting.lapsing import lapse

ACTOR = system_actor(Source.JOB)


def look_after_offers(database: Database, clock: Clock) -> None:
    """The chore of a process that runs jobs: without open offers it writes nothing."""
    with database.read() as tx:
        is_idle = tx.execute(select(offer.c.id).where(offer.c.state == OfferState.OPEN).limit(1)).first() is None
    if is_idle:
        return

    def write() -> None:
        with database.write() as tx:
            sweep(tx, now=clock.now())

    retrying(write)


def sweep(tx: Connection, *, now: datetime, policy: Policy = DEFAULT_POLICY) -> int:
    """End every open offer whose time is over or that could not be accepted any more; returns how many."""
    ended = 0
    for row in _open(tx):
        (asked,) = by_ids(tx, [row.occurrence_id])
        told = {"kind": asked.wish.kind.value, "start": row.option["starts_at"]}
        if row.expires_at <= now:
            event, code = "expire", "offer-ran-out"
        elif overtaken(tx, row, asked, policy=policy, now=now):
            event, code = "withdraw", "offer-withdrawn"
        else:
            continue
        lapse(tx, row, event, actor=ACTOR, now=now)
        tell(tx, asked.wish.staff_id, code, told, now=now)
        ended += 1
    return ended


def _open(tx: Connection) -> Sequence[Row[Any]]:
    """Locked, without waiting for those that somebody is just answering."""
    query = select(offer).where(offer.c.state == OfferState.OPEN).order_by(offer.c.expires_at, offer.c.id)
    return tx.execute(query.with_for_update(skip_locked=True)).all()
