"""What follows for the booking and the hold when a device is no longer in somebody's hands."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from scheduler.bookings.revisions import raise_revision
from scheduler.db.tables import allocation, booking, loan
from scheduler.domain.states import BOOKING, BookingState, LoanState, advance
from scheduler.loans.hand_over import HandOver
from scheduler.loans.reservations import cancel_reserved
from scheduler.waiting.freed import ask_for_offers, held_by


def end_use(tx: Connection, item: HandOver, *, now: datetime) -> None:
    """The unit is held for its turnaround only; the booking is over when nothing of it is out any more."""
    left = held_by(tx, [item.booking_id])
    _release_early(tx, item, now)
    ask_for_offers(tx, left, now=now)
    mine = select(loan.c.id).join(allocation, allocation.c.id == loan.c.allocation_id)
    still_out = mine.where(allocation.c.booking_id == item.booking_id, loan.c.state == LoanState.ISSUED)
    if item.booking_state is BookingState.IN_USE and tx.execute(still_out).first() is None:
        # What was never fetched of a booking that is over will not be.
        never_fetched = select(loan.c.allocation_id).where(loan.c.state == LoanState.RESERVED)
        tx.execute(
            update(allocation)
            .where(allocation.c.booking_id == item.booking_id, allocation.c.id.in_(never_fetched))
            .values(holds=False)
        )
        cancel_reserved(tx, item.booking_id)
        put_booking(tx, item, "finish")
    raise_revision(tx, [item.booking_id], now)


def _release_early(tx: Connection, item: HandOver, now: datetime) -> None:
    until = now + timedelta(minutes=item.turnaround_min)
    if until >= item.held_until:
        return
    # Back before its time has begun: an empty hold cannot be written, so it holds no longer.
    values = {"held_until": until} if until > item.held_from else {"holds": False}
    tx.execute(update(allocation).where(allocation.c.id == item.allocation_id).values(values))


def put_booking(tx: Connection, item: HandOver, event: str) -> None:
    """Move the booking's state on; the caller raises its revision."""
    state = advance("booking", BOOKING, item.booking_state, event)
    tx.execute(update(booking).where(booking.c.id == item.booking_id).values(state=state))
