"""An offer that comes to nothing: its place is free again, and the next in the list is looked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from scheduler.audit.operations import record
from scheduler.bookings.operations import release
from scheduler.db.tables import booking, offer
from scheduler.db.versions import change, load
from scheduler.domain.actor import Actor, Source, system_actor
from scheduler.domain.states import BOOKING, OFFER, BookingState, OfferState, advance
from scheduler.waiting.freed import ask_for_offers, held_by


def lapse(
    tx: Connection, row: Row[Any], event: str, *, expected: int | None = None, actor: Actor, now: datetime
) -> int:
    """Decline, expire or withdraw (`event`) an open offer whose row is locked; returns its new version."""
    state = advance("offer", OFFER, OfferState(row.state), event)
    version = change(tx, offer, row.id, expected=expected, state=state, answered_at=now)
    held = load(tx, booking, row.booking_id, lock=True)
    freed = held_by(tx, [held.id])
    release(tx, held.id, delete=False)
    lapsed = advance("booking", BOOKING, BookingState(held.state), "lapse")
    # No time of cancellation: calendars never showed it, so none has to show that it went.
    change(tx, booking, held.id, expected=None, state=lapsed, changed_at=now)
    ask_for_offers(tx, freed, now=now)
    record(tx, actor=actor, now=now, action=event, noun="offer", key=row.id)
    return version


def withdraw_of(tx: Connection, occurrence_id: int, *, now: datetime) -> None:
    """Take back what is offered for a date that needs it no more."""
    query = select(offer).where(offer.c.occurrence_id == occurrence_id, offer.c.state == OfferState.OPEN)
    for row in tx.execute(query.with_for_update()).all():
        lapse(tx, row, "withdraw", actor=system_actor(Source.JOB), now=now)
