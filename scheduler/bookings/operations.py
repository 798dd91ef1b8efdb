"""Book, change, cancel and check in: the rules first, then the database's own guard."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, update

from calendars import local_date
from scheduler.audit.operations import record
from scheduler.availability.near_misses import near_misses
from scheduler.bookings.placing import Placed, place
from scheduler.bookings.revisions import touch_shown
from scheduler.db.tables import allocation, booking, occurrence
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor, Role
from scheduler.domain.applicant import Applicant
from scheduler.domain.policy import DEFAULT_POLICY, Policy
from scheduler.domain.reason import Reason
from scheduler.domain.states import BOOKING, BookingState, RequestState, advance
from scheduler.domain.verdict import judge_new
from scheduler.domain.wish import LENT_KINDS, Wish
from scheduler.errors import BookingConflict, Refused
from scheduler.loans.reservations import cancel_reserved, reserve_for
from scheduler.offices.queries import closed_days, is_winter_day, office
from scheduler.quotas.alerts import alerts_of
from scheduler.reasons import as_json
from scheduler.shifts.hours import at_own_hours, hours_of
from scheduler.staff.queries import applicant, telework_days
from scheduler.waiting.freed import ask_for_offers, held_by


@dataclass(frozen=True, slots=True)
class Booked:
    """What was booked; `alerts` are things a person should look at."""

    booking_id: int
    version: int
    units: tuple[Placed, ...]
    alerts: tuple[Reason, ...]


def book(
    tx: Connection,
    wish: Wish,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy = DEFAULT_POLICY,
    occurrence_id: int | None = None,
    may_move: bool = False,
) -> Booked:
    """Book at once; `occurrence_id` is the date of a request that this answers.

    `may_move`: the person agrees to be moved later so that others fit in.

    Raises:
        Refused: a rule says no, or nothing is free (`full`, with offers of what would work).
        BookingConflict: the person already has a seat at that time.
        NotAllowed: the actor may not book for that person.
    """
    person = applicant(tx, wish.staff_id)
    permission.require(permission.may_act_for(actor, person.staff_id, person.department_id), "book")
    alerts = _allow(tx, wish, person, now=now, policy=policy)
    booking_id = insert_booking(
        tx, wish, alerts=alerts, actor=actor, now=now, occurrence_id=occurrence_id, may_move=may_move
    )
    placed = _place_or_offer(tx, wish, booking_id, person, actor=actor, now=now, policy=policy)
    finish_placing(tx, wish, booking_id, placed, actor=actor, now=now)
    return Booked(booking_id, 0, placed, alerts)


def change_booking(
    tx: Connection,
    booking_id: int,
    wish: Wish,
    *,
    expected_version: int | None,
    actor: Actor,
    now: datetime,
    policy: Policy = DEFAULT_POLICY,
) -> Booked:
    """Move a booking that has not begun to another time, place or unit; it keeps its identity in calendars.

    It stays the same person's. What only that person may read, nobody else overwrites: a colleague who moves a
    booking sees no note to send back.

    Raises:
        StaleVersion: somebody changed it first.
        IllegalTransition: it has begun or was cancelled.
        Refused, BookingConflict: as for `book`; what stood goes on standing.
    """
    before = load(tx, booking, booking_id, lock=True)
    person = applicant(tx, before.staff_id)
    permission.require(permission.may_act_for(actor, person.staff_id, person.department_id), "change")
    advance("booking", BOOKING, BookingState(before.state), "cancel")
    wish = _with_what_is_private(replace(wish, staff_id=person.staff_id), before, actor)
    alerts = _allow(tx, wish, person, now=now, policy=policy, except_booking_id=booking_id)
    touch_shown(tx, [booking_id], now=now)
    left = held_by(tx, [booking_id])
    release(tx, booking_id, delete=True)
    placed = _place_or_offer(tx, wish, booking_id, person, actor=actor, now=now, policy=policy)
    values = _values_of(wish, alerts, now)
    version = change(tx, booking, booking_id, expected=expected_version, **values)
    finish_placing(tx, wish, booking_id, placed, actor=actor, now=now, before=_audit_view(before))
    ask_for_offers(tx, left, now=now)
    return Booked(booking_id, version, placed, alerts)


def _with_what_is_private(wish: Wish, before: Row[Any], actor: Actor) -> Wish:
    """Whoever may not read a note keeps it as it is, and an order's number unless they give another."""
    if permission.may_see_private(actor, wish.staff_id):
        return wish
    order_no = wish.overtime_order_no or before.overtime_order_no
    return replace(wish, note=before.note_ja, overtime_order_no=order_no)


def cancel(tx: Connection, booking_id: int, *, expected_version: int | None = None, actor: Actor, now: datetime) -> int:
    """Give a booking back before it begins; calendars show it as cancelled. Returns its new version."""
    before = load(tx, booking, booking_id, lock=True)
    person = applicant(tx, before.staff_id)
    permission.require(permission.may_act_for(actor, person.staff_id, person.department_id), "cancel")
    state = advance("booking", BOOKING, BookingState(before.state), "cancel")
    touch_shown(tx, [booking_id], now=now)
    cancel_reserved(tx, booking_id)
    left = held_by(tx, [booking_id])
    release(tx, booking_id, delete=False)
    ask_for_offers(tx, left, now=now)
    version = change(tx, booking, booking_id, expected=expected_version, state=state, changed_at=now, cancelled_at=now)
    if before.occurrence_id is not None:
        granted = update(occurrence).where(occurrence.c.id == before.occurrence_id)
        tx.execute(granted.values(state=RequestState.CANCELLED, cancelled_at=now, version=occurrence.c.version + 1))
    record(tx, actor=actor, now=now, action="cancel", noun="booking", key=booking_id, before=_audit_view(before))
    return version


def check_in(tx: Connection, booking_id: int, *, actor: Actor, now: datetime) -> int:
    """Say that a seat or a room is in use. Never for a loan: that is handed out at the desk."""
    before = load(tx, booking, booking_id, lock=True)
    person = applicant(tx, before.staff_id)
    allowed = permission.may_act_for(actor, person.staff_id, person.department_id) or actor.has(Role.COUNTER_STAFF)
    permission.require(allowed, "check-in")
    if before.kind in LENT_KINDS:
        raise Refused(Reason("handed-out-at-desk", {"kind": before.kind}))
    state = advance("booking", BOOKING, BookingState(before.state), "check_in")
    version = change(tx, booking, booking_id, expected=None, state=state, changed_at=now)
    touch_shown(tx, [booking_id], now=now)
    record(tx, actor=actor, now=now, action="check_in", noun="booking", key=booking_id)
    return version


def insert_booking(
    tx: Connection,
    wish: Wish,
    *,
    alerts: Sequence[Reason],
    actor: Actor,
    now: datetime,
    occurrence_id: int | None = None,
    plan_id: int | None = None,
    state: BookingState = BookingState.CONFIRMED,
    may_move: bool = False,
) -> int:
    """The row of a booking; its units are placed by the caller in the same transaction."""
    values = {
        "uid": str(uuid.uuid4()),
        "staff_id": wish.staff_id,
        "state": state,
        "may_move": may_move,
        "occurrence_id": occurrence_id,
        "plan_id": plan_id,
        "created_by": actor.staff_id,
        "created_at": now,
        **_values_of(wish, alerts, now),
    }
    return int(tx.execute(insert(booking).values(values).returning(booking.c.id)).scalar_one())


def _values_of(wish: Wish, alerts: Sequence[Reason], now: datetime) -> dict[str, Any]:
    """What a booking's row says of what is booked, when it is made and at every change."""
    return {
        "kind": wish.kind.value,
        "purpose": wish.purpose,
        "office_id": wish.office_id,
        "starts_at": wish.interval.start,
        "ends_at": wish.interval.end,
        "use_dates": [day.isoformat() for day in wish.use_dates],
        "overtime_order_no": wish.overtime_order_no,
        "note_ja": wish.note,
        "alerts": as_json(alerts),
        "changed_at": now,
    }


def finish_placing(
    tx: Connection,
    wish: Wish,
    booking_id: int,
    placed: Sequence[Placed],
    *,
    actor: Actor,
    now: datetime,
    before: dict[str, Any] | None = None,
) -> None:
    """What follows once the units are held: loans to hand out, calendars to renew, the audit."""
    for item in placed:
        if item.kind in LENT_KINDS:
            reserve_for(
                tx,
                allocation_id=item.allocation_id,
                unit_id=item.unit_id,
                staff_id=wish.staff_id,
                office_id=wish.office_id,
                due_at=wish.interval.end,
            )
    stands = load(tx, booking, booking_id)
    touch_shown(tx, [booking_id], now=now)
    record(
        tx,
        actor=actor,
        now=now,
        action="book" if before is None else "change",
        noun="booking",
        key=booking_id,
        before=before,
        after={**_audit_view(stands), "units": [item.unit_id for item in placed]},
    )


def release(tx: Connection, booking_id: int, *, delete: bool) -> None:
    """Stop holding the units. A cancelled booking keeps its rows, so that calendars can say what it was."""
    if delete:
        cancel_reserved(tx, booking_id, delete=True)
        tx.execute(allocation.delete().where(allocation.c.booking_id == booking_id))
    else:
        tx.execute(update(allocation).where(allocation.c.booking_id == booking_id).values(holds=False))


def _place_or_offer(
    tx: Connection, wish: Wish, booking_id: int, person: Applicant, *, actor: Actor, now: datetime, policy: Policy
) -> tuple[Placed, ...]:
    try:
        return place(tx, wish, booking_id, person.person_no, actor=actor, now=now, policy=policy)
    except BookingConflict:
        raise
    except Refused as refused:
        found = near_misses(
            tx, wish, person, closed_days(tx), policy, now=now, is_winter=is_winter_day(local_date(now))
        )
        raise Refused(*refused.reasons, alternatives=[item.offer for item in found]) from refused


def _allow(
    tx: Connection,
    wish: Wish,
    person: Applicant,
    *,
    now: datetime,
    policy: Policy,
    except_booking_id: int | None = None,
) -> tuple[Reason, ...]:
    for office_id in {wish.office_id, *(leg.office_id for leg in wish.legs)}:
        # Raises NotFound: better than a foreign key's word for it.
        office(tx, office_id)
    days = telework_days(tx, person.staff_id, except_booking_id=except_booking_id)
    day = local_date(wish.interval.start)
    own = at_own_hours(wish, hours_of(tx, [person.staff_id], day, day), policy)
    verdict = judge_new(wish, person, closed_days(tx), own, now=now, telework_days=days)
    if verdict.refusals:
        raise Refused(*verdict.refusals)
    return (*verdict.alerts, *alerts_of(tx, wish, person, except_booking_id=except_booking_id))


def _audit_view(row: Row[Any]) -> dict[str, Any]:
    return {
        "staff_id": row.staff_id,
        "kind": row.kind,
        "office_id": row.office_id,
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "state": row.state,
    }
