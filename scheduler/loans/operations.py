"""The desk: devices are reserved with a booking, handed out, exchanged, taken back, reported lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, update

from calendars import clean_text
from scheduler.audit.operations import record
from scheduler.bookings.revisions import raise_revision, touch_shown
from scheduler.db.tables import allocation, loan, office, unit
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.policy import DEFAULT_POLICY, Policy
from scheduler.domain.reason import Reason
from scheduler.domain.states import LOAN, BookingState, LoanState, UnitStatus, advance
from scheduler.errors import IllegalTransition, Refused
from scheduler.loans import rules
from scheduler.loans.end_of_use import end_use, put_booking
from scheduler.loans.hand_over import HandOver, hand_over
from scheduler.loans.lookup import locked, out_on, reserved_on
from scheduler.loans.rules import Condition
from scheduler.loans.substitutes import obstacle_with_proposal, substitutes
from scheduler.promises.rearranging import take_over
from scheduler.resources.affected import AffectedBooking, bookings_on_unit
from scheduler.resources.queries import unit_id_of
from scheduler.resources.status import put_status


@dataclass(frozen=True, slots=True)
class Issued:
    """What left the desk, and when it has to be back."""

    loan_id: int
    booking_id: int
    unit_id: int
    asset_number: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What came back; `affected` are the bookings the unit cannot serve as it is or from where it is."""

    loan_id: int
    booking_id: int
    unit_id: int
    asset_number: str
    is_late: bool
    is_elsewhere: bool
    affected: tuple[AffectedBooking, ...]


def issue(
    tx: Connection,
    *,
    actor: Actor,
    now: datetime,
    loan_id: int | None = None,
    asset_number: str | None = None,
    policy: Policy = DEFAULT_POLICY,
) -> Issued:
    """Hand a device out, named by its loan, by the number on it, or by both.

    With both, the device in hand is given for that loan: when it is another one than was planned, the two are
    exchanged first. By the number alone, the next loan that is reserved on that device is meant.

    Raises:
        Refused: too early or too late, not approved, training missing, the unit not in hand (with a proposal), or
            nothing reserved on that number.
        NotAllowed: the actor does not work at that office's desk.
        IllegalTransition: the loan was handed out or called off before.
    """
    item = locked(tx, _meant(loan_id, asset_number, lambda number: reserved_on(tx, number, now=now)), now=now)
    permission.require(permission.may_hand_out(actor, item.office_id), "issue")
    state = advance("loan", LOAN, item.state, "issue")
    if asset_number is not None and asset_number != item.asset_number:
        item = exchange_unit(tx, actor=actor, now=now, loan_id=item.loan_id, asset_number=asset_number)
    reasons = list(rules.obstacles_of_booking(item, now=now, policy=policy))
    in_the_way = obstacle_with_proposal(tx, item, now=now)
    if reasons or in_the_way is not None:
        raise Refused(*reasons, *([] if in_the_way is None else [in_the_way]))
    change(tx, loan, item.loan_id, expected=None, state=state, issued_at=now, issued_by=actor.staff_id)
    # What was promised as a class is this very device from now on.
    tx.execute(update(allocation).where(allocation.c.id == item.allocation_id).values(bound=True))
    if item.booking_state is not BookingState.IN_USE:
        put_booking(tx, item, "issue")
    raise_revision(tx, [item.booking_id], now)
    _record(tx, actor, now, "issue", item, state)
    return Issued(item.loan_id, item.booking_id, item.unit_id, item.asset_number, item.due_at)


def exchange_unit(tx: Connection, *, actor: Actor, now: datetime, loan_id: int, asset_number: str) -> HandOver:
    """Settle which unit of the pool it will be, for a loan that was not handed out yet: from now on it stays so.

    Promises to others that are in the way take other units of the pool, as long as all of them can be kept.

    Raises:
        Refused: the other unit is of another pool (`unit-other-pool`), or out, bound or closed (`unit-not-free`).
        NotFound: there is no such loan or number.
    """
    item = locked(tx, loan_id, now=now)
    permission.require(permission.may_hand_out(actor, item.office_id), "exchange-unit")
    if item.state is not LoanState.RESERVED:
        raise IllegalTransition("loan", item.state, "exchange")
    other = load(tx, unit, unit_id_of(tx, asset_number), lock=True)
    if other.id == item.unit_id and item.is_bound:
        return item
    if other.pool_id != item.pool_id:
        raise Refused(Reason("unit-other-pool", {"asset_number": asset_number, "planned": item.asset_number}))
    if other.id != item.unit_id and not _move(tx, item, other.id, actor=actor, now=now):
        raise Refused(Reason("unit-not-free", {"asset_number": asset_number}))
    tx.execute(update(allocation).where(allocation.c.id == item.allocation_id).values(bound=True))
    raise_revision(tx, [item.booking_id], now)
    record(
        tx,
        actor=actor,
        now=now,
        action="exchange_unit",
        noun="loan",
        key=loan_id,
        before={"asset_number": item.asset_number},
        after={"asset_number": other.asset_number},
    )
    return hand_over(tx, loan_id, now=now)


def _move(tx: Connection, item: HandOver, unit_id: int, *, actor: Actor, now: datetime) -> bool:
    """Whether the loan is on that unit now."""
    found = next((other for other in substitutes(tx, item, now=now) if other.unit_id == unit_id), None)
    if found is None:
        return False
    if not found.is_free:
        take_over(tx, item.allocation_id, unit_id, actor=actor, now=now)
        return hand_over(tx, item.loan_id, now=now).unit_id == unit_id
    touch_shown(tx, [item.booking_id], now=now)
    # Held from now on at the earliest: before that it may have been somebody else's.
    moved = {"unit_id": unit_id, "starts_at": max(item.starts_at, now)}
    tx.execute(update(allocation).where(allocation.c.id == item.allocation_id).values(moved))
    change(tx, loan, item.loan_id, expected=None, unit_id=unit_id)
    return True


def take_back(
    tx: Connection,
    *,
    actor: Actor,
    now: datetime,
    office_id: str,
    condition: Condition,
    note: str = "",
    loan_id: int | None = None,
    asset_number: str | None = None,
) -> TakenBack:
    """Take a device back at the desk of `office_id`, named by its loan or by the number on it.

    A damaged one goes to repair; one that was lost and is found may be lent again. The unit is free again after its
    turnaround, and the booking is over once nothing of it is out.

    Raises:
        Refused: nothing is out on that number, or damage was not described.
        NotAllowed: the actor does not work at that desk.
        IllegalTransition: the loan is not out.
    """
    permission.require(permission.may_hand_out(actor, office_id), "take-back")
    load(tx, office, office_id)
    problem = rules.return_note(condition, note)
    if problem is not None:
        raise Refused(problem)
    item = locked(tx, _meant(loan_id, asset_number, lambda number: out_on(tx, number)), now=now)
    state = advance("loan", LOAN, item.state, "return")
    where_and_how = {"return_office_id": office_id, "condition": condition, "damage_note": clean_text(note)}
    returned = {"state": state, "returned_at": now, "returned_by": actor.staff_id}
    change(tx, loan, item.loan_id, expected=None, **returned, **where_and_how)
    end_use(tx, item, now=now)
    affected = _status_after_return(tx, actor, now, item, condition)
    is_elsewhere = office_id != item.office_id
    if is_elsewhere:
        affected = bookings_on_unit(tx, item.unit_id, now=now)
    _record(tx, actor, now, "take_back", item, state)
    return _taken_back(item, affected, is_elsewhere=is_elsewhere, now=now)


def _taken_back(
    item: HandOver, affected: tuple[AffectedBooking, ...], *, is_elsewhere: bool, now: datetime
) -> TakenBack:
    return TakenBack(
        loan_id=item.loan_id,
        booking_id=item.booking_id,
        unit_id=item.unit_id,
        asset_number=item.asset_number,
        is_late=now > item.due_at,
        is_elsewhere=is_elsewhere,
        affected=_of_others(affected, item),
    )


def report_lost(tx: Connection, *, actor: Actor, now: datetime, loan_id: int) -> tuple[AffectedBooking, ...]:
    """Say that a device is lost: by the desk, or by the people it was lent to. Returns what was booked on it.

    Raises:
        IllegalTransition: the loan is not out.
    """
    item = locked(tx, loan_id, now=now)
    borrower = permission.may_act_for(actor, item.staff_id, item.department_id)
    permission.require(borrower or permission.may_hand_out(actor, item.office_id), "report-lost")
    state = advance("loan", LOAN, item.state, "lose")
    change(tx, loan, loan_id, expected=None, state=state)
    end_use(tx, item, now=now)
    affected = put_status(tx, actor=actor, now=now, unit_id=item.unit_id, status=UnitStatus.LOST)
    _record(tx, actor, now, "report_lost", item, state)
    return _of_others(affected, item)


def _meant(loan_id: int | None, asset_number: str | None, find: Callable[[str], int]) -> int:
    if loan_id is not None:
        return loan_id
    if asset_number is not None:
        return find(asset_number)
    raise Refused(Reason("loan-needed"))


def _status_after_return(
    tx: Connection, actor: Actor, now: datetime, item: HandOver, condition: Condition
) -> tuple[AffectedBooking, ...]:
    if condition is Condition.DAMAGED:
        return put_status(tx, actor=actor, now=now, unit_id=item.unit_id, status=UnitStatus.REPAIR)
    if item.unit_status is UnitStatus.LOST:
        return put_status(tx, actor=actor, now=now, unit_id=item.unit_id, status=UnitStatus.ACTIVE)
    return ()


def _of_others(affected: tuple[AffectedBooking, ...], item: HandOver) -> tuple[AffectedBooking, ...]:
    return tuple(found for found in affected if found.booking_id != item.booking_id)


def _record(tx: Connection, actor: Actor, now: datetime, action: str, item: HandOver, state: LoanState) -> None:
    record(
        tx,
        actor=actor,
        now=now,
        action=action,
        noun="loan",
        key=item.loan_id,
        before={"state": item.state.value},
        after={"state": state.value, "asset_number": item.asset_number, "booking_id": item.booking_id},
    )
