"""Everything that decides about handing a device out or taking it back, read in one query.

For the operations and lists of this package: it holds facts (approval, training) that no list shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, exists, literal, select

from scheduler.db.tables import (
    allocation,
    booking,
    closure,
    department,
    loan,
    occurrence,
    pool,
    request,
    staff_member,
    unit,
)
from scheduler.domain.states import Approval, BookingState, LoanState, UnitStatus
from scheduler.errors import NotFound

_out = loan.alias("out")


@dataclass(frozen=True, slots=True)
class HandOver:
    """One loan with its booking, its person and its unit.

    `approval` is None for a booking without a request behind it. `out_until` is the due time of another loan for
    which the unit is still out. `is_out_of_order`: an outage of the unit runs at the moment of asking. Not `is_bound`:
    what was promised is any unit of the pool, and this one is kept for it until then.
    """

    loan_id: int
    version: int
    state: LoanState
    allocation_id: int
    booking_id: int
    booking_state: BookingState
    staff_id: str
    department_id: str
    section_ja: str
    section_en: str
    office_id: str
    pool_id: int
    kind: str
    attributes: str
    turnaround_min: int
    unit_id: int
    asset_number: str
    unit_name_ja: str
    unit_status: UnitStatus
    out_until: datetime | None
    is_out_of_order: bool
    starts_at: datetime
    ends_at: datetime
    held_from: datetime
    held_until: datetime
    due_at: datetime
    issued_at: datetime | None
    is_bound: bool
    approval: Approval | None
    trained_on: date | None


def hand_over(tx: Connection, loan_id: int, *, now: datetime) -> HandOver:
    """One loan, or `NotFound`."""
    found = hand_overs(tx, loan.c.id == loan_id, now=now)
    if not found:
        raise NotFound("loan", loan_id)
    return found[0]


def hand_overs(tx: Connection, *conditions: ColumnElement[bool], now: datetime) -> tuple[HandOver, ...]:
    """The loans that meet conditions on loan, booking and unit, in the order of their due times."""
    return tuple(_read(row) for row in tx.execute(_query(now).where(*conditions)).mappings())


_COLUMNS = (
    loan.c.id.label("loan_id"),
    loan.c.version,
    loan.c.state,
    loan.c.allocation_id,
    booking.c.id.label("booking_id"),
    booking.c.state.label("booking_state"),
    loan.c.staff_id,
    staff_member.c.department_id,
    department.c.section_ja,
    department.c.section_en,
    loan.c.office_id,
    unit.c.pool_id,
    pool.c.kind,
    pool.c.attributes,
    pool.c.turnaround_min,
    loan.c.unit_id,
    unit.c.asset_number,
    unit.c.name_ja.label("unit_name_ja"),
    unit.c.status.label("unit_status"),
    _out.c.due_at.label("out_until"),
    booking.c.starts_at,
    booking.c.ends_at,
    allocation.c.starts_at.label("held_from"),
    allocation.c.held_until,
    allocation.c.bound.label("is_bound"),
    loan.c.due_at,
    loan.c.issued_at,
    request.c.approval,
    staff_member.c.security_training_on.label("trained_on"),
)


def _query(now: datetime) -> Select[Any]:
    out_of_order = exists(
        select(literal(1)).where(
            closure.c.unit_id == unit.c.id,
            closure.c.cancelled_at.is_(None),
            closure.c.starts_at <= now,
            closure.c.ends_at > now,
        )
    )
    return (
        select(*_COLUMNS, out_of_order.label("is_out_of_order"))
        .select_from(loan)
        .join(allocation, allocation.c.id == loan.c.allocation_id)
        .join(booking, booking.c.id == allocation.c.booking_id)
        .join(unit, unit.c.id == loan.c.unit_id)
        .join(pool, pool.c.id == unit.c.pool_id)
        .join(staff_member, staff_member.c.staff_id == loan.c.staff_id)
        .join(department, department.c.department_id == staff_member.c.department_id)
        .outerjoin(occurrence, occurrence.c.id == booking.c.occurrence_id)
        .outerjoin(request, request.c.id == occurrence.c.request_id)
        .outerjoin(
            _out,
            and_(_out.c.unit_id == loan.c.unit_id, _out.c.state == LoanState.ISSUED, _out.c.id != loan.c.id),
        )
        .order_by(loan.c.due_at, loan.c.id)
    )


def _read(row: RowMapping) -> HandOver:
    values = dict(row)
    values["state"] = LoanState(row["state"])
    values["booking_state"] = BookingState(row["booking_state"])
    values["unit_status"] = UnitStatus(row["unit_status"])
    values["is_out_of_order"] = bool(row["is_out_of_order"])
    values["approval"] = None if row["approval"] is None else Approval(row["approval"])
    return HandOver(**values)
