"""A booking for which there is no other place: its person is told what would work, and waits for what becomes free."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, update

from calendars import local_date
from scheduler.audit.operations import record
from scheduler.bookings.operations import release
from scheduler.bookings.revisions import touch_shown
from scheduler.db.tables import booking, occurrence, request
from scheduler.db.versions import change, load
from scheduler.domain.actor import Actor
from scheduler.domain.policy import Policy
from scheduler.domain.reason import Reason
from scheduler.domain.states import BOOKING, Approval, BookingState, RequestState, advance
from scheduler.domain.wish import Kind, Leg, Wish, bundle_legs
from scheduler.loans.reservations import cancel_reserved
from scheduler.moving.moves import unit_rows
from scheduler.moving.standing import Standing
from scheduler.notices.operations import tell
from scheduler.repairs.alternatives import alternatives_for
from scheduler.requests.operations import RequestForm, insert_request, request_values
from scheduler.requests.priority import priority_of
from scheduler.requests.queries import Occurrence, by_ids
from scheduler.staff.queries import applicant
from scheduler.waiting.joining import put_on_list


def lose(tx: Connection, item: Standing, *, policy: Policy, actor: Actor, now: datetime) -> None:
    """Take the booking back and put its date on the waiting list, with what could be booked at this moment."""
    before = load(tx, booking, item.booking_id, lock=True)
    asked = item.asked or _asked_anew(tx, item, before, actor, now)
    alternatives = [msgspec.to_builtins(one) for one in alternatives_for(tx, item, policy=policy, now=now)]
    touch_shown(tx, [item.booking_id], now=now)
    cancel_reserved(tx, item.booking_id)
    release(tx, item.booking_id, delete=False)
    state = advance("booking", BOOKING, BookingState(before.state), "cancel")
    change(tx, booking, item.booking_id, expected=None, state=state, changed_at=now, cancelled_at=now)
    reason = Reason("closed-since", {"office": item.wish.office_id, "start": item.wish.interval.start})
    put_on_list(tx, asked, reason, alternatives=alternatives, now=now)
    told = {"kind": item.wish.kind.value, "office": item.wish.office_id, "start": before.starts_at.isoformat()}
    tell(tx, before.staff_id, "booking-lost", {**told, "alternatives": len(alternatives)}, now=now)
    record(tx, actor=actor, now=now, action="lose", noun="booking", key=item.booking_id)


def _asked_anew(tx: Connection, item: Standing, row: Row[Any], actor: Actor, now: datetime) -> Occurrence:
    """A booking that was made at once becomes a request that is approved, so that it can wait like any other."""
    wish = _wish(tx, item)
    person = applicant(tx, wish.staff_id)
    priority, ground = priority_of(person, wish.purpose, local_date(wish.interval.start))
    form = RequestForm(wish=wish, may_move=row.may_move)
    values = request_values(form) | {
        "code": uuid.uuid4().hex[:20],
        "submitted_by": actor.staff_id,
        "submitted_at": row.created_at,
        "changed_at": now,
        "priority": priority,
        "ground": ground,
        "approval": Approval.APPROVED,
    }
    request_id = insert_request(tx, values, form, (wish.interval,))
    tx.execute(update(request).where(request.c.id == request_id).values(code=f"R{request_id:07d}"))
    made = tx.execute(occurrence.select().where(occurrence.c.request_id == request_id)).one()
    (asked,) = by_ids(tx, [made.id])
    return replace(asked, state=RequestState.WAITING)


def _wish(tx: Connection, item: Standing) -> Wish:
    """What was booked, with the parts that its units tell of."""
    units = unit_rows(tx, item.unit_ids)
    held = [units[unit_id] for unit_id in item.unit_ids]
    if item.wish.kind is Kind.BUNDLE:
        return replace(item.wish, legs=bundle_legs(item.wish.office_id))
    if item.wish.kind is Kind.WEB_CONFERENCE:
        legs = tuple(
            Leg(row.office_id, "kit_or_room", need.people, is_host=row.office_id == item.wish.office_id)
            for row, need in zip(held, item.needs, strict=True)
        )
        return replace(item.wish, legs=legs)
    return replace(item.wish, quantity=len(held))
