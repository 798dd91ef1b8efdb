"""What a person agreed to beforehand: being moved so that others fit in, and waiting when refused."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from scheduler.audit.operations import record
from scheduler.db.tables import booking, occurrence, request
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.states import BOOKING, BookingState, RequestState, advance
from scheduler.staff.queries import applicant
from scheduler.waiting.joining import set_waiting


def set_for_booking(
    tx: Connection, booking_id: int, may_move: bool, *, expected_version: int | None = None, actor: Actor, now: datetime
) -> int:
    """Whether a booking that has not begun may be moved; returns its version, which calendars do not show."""
    row = load(tx, booking, booking_id, lock=True)
    person = applicant(tx, row.staff_id)
    permission.require(permission.may_act_for(actor, person.staff_id, person.department_id), "change")
    advance("booking", BOOKING, BookingState(row.state), "cancel")
    version = change(tx, booking, booking_id, expected=expected_version, may_move=may_move)
    record(tx, actor=actor, now=now, action="agree", noun="booking", key=booking_id, after={"may_move": may_move})
    return version


def set_for_request(
    tx: Connection,
    request_id: int,
    *,
    may_move: bool,
    may_wait: bool,
    expected_version: int | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """What holds for all that is left of a request, its bookings included; returns its version."""
    row = load(tx, request, request_id, lock=True)
    person = applicant(tx, row.staff_id)
    permission.require(permission.may_act_for(actor, person.staff_id, person.department_id), "change")
    agreed = {"may_move": may_move, "may_wait": may_wait}
    version = change(tx, request, request_id, expected=expected_version, changed_at=now, **agreed)
    ahead = select(occurrence).where(occurrence.c.request_id == request_id, occurrence.c.starts_at > now)
    dates = tx.execute(ahead.order_by(occurrence.c.id)).all()
    mine = booking.c.occurrence_id.in_([item.id for item in dates]) & (booking.c.state == BookingState.CONFIRMED)
    tx.execute(update(booking).where(mine).values(may_move=may_move, version=booking.c.version + 1))
    for item in dates:
        if item.state == RequestState.REFUSED:
            set_waiting(tx, item.id, may_wait, actor=actor, now=now)
    record(tx, actor=actor, now=now, action="agree", noun="request", key=request_id, after=agreed)
    return version
