"""Finds the loan somebody at the desk means, and holds it still while something is done with it.

Rows are locked booking first, then loan, then unit, as bookings do, so that the desk and a cancellation meet in order.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from scheduler.db.tables import allocation, booking, loan, unit
from scheduler.db.versions import load
from scheduler.domain.reason import Reason
from scheduler.domain.states import LoanState
from scheduler.errors import Refused
from scheduler.loans.hand_over import HandOver, hand_over
from scheduler.resources.queries import unit_id_of


def locked(tx: Connection, loan_id: int, *, now: datetime) -> HandOver:
    """The loan, its booking and its unit, which nobody else can change until the transaction ends."""
    item = hand_over(tx, loan_id, now=now)
    load(tx, booking, item.booking_id, lock=True)
    load(tx, loan, loan_id, lock=True)
    load(tx, unit, item.unit_id, lock=True)
    # Read again: what was read before the locks may have changed while waiting for them.
    return hand_over(tx, loan_id, now=now)


def reserved_on(tx: Connection, asset_number: str, *, now: datetime) -> int:
    """The next loan that is reserved on the device with that number, or `Refused`."""
    query = (
        select(loan.c.id)
        .join(allocation, allocation.c.id == loan.c.allocation_id)
        .join(booking, booking.c.id == allocation.c.booking_id)
        .where(
            loan.c.unit_id == unit_id_of(tx, asset_number),
            loan.c.state == LoanState.RESERVED,
            booking.c.ends_at > now,
        )
        .order_by(booking.c.starts_at)
        .limit(1)
    )
    found = tx.execute(query).scalar_one_or_none()
    if found is None:
        raise Refused(Reason("loan-none-reserved", {"asset_number": asset_number}))
    return int(found)


def out_on(tx: Connection, asset_number: str) -> int:
    """The loan the device with that number is out for (or was last lost from), or `Refused`."""
    query = (
        select(loan.c.id)
        .where(
            loan.c.unit_id == unit_id_of(tx, asset_number),
            loan.c.state.in_((LoanState.ISSUED, LoanState.LOST)),
        )
        .order_by(loan.c.issued_at.desc())
        .limit(1)
    )
    found = tx.execute(query).scalar_one_or_none()
    if found is None:
        raise Refused(Reason("loan-none-out", {"asset_number": asset_number}))
    return int(found)
