"""Facts about people for the rules and the screens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from scheduler.db.tables import booking, department, eligibility, occurrence, request, staff_member
from scheduler.domain.applicant import Applicant
from scheduler.domain.states import BookingState, RequestState
from scheduler.errors import NotFound


@dataclass(frozen=True, slots=True)
class StaffCard:
    """What anybody may see of a colleague: the number and the section."""

    staff_id: str
    department_id: str
    office_id: str
    section_ja: str
    section_en: str


def applicants(tx: Connection, staff_ids: Iterable[str] | None = None) -> dict[str, Applicant]:
    """Everybody, or the people named, by staff number. For rules only: it holds the grounds of eligibility."""
    query = select(staff_member)
    grounds_query = select(eligibility)
    if staff_ids is not None:
        wanted = list(staff_ids)
        query = query.where(staff_member.c.staff_id.in_(wanted))
        grounds_query = grounds_query.where(eligibility.c.staff_id.in_(wanted))
    grounds: dict[str, list[tuple[str, date | None]]] = defaultdict(list)
    for row in tx.execute(grounds_query):
        grounds[row.staff_id].append((row.ground, row.valid_until))
    return {row.staff_id: _applicant(row, grounds[row.staff_id]) for row in tx.execute(query)}


def applicant(tx: Connection, staff_id: str) -> Applicant:
    found = applicants(tx, [staff_id])
    if staff_id not in found:
        raise NotFound("staff_member", staff_id)
    return found[staff_id]


def card(tx: Connection, staff_id: str) -> StaffCard:
    row = tx.execute(_cards().where(staff_member.c.staff_id == staff_id)).one_or_none()
    if row is None:
        raise NotFound("staff_member", staff_id)
    return StaffCard(*row)


def colleagues(tx: Connection, department_id: str) -> tuple[StaffCard, ...]:
    """The people of a section, for booking on behalf of one of them."""
    query = _cards().where(staff_member.c.department_id == department_id).order_by(staff_member.c.staff_id)
    return tuple(StaffCard(*row) for row in tx.execute(query))


def telework_days(tx: Connection, staff_id: str, *, except_booking_id: int | None = None) -> tuple[date, ...]:
    """Days at home that are booked, or asked for in a request that still waits."""
    booked = select(booking.c.use_dates).where(
        booking.c.staff_id == staff_id,
        booking.c.purpose == "home_telework",
        booking.c.state != BookingState.CANCELLED,
    )
    if except_booking_id is not None:
        booked = booked.where(booking.c.id != except_booking_id)
    asked = (
        select(request.c.use_dates)
        .join(occurrence, occurrence.c.request_id == request.c.id)
        .where(
            request.c.staff_id == staff_id,
            request.c.purpose == "home_telework",
            occurrence.c.state == RequestState.WAITING,
        )
    )
    lists = (*tx.execute(booked).scalars(), *tx.execute(asked).scalars())
    return tuple(sorted({date.fromisoformat(day) for days in lists for day in days}))


def booked_telework_days(
    tx: Connection, staff_ids: Iterable[str], *, except_plan_id: int | None = None
) -> dict[str, set[date]]:
    """Days at home that are booked, for everybody named; without what that plan granted."""
    wanted = set(staff_ids)
    query = select(booking.c.staff_id, booking.c.use_dates).where(
        booking.c.purpose == "home_telework", booking.c.state != BookingState.CANCELLED
    )
    if except_plan_id is not None:
        query = query.where(booking.c.plan_id.is_distinct_from(except_plan_id))
    found: dict[str, set[date]] = defaultdict(set)
    for row in tx.execute(query):
        if row.staff_id in wanted:
            found[row.staff_id].update(date.fromisoformat(day) for day in row.use_dates)
    return found


def _cards() -> Any:
    return select(
        staff_member.c.staff_id,
        staff_member.c.department_id,
        staff_member.c.office_id,
        department.c.section_ja,
        department.c.section_en,
    ).join(department, department.c.department_id == staff_member.c.department_id)


def _applicant(row: Row[Any], grounds: list[tuple[str, date | None]]) -> Applicant:
    return Applicant(
        staff_id=row.staff_id,
        person_no=row.person_no,
        office_id=row.office_id,
        department_id=row.department_id,
        trained_on=row.security_training_on,
        telework_suitable=row.telework_suitable,
        grounds=tuple(grounds),
    )
