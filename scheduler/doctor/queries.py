"""The checks of the doctor: each an independent look at the rows, none trusting the code that wrote them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, and_, exists, func, literal, or_, select

from scheduler.db import schema, tables
from scheduler.domain.states import BookingState, LoanState, OfferState, PlanState, RequestState, ShiftPlanState
from scheduler.shifts.breaches import standing_breaches
from scheduler.shifts.sheet import open_sheet
from solver.allocation import check, decode_plan, decode_problem


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must never be: which check found it, on what."""

    check: str
    noun: str
    key: str
    detail: str

    def __str__(self) -> str:
        return f"{self.check}: {self.noun} {self.key}: {self.detail}"


def examine(tx: Connection) -> tuple[Finding, ...]:
    """Everything that is wrong; empty for a sound office."""
    return tuple(finding for look in CHECKS.values() for finding in look(tx))


def _schema(tx: Connection) -> Iterator[Finding]:
    for problem in schema.problems(tx):
        yield Finding("schema", "database", "", problem)


def _overlaps(tx: Connection, column: str, name: str) -> Iterator[Finding]:
    """A sweep over the held intervals of each unit or person, in order of their start."""
    held = tables.allocation
    key = held.c[column]
    query = (
        select(key.label("holder"), held.c.id, held.c.starts_at, held.c.held_until)
        .where(held.c.holds, key.is_not(None))
        .order_by(key, held.c.starts_at)
    )
    holder, until, last = None, None, None
    for row in tx.execute(query):
        if row.holder == holder and until is not None and row.starts_at < until:
            yield Finding(name, "allocation", str(row.id), f"overlaps allocation {last} of {column} {holder}")
        if row.holder != holder or until is None or row.held_until > until:
            until, last = row.held_until, row.id
        holder = row.holder


def _double_bookings(tx: Connection) -> Iterator[Finding]:
    yield from _overlaps(tx, "unit_id", "double-booking")


def _two_seats(tx: Connection) -> Iterator[Finding]:
    yield from _overlaps(tx, "person_no", "two-seats")


def _holding(tx: Connection) -> Iterator[Finding]:
    """A booking that stands holds its units; a cancelled one holds none."""
    booking, allocation = tables.booking, tables.allocation
    holds = exists(select(literal(1)).where(allocation.c.booking_id == booking.c.id, allocation.c.holds))
    standing = booking.c.state.in_((BookingState.CONFIRMED, BookingState.IN_USE))
    wrong = or_(and_(standing, ~holds), and_(booking.c.state == BookingState.CANCELLED, holds))
    for row in tx.execute(select(booking.c.id, booking.c.state).where(wrong)):
        yield Finding("holding", "booking", str(row.id), f"is {row.state} and holds the wrong units")


def _turnaround(tx: Connection) -> Iterator[Finding]:
    """What is held covers the booking's own time; a device that is fetched late may be held from then on."""
    booking, allocation, loan = tables.booking, tables.allocation, tables.loan
    query = (
        select(allocation.c.id)
        .join(booking, booking.c.id == allocation.c.booking_id)
        .outerjoin(loan, loan.c.allocation_id == allocation.c.id)
        .where(
            allocation.c.holds,
            booking.c.state == BookingState.CONFIRMED,
            or_(
                and_(loan.c.id.is_(None), allocation.c.starts_at > booking.c.starts_at),
                allocation.c.held_until < booking.c.ends_at,
            ),
        )
    )
    for allocation_id in tx.execute(query).scalars():
        yield Finding("turnaround", "allocation", str(allocation_id), "is shorter than its booking")


def _promises(tx: Connection) -> Iterator[Finding]:
    """A loan that waits to be fetched names the unit that is held for it."""
    allocation, loan = tables.allocation, tables.loan
    query = (
        select(loan.c.id)
        .join(allocation, allocation.c.id == loan.c.allocation_id)
        .where(loan.c.state == LoanState.RESERVED, loan.c.unit_id != allocation.c.unit_id)
    )
    for loan_id in tx.execute(query).scalars():
        yield Finding("promises", "loan", str(loan_id), "names another unit than is held for it")


def _two_hands(tx: Connection) -> Iterator[Finding]:
    loan = tables.loan
    query = (
        select(loan.c.unit_id, func.count().label("loans"))
        .where(loan.c.state == LoanState.ISSUED)
        .group_by(loan.c.unit_id)
        .having(func.count() > 1)
    )
    for row in tx.execute(query):
        yield Finding("two-hands", "unit", str(row.unit_id), f"is issued {row.loans} times at once")


def _answers(tx: Connection) -> Iterator[Finding]:
    """A date that was granted has exactly one booking that was not cancelled."""
    occurrence, booking = tables.occurrence, tables.booking
    query = (
        select(occurrence.c.id, func.count(booking.c.id).label("bookings"))
        .outerjoin(booking, and_(booking.c.occurrence_id == occurrence.c.id, booking.c.state != BookingState.CANCELLED))
        .where(occurrence.c.state == RequestState.GRANTED)
        .group_by(occurrence.c.id)
        .having(func.count(booking.c.id) != 1)
    )
    for row in tx.execute(query):
        yield Finding("answers", "occurrence", str(row.id), f"was granted and has {row.bookings} bookings")


def _offers(tx: Connection) -> Iterator[Finding]:
    """A place that is held for somebody's answer has exactly one open offer, and nobody has two to answer."""
    booking, offer = tables.booking, tables.offer
    open_ones = and_(offer.c.booking_id == booking.c.id, offer.c.state == OfferState.OPEN)
    held = (
        select(booking.c.id, func.count(offer.c.id).label("offers"))
        .outerjoin(offer, open_ones)
        .where(booking.c.state == BookingState.OFFERED)
        .group_by(booking.c.id)
        .having(func.count(offer.c.id) != 1)
    )
    for row in tx.execute(held):
        yield Finding("offers", "booking", str(row.id), f"is held for {row.offers} open offers")
    lapsed = select(offer.c.id).join(booking, booking.c.id == offer.c.booking_id)
    for offer_id in tx.execute(
        lapsed.where(offer.c.state == OfferState.OPEN, booking.c.state != BookingState.OFFERED)
    ).scalars():
        yield Finding("offers", "offer", str(offer_id), "is open and holds no place")
    twice = select(offer.c.occurrence_id).where(offer.c.state == OfferState.OPEN)
    for occurrence_id in tx.execute(twice.group_by(offer.c.occurrence_id).having(func.count() > 1)).scalars():
        yield Finding("offers", "occurrence", str(occurrence_id), "has several open offers")


def _plans(tx: Connection) -> Iterator[Finding]:
    """Every stored plan passes the independent checker against the problem stored with it."""
    plan = tables.plan
    open_or_applied = plan.c.state.in_((PlanState.PROPOSED, PlanState.APPLIED))
    query = select(plan.c.id, plan.c.problem, plan.c.solution).where(open_or_applied)
    for row in tx.execute(query):
        for violation in check(decode_problem(row.problem), decode_plan(row.solution)):
            yield Finding("plans", "plan", str(row.id), str(violation))


def _shifts(tx: Connection) -> Iterator[Finding]:
    """What somebody works by is what the plan says that it comes from, and a section has one published plan."""
    shift, assignment, plan = tables.shift, tables.shift_assignment, tables.shift_plan
    same_day = and_(
        assignment.c.plan_id == shift.c.plan_id,
        assignment.c.staff_id == shift.c.staff_id,
        assignment.c.date == shift.c.date,
    )
    agrees = and_(
        assignment.c.pattern_id == shift.c.pattern_id,
        assignment.c.break_start == shift.c.break_start,
        assignment.c.break_end == shift.c.break_end,
    )
    query = select(shift.c.staff_id, shift.c.date, shift.c.plan_id).outerjoin(assignment, same_day)
    for row in tx.execute(query.where(or_(assignment.c.plan_id.is_(None), ~agrees))):
        yield Finding("shifts", "shift", f"{row.staff_id} {row.date}", f"is not what plan {row.plan_id} says")
    published = select(plan.c.department_id, plan.c.season_id).where(plan.c.state == ShiftPlanState.PUBLISHED)
    twice = published.group_by(plan.c.department_id, plan.c.season_id).having(func.count() > 1)
    for department_id, season_id in tx.execute(twice):
        yield Finding("shifts", "department", department_id, f"has several published plans in {season_id}")


def _shift_plans(tx: Connection) -> Iterator[Finding]:
    """Every published plan of a section keeps the rules of its people."""
    plan = tables.shift_plan
    query = select(plan.c.id).where(plan.c.state == ShiftPlanState.PUBLISHED).order_by(plan.c.id)
    for plan_id in tx.execute(query).scalars().all():
        for reason in standing_breaches(open_sheet(tx, plan_id)):
            yield Finding("shift-plans", "shift_plan", str(plan_id), f"{reason.code} {dict(reason.params)}")


CHECKS: dict[str, Callable[[Connection], Iterator[Finding]]] = {
    "schema": _schema,
    "double-booking": _double_bookings,
    "two-seats": _two_seats,
    "holding": _holding,
    "turnaround": _turnaround,
    "promises": _promises,
    "two-hands": _two_hands,
    "answers": _answers,
    "offers": _offers,
    "plans": _plans,
    "shifts": _shifts,
    "shift-plans": _shift_plans,
}
