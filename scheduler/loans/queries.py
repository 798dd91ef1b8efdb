"""The lists of the desk and of the people who borrow: what goes out, what comes back, what is late.

They show staff number and section, never why somebody was granted a device nor what they wrote about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, and_, select, true

from scheduler.clock import TOKYO
from scheduler.db.tables import booking, department, loan, staff_member
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.policy import DEFAULT_POLICY, Policy
from scheduler.domain.reason import Reason
from scheduler.domain.states import BookingState, LoanState
from scheduler.loans import rules
from scheduler.loans.hand_over import HandOver, hand_over, hand_overs
from scheduler.loans.substitutes import Substitute, obstacle_with_proposal, substitutes


@dataclass(frozen=True, slots=True)
class Loan:
    """One line of a list. `opens_at`: from when on it may be handed out; overdue: issued, and past its due time.

    Not `is_bound`: the person was promised one of `kind` with these `attributes`, and the unit named here is the one
    kept for it now, for the desk to begin with.
    """

    loan_id: int
    version: int
    state: LoanState
    is_overdue: bool
    booking_id: int
    staff_id: str
    section_ja: str
    section_en: str
    office_id: str
    kind: str
    unit_id: int
    asset_number: str
    unit_name_ja: str
    attributes: str
    is_bound: bool
    opens_at: datetime
    starts_at: datetime
    due_at: datetime
    issued_at: datetime | None


@dataclass(frozen=True, slots=True)
class ToIssue:
    """A device to be handed out, and what is in the way of it; empty when it may go (at `loan.opens_at`)."""

    loan: Loan
    obstacles: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class PastLoan:
    """One line of a unit's history."""

    loan_id: int
    state: LoanState
    staff_id: str
    section_ja: str
    section_en: str
    issued_at: datetime
    due_at: datetime
    returned_at: datetime | None
    return_office_id: str | None
    condition: str | None
    damage_note: str


def to_issue_today(
    tx: Connection, *, actor: Actor, now: datetime, office_id: str | None = None, policy: Policy = DEFAULT_POLICY
) -> tuple[ToIssue, ...]:
    """What is to be handed out until tonight, at one desk or at all, earliest start first.

    What began earlier and was not fetched yet stays in the list until its booking ends.
    """
    permission.require(permission.may_see_desk(actor), "see-desk")
    standing = booking.c.state.in_((BookingState.CONFIRMED, BookingState.IN_USE))
    waiting = and_(loan.c.state == LoanState.RESERVED, standing, booking.c.ends_at > now)
    items = hand_overs(tx, waiting, booking.c.starts_at < _tonight(now), _at(office_id), now=now)
    in_order = sorted(items, key=lambda item: (item.starts_at, item.loan_id))
    return tuple(ToIssue(_loan(item, now), _obstacles(tx, item, now, policy)) for item in in_order)


def due_today(tx: Connection, *, actor: Actor, now: datetime, office_id: str | None = None) -> tuple[Loan, ...]:
    """What is out and has to be back between now and tonight, earliest first."""
    permission.require(permission.may_see_desk(actor), "see-desk")
    due = and_(loan.c.state == LoanState.ISSUED, loan.c.due_at >= now, loan.c.due_at < _tonight(now))
    return tuple(_loan(item, now) for item in hand_overs(tx, due, _at(office_id), now=now))


def overdue(tx: Connection, *, actor: Actor, now: datetime, office_id: str | None = None) -> tuple[Loan, ...]:
    """What is out and should be back, longest overdue first."""
    permission.require(permission.may_see_desk(actor), "see-desk")
    late = and_(loan.c.state == LoanState.ISSUED, loan.c.due_at < now)
    return tuple(_loan(item, now) for item in hand_overs(tx, late, _at(office_id), now=now))


def my_loans(tx: Connection, *, actor: Actor, now: datetime) -> tuple[Loan, ...]:
    """What the actor has to fetch, has in hand, or has lost; soonest due first."""
    if actor.staff_id is None:
        return ()
    open_states = (LoanState.RESERVED, LoanState.ISSUED, LoanState.LOST)
    mine = and_(loan.c.staff_id == actor.staff_id, loan.c.state.in_(open_states))
    items = hand_overs(tx, mine, now=now)
    # What was never fetched and is over is nothing to fetch any more.
    return tuple(_loan(item, now) for item in items if item.state is not LoanState.RESERVED or item.ends_at > now)


def loan_detail(tx: Connection, *, actor: Actor, now: datetime, loan_id: int) -> Loan:
    """One loan: for the desk, the person, and the colleagues who may act for the person."""
    item = hand_over(tx, loan_id, now=now)
    known = permission.may_see_names(actor, item.staff_id, item.department_id)
    permission.require(known, "see-loan")
    return _loan(item, now)


def exchange_choices(tx: Connection, *, actor: Actor, now: datetime, loan_id: int) -> tuple[Substitute, ...]:
    """The units that could be handed out instead of the one that was planned."""
    item = hand_over(tx, loan_id, now=now)
    permission.require(permission.may_hand_out(actor, item.office_id), "exchange-unit")
    return substitutes(tx, item, now=now)


def history(tx: Connection, *, actor: Actor, unit_id: int, most: int = 50) -> tuple[PastLoan, ...]:
    """Who had a unit, latest first."""
    permission.require(permission.may_see_desk(actor), "see-desk")
    query = (
        select(
            loan.c.id,
            loan.c.state,
            loan.c.staff_id,
            department.c.section_ja,
            department.c.section_en,
            loan.c.issued_at,
            loan.c.due_at,
            loan.c.returned_at,
            loan.c.return_office_id,
            loan.c.condition,
            loan.c.damage_note,
        )
        .join(staff_member, staff_member.c.staff_id == loan.c.staff_id)
        .join(department, department.c.department_id == staff_member.c.department_id)
        .where(loan.c.unit_id == unit_id, loan.c.issued_at.is_not(None))
        .order_by(loan.c.issued_at.desc(), loan.c.id.desc())
        .limit(most)
    )
    return tuple(PastLoan(row[0], LoanState(row[1]), *row[2:]) for row in tx.execute(query))


def _tonight(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(TOKYO).date(), time(0), TOKYO) + timedelta(days=1)


def _at(office_id: str | None) -> ColumnElement[bool]:
    return true() if office_id is None else loan.c.office_id == office_id


def _obstacles(tx: Connection, item: HandOver, now: datetime, policy: Policy) -> tuple[Reason, ...]:
    # A list for the whole day: that it is not yet time is no obstacle.
    at_the_time = max(now, rules.opens_at(item))
    reasons = list(rules.obstacles_of_booking(item, now=at_the_time, policy=policy))
    in_the_way = obstacle_with_proposal(tx, item, now=now)
    return (*reasons, *([] if in_the_way is None else [in_the_way]))


def _loan(item: HandOver, now: datetime) -> Loan:
    return Loan(
        loan_id=item.loan_id,
        version=item.version,
        state=item.state,
        is_overdue=item.state is LoanState.ISSUED and item.due_at < now,
        booking_id=item.booking_id,
        staff_id=item.staff_id,
        section_ja=item.section_ja,
        section_en=item.section_en,
        office_id=item.office_id,
        kind=item.kind,
        unit_id=item.unit_id,
        asset_number=item.asset_number,
        unit_name_ja=item.unit_name_ja,
        attributes=item.attributes,
        is_bound=item.is_bound,
        opens_at=rules.opens_at(item),
        starts_at=item.starts_at,
        due_at=item.due_at,
        issued_at=item.issued_at,
    )
