"""Submit, approve, decline and cancel requests; each date of a request becomes an occurrence."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from calendars import RecurrenceError, local_date, parse_recurrence
from calendars import expand as expand_recurrence
from scheduler.audit.operations import record
from scheduler.bookings.operations import cancel as cancel_booking
from scheduler.db.tables import booking, occurrence, request, request_leg
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.interval import Interval
from scheduler.domain.policy import DEFAULT_POLICY, Policy
from scheduler.domain.reason import Reason
from scheduler.domain.states import APPROVAL, REQUEST, Approval, BookingState, RequestState, advance
from scheduler.domain.verdict import judge_new
from scheduler.domain.wish import Wish
from scheduler.errors import Refused
from scheduler.offices.queries import closed_days, office
from scheduler.requests.priority import priority_of
from scheduler.staff.queries import applicant, telework_days
from scheduler.waiting.joining import join_late
from scheduler.waiting.lapsing import withdraw_of


@dataclass(frozen=True, slots=True)
class RequestForm:
    """A wish for a round, with the flexibility a person is ready to give."""

    wish: Wish
    flex_earlier_min: int = 0
    flex_later_min: int = 0
    alt_office_ids: tuple[str, ...] = ()
    alt_dates: tuple[date, ...] = ()
    rrule: str = ""
    exdates: tuple[date, ...] = ()
    saved_min: int = 0
    meeting_id: str | None = None
    approver_id: str | None = None
    may_move: bool = False
    may_wait: bool = True


@dataclass(frozen=True, slots=True)
class Submitted:
    request_id: int
    code: str
    occurrences: int
    alerts: tuple[Reason, ...]


def submit(
    tx: Connection, form: RequestForm, *, actor: Actor, now: datetime, policy: Policy = DEFAULT_POLICY
) -> Submitted:
    """Take a request in; it waits for its approval and its round.

    Raises:
        Refused: a rule says no to the first date, or the recurrence cannot be read.
    """
    wish = form.wish
    person = applicant(tx, wish.staff_id)
    permission.require(permission.may_act_for(actor, person.staff_id, person.department_id), "request")
    for office_id in {wish.office_id, *form.alt_office_ids, *(leg.office_id for leg in wish.legs)}:
        office(tx, office_id)
    verdict = judge_new(
        wish, person, closed_days(tx), policy, now=now, telework_days=telework_days(tx, person.staff_id)
    )
    if verdict.refusals:
        raise Refused(*verdict.refusals)
    dates = expand(form.wish.interval, form.rrule, form.exdates)
    priority, ground = priority_of(person, wish.purpose, local_date(wish.interval.start))
    values = request_values(form) | {
        # A stand-in until the row has its number.
        "code": uuid.uuid4().hex[:20],
        "submitted_by": actor.staff_id,
        "submitted_at": now,
        "changed_at": now,
        "priority": priority,
        "ground": ground,
        "approval": Approval.PENDING,
    }
    request_id = insert_request(tx, values, form, dates)
    code = f"R{request_id:07d}"
    tx.execute(update(request).where(request.c.id == request_id).values(code=code))
    record(tx, actor=actor, now=now, action="submit", noun="request", key=request_id, after={"code": code})
    return Submitted(request_id, code, len(dates), verdict.alerts)


def request_values(form: RequestForm) -> dict[str, Any]:
    """The columns of a request that come from the form itself."""
    wish = form.wish
    return {
        "staff_id": wish.staff_id,
        "kind": wish.kind.value,
        "purpose": wish.purpose,
        "office_id": wish.office_id,
        "starts_at": wish.interval.start,
        "ends_at": wish.interval.end,
        "use_dates": [day.isoformat() for day in wish.use_dates],
        "flex_earlier_min": form.flex_earlier_min,
        "flex_later_min": form.flex_later_min,
        "alt_office_ids": list(form.alt_office_ids),
        "alt_dates": [day.isoformat() for day in form.alt_dates],
        "quantity": wish.quantity,
        "required_attributes": sorted(wish.required_attributes),
        "conf_system": wish.conf_system,
        "rrule": form.rrule,
        "exdates": [day.isoformat() for day in form.exdates],
        "meeting_id": form.meeting_id,
        "saved_min": form.saved_min,
        "approver_id": form.approver_id,
        "overtime_order_no": wish.overtime_order_no,
        "note_ja": wish.note,
        "may_move": form.may_move,
        "may_wait": form.may_wait,
    }


def insert_request(tx: Connection, values: dict[str, Any], form: RequestForm, dates: tuple[Interval, ...]) -> int:
    """The rows of a request: itself, its legs and its dates."""
    request_id = int(tx.execute(insert(request).values(values).returning(request.c.id)).scalar_one())
    if form.wish.legs:
        legs = [
            {
                "request_id": request_id,
                "office_id": leg.office_id,
                "need": leg.need,
                "participants": leg.participants,
                "is_host": leg.is_host,
            }
            for leg in form.wish.legs
        ]
        tx.execute(insert(request_leg), legs)
    tx.execute(insert(occurrence), occurrence_rows(request_id, dates))
    return request_id


def occurrence_rows(request_id: int, dates: tuple[Interval, ...]) -> list[dict[str, Any]]:
    return [
        {
            "request_id": request_id,
            "date": local_date(interval.start),
            "starts_at": interval.start,
            "ends_at": interval.end,
            "state": RequestState.WAITING,
            "reasons": [],
            "alternatives": [],
        }
        for interval in dates
    ]


def expand(first: Interval, rrule: str, exdates: tuple[date, ...]) -> tuple[Interval, ...]:
    """Every date of a request, the first included."""
    if not rrule:
        return (first,)
    try:
        found = expand_recurrence(parse_recurrence(rrule, exdates), first.start, first.end)
    except RecurrenceError as error:
        raise Refused(Reason(error.code, dict(error.params))) from error
    if not found:
        raise Refused(Reason("no-date-left", {"rrule": rrule}))
    return tuple(Interval(start, end) for start, end in found)


def decide(
    tx: Connection, request_id: int, *, event: str, expected_version: int | None = None, actor: Actor, now: datetime
) -> int:
    """Approve or decline (`event`) a pending request; returns its new version."""
    before = load(tx, request, request_id, lock=True)
    person = applicant(tx, before.staff_id)
    allowed = permission.may_approve(actor, before.staff_id, person.department_id, before.approver_id)
    permission.require(allowed, event)
    state = advance("approval", APPROVAL, Approval(before.approval), event)
    version = change(tx, request, request_id, expected=expected_version, approval=state, changed_at=now)
    record(tx, actor=actor, now=now, action=event, noun="request", key=request_id)
    if state is Approval.APPROVED:
        join_late(tx, request_id, actor=actor, now=now)
    return version


def cancel_request(tx: Connection, request_id: int, *, actor: Actor, now: datetime) -> int:
    """Take back what is left of a request: dates that wait, and bookings that have not begun.

    Returns the number of dates taken back.
    """
    before = load(tx, request, request_id, lock=True)
    person = applicant(tx, before.staff_id)
    permission.require(permission.may_act_for(actor, person.staff_id, person.department_id), "cancel")
    query = select(occurrence).where(occurrence.c.request_id == request_id, occurrence.c.starts_at > now)
    taken_back = 0
    for row in tx.execute(query).all():
        if row.state != RequestState.CANCELLED:
            cancel_occurrence(tx, row.id, actor=actor, now=now)
            taken_back += 1
    record(tx, actor=actor, now=now, action="cancel", noun="request", key=request_id, after={"dates": taken_back})
    return taken_back


def cancel_occurrence(tx: Connection, occurrence_id: int, *, actor: Actor, now: datetime) -> None:
    """Take back one date of a request, and its booking when it has one."""
    row = load(tx, occurrence, occurrence_id, lock=True)
    owner = load(tx, request, row.request_id)
    person = applicant(tx, owner.staff_id)
    permission.require(permission.may_act_for(actor, person.staff_id, person.department_id), "cancel")
    state = advance("request", REQUEST, RequestState(row.state), "cancel")
    query = select(booking.c.id).where(
        booking.c.occurrence_id == occurrence_id, booking.c.state == BookingState.CONFIRMED
    )
    booked = tx.execute(query).scalar_one_or_none()
    if booked is not None:
        # Cancelling the booking takes its date back as well.
        cancel_booking(tx, booked, actor=actor, now=now)
    else:
        change(tx, occurrence, occurrence_id, expected=None, state=state, cancelled_at=now, waits_since=None)
        withdraw_of(tx, occurrence_id, now=now)
