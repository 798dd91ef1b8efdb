"""Loans come and go with the bookings they belong to: part of booking, changing and cancelling."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from scheduler.db.tables import allocation, loan
from scheduler.domain.states import LoanState


def reserve_for(
    tx: Connection, *, allocation_id: int, unit_id: int, staff_id: str, office_id: str, due_at: datetime
) -> int:
    """The loan of a device that was booked, to be handed out at the office; part of booking, which has checked.

    `due_at` is the end of the booking. Returns the loan's id.
    """
    values = {
        "allocation_id": allocation_id,
        "unit_id": unit_id,
        "staff_id": staff_id,
        "office_id": office_id,
        "state": LoanState.RESERVED,
        "due_at": due_at,
        "damage_note": "",
    }
    return int(tx.execute(insert(loan).values(values).returning(loan.c.id)).scalar_one())


def cancel_reserved(tx: Connection, booking_id: int, *, delete: bool = False) -> None:
    """Call off what was not handed out of a booking; part of cancelling or moving it, which has checked.

    `delete` takes the rows away: for a move, which gives the booking new units and so new loans.
    """
    mine = loan.c.allocation_id.in_(select(allocation.c.id).where(allocation.c.booking_id == booking_id))
    if delete:
        not_used = (LoanState.RESERVED, LoanState.CANCELLED)
        tx.execute(loan.delete().where(mine, loan.c.state.in_(not_used)))
        return
    cancelled = {"state": LoanState.CANCELLED, "version": loan.c.version + 1}
    tx.execute(update(loan).where(mine, loan.c.state == LoanState.RESERVED).values(cancelled))
