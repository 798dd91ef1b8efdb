"""Small offices for tests: rows put in directly, with everything a test does not care about filled in.

Each function takes the open transaction first and returns the key of what it made. Instants are written with `at`.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select

from scheduler.clock import TOKYO
from scheduler.db import tables
from scheduler.domain.actor import Actor, Role, Source
from scheduler.domain.states import Approval, BookingState, RequestState, UnitStatus
from scheduler.domain.wish import LENT_KINDS
from scheduler.loans.reservations import reserve_for

LONG_AGO = datetime(2026, 4, 1, tzinfo=UTC)
TURNAROUND_MIN = {"seat": 0, "mobile_pc": 60, "tablet": 30, "web_kit": 15, "web_room": 15}


def at(moment: str) -> datetime:
    """An instant on the office's clock: at("2026-07-01 8:30")."""
    day, clock = moment.split()
    hour, minute = clock.split(":")
    return datetime.combine(date.fromisoformat(day), time(int(hour), int(minute)), TOKYO)


def actor(
    staff_id: str | None = None, *roles: Role, office_id: str | None = "YG-HQ", department_id: str | None = "D0001"
) -> Actor:
    """Somebody at the web door; everybody with a staff number is staff."""
    return Actor(staff_id, frozenset({Role.STAFF, *roles}), office_id, department_id, Source.WEB)


def keeper() -> Actor:
    """Facilities staff: keeps the stock and hands out everywhere."""
    return actor("S000900", Role.FACILITIES)


def office(tx: Connection, office_id: str = "YG-HQ", **values: Any) -> str:
    """An office that is open from 8:30 to 17:15."""
    row = {
        "office_id": office_id,
        "name_ja": f"{office_id}庁舎",
        "name_en": f"{office_id} Office",
        "office_type": "hq" if office_id == "YG-HQ" else "branch",
        "region": "村山",
        "municipality_code": "06201",
        "lat": 38.24,
        "lon": 140.36,
        "satellite_fy": 2017,
        "opens_at": time(8, 30),
        "closes_at": time(17, 15),
        "changed_at": LONG_AGO,
        **values,
    }
    tx.execute(insert(tables.office).values(row))
    return office_id


def department(tx: Connection, department_id: str = "D0001", *, office_id: str = "YG-HQ", **values: Any) -> str:
    """A section without a counter; its office is made when it is missing."""
    _make_if_missing(tx, tables.office.c.office_id, office_id, office)
    row = {
        "department_id": department_id,
        "office_id": office_id,
        "bureau_ja": "総務部",
        "bureau_en": "General Affairs",
        "section_ja": f"{department_id}課",
        "section_en": f"Section {department_id}",
        "kind": "policy",
        "headcount": 10,
        "has_counter": False,
        "min_staff": 2,
        "min_staff_lunch": 1,
        "min_staff_peak": 2,
        "max_shifted_fraction": 0.3333,
        **values,
    }
    tx.execute(insert(tables.department).values(row))
    return department_id


def staff_member(
    tx: Connection,
    staff_id: str = "S000001",
    *,
    department_id: str = "D0001",
    office_id: str = "YG-HQ",
    **values: Any,
) -> str:
    """Somebody who has had the security training; section and office are made when they are missing."""
    _make_if_missing(tx, tables.office.c.office_id, office_id, office)
    _make_if_missing(tx, tables.department.c.department_id, department_id, department, office_id=office_id)
    row = {
        "staff_id": staff_id,
        "person_no": tx.execute(select(func.count()).select_from(tables.staff_member)).scalar_one() + 1,
        "department_id": department_id,
        "office_id": office_id,
        "role": "staff",
        "home_municipality_code": "06201",
        "commute_km": 6.8,
        "commute_min": 29,
        "commute_mode": "bus",
        "telework_suitable": True,
        "security_training_on": date(2026, 4, 10),
        "short_time": False,
        **values,
    }
    tx.execute(insert(tables.staff_member).values(row))
    return staff_id


def pool_with_units(
    tx: Connection, kind: str = "seat", office_id: str = "YG-HQ", count: int = 1, **values: Any
) -> list[int]:
    """A pool of `count` active units, numbered like SEAT-YG-HQ-1-001; returns the units' ids."""
    _make_if_missing(tx, tables.office.c.office_id, office_id, office)
    row = {
        "office_id": office_id,
        "kind": kind,
        "attributes": "",
        "conf_system": "both" if kind.startswith("web_") else "",
        "people": 6 if kind == "web_room" else 1,
        "turnaround_min": TURNAROUND_MIN[kind],
        "booking_unit": "slot15",
        **values,
    }
    pool_id = tx.execute(insert(tables.pool).values(row).returning(tables.pool.c.id)).scalar_one()
    return [unit(tx, pool_id, f"{kind.upper()}-{office_id}-{pool_id}-{n:03}") for n in range(1, count + 1)]


def unit(tx: Connection, pool_id: int, asset_number: str, **values: Any) -> int:
    row = {
        "asset_number": asset_number,
        "pool_id": pool_id,
        "name_ja": f"機材{asset_number}",
        "status": UnitStatus.ACTIVE,
        "changed_at": LONG_AGO,
        **values,
    }
    return int(tx.execute(insert(tables.unit).values(row).returning(tables.unit.c.id)).scalar_one())


def occurrence(
    tx: Connection,
    staff_id: str,
    starts_at: datetime,
    ends_at: datetime,
    *,
    kind: str = "mobile_pc",
    office_id: str = "YG-HQ",
    approval: Approval = Approval.APPROVED,
    state: RequestState = RequestState.GRANTED,
    **values: Any,
) -> int:
    """A request with one date; returns the id of its occurrence. `values` go to the request."""
    row = {
        "code": f"R{uuid.uuid4().hex[:12]}",
        "staff_id": staff_id,
        "submitted_at": LONG_AGO,
        "kind": kind,
        "purpose": "home_telework" if kind == "mobile_pc" else "after_meeting",
        "office_id": office_id,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "use_dates": [],
        "flex_earlier_min": 0,
        "flex_later_min": 0,
        "alt_office_ids": [],
        "alt_dates": [],
        "quantity": 1,
        "required_attributes": [],
        "conf_system": "",
        "rrule": "",
        "exdates": [],
        "priority": 5,
        "ground": "general",
        "saved_min": 0,
        "approval": approval,
        "overtime_order_no": "",
        "note_ja": "",
        "changed_at": LONG_AGO,
        **values,
    }
    request_id = tx.execute(insert(tables.request).values(row).returning(tables.request.c.id)).scalar_one()
    date_of_it = {
        "request_id": request_id,
        "date": starts_at.astimezone(TOKYO).date(),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "state": state,
        "reasons": [],
        "alternatives": [],
    }
    made = insert(tables.occurrence).values(date_of_it).returning(tables.occurrence.c.id)
    return int(tx.execute(made).scalar_one())


def booking(
    tx: Connection,
    staff_id: str,
    unit_ids: Sequence[int],
    starts_at: datetime,
    ends_at: datetime,
    *,
    state: BookingState = BookingState.CONFIRMED,
    **values: Any,
) -> int:
    """A booking that holds the units, with a reserved loan for each device; `values` go to the booking."""
    query = (
        select(tables.unit.c.id, tables.pool.c.kind, tables.pool.c.office_id, tables.pool.c.turnaround_min)
        .join(tables.pool, tables.pool.c.id == tables.unit.c.pool_id)
        .where(tables.unit.c.id.in_(list(unit_ids)))
    )
    units = {row.id: row for row in tx.execute(query)}
    first = units[unit_ids[0]]
    row = {
        "uid": str(uuid.uuid4()),
        "staff_id": staff_id,
        "kind": "web_conference" if first.kind.startswith("web_") else first.kind,
        "purpose": "home_telework" if first.kind == "mobile_pc" else "after_meeting",
        "office_id": first.office_id,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "use_dates": [],
        "state": state,
        "overtime_order_no": "",
        "alerts": [],
        "note_ja": "",
        "created_at": LONG_AGO,
        "changed_at": LONG_AGO,
        **values,
    }
    booking_id = int(tx.execute(insert(tables.booking).values(row).returning(tables.booking.c.id)).scalar_one())
    for unit_id in unit_ids:
        _hold(tx, booking_id, units[unit_id], staff_id, starts_at, ends_at, holds=state is not BookingState.CANCELLED)
    return booking_id


def travel(tx: Connection, from_office_id: str, to_office_id: str, minutes: int, **values: Any) -> None:
    """A road one way; a quarter longer in winter."""
    row = {
        "from_office_id": from_office_id,
        "to_office_id": to_office_id,
        "km": minutes * 0.8,
        "minutes": minutes,
        "minutes_winter": minutes * 5 // 4,
        "mode": "car",
        "basis": "table",
        **values,
    }
    tx.execute(insert(tables.travel).values(row))


def closed_day(tx: Connection, day: date, name_ja: str = "海の日", **values: Any) -> None:
    row = {"date": day, "name_ja": name_ja, "name_en": "Holiday", "kind": "national", "source": "test", **values}
    tx.execute(insert(tables.closed_day).values(row))


def loan_of(tx: Connection, booking_id: int) -> int:
    """The loan of a booking of one device."""
    query = (
        select(tables.loan.c.id)
        .join(tables.allocation, tables.allocation.c.id == tables.loan.c.allocation_id)
        .where(tables.allocation.c.booking_id == booking_id)
    )
    return int(tx.execute(query).scalar_one())


def _hold(
    tx: Connection,
    booking_id: int,
    unit_row: Any,
    staff_id: str,
    starts_at: datetime,
    ends_at: datetime,
    *,
    holds: bool,
) -> None:
    person = select(tables.staff_member.c.person_no).where(tables.staff_member.c.staff_id == staff_id)
    row = {
        "booking_id": booking_id,
        "unit_id": unit_row.id,
        "person_no": tx.execute(person).scalar_one() if unit_row.kind == "seat" else None,
        "starts_at": starts_at,
        "held_until": ends_at + timedelta(minutes=unit_row.turnaround_min),
        "holds": holds,
    }
    made = insert(tables.allocation).values(row).returning(tables.allocation.c.id)
    allocation_id = tx.execute(made).scalar_one()
    if holds and unit_row.kind in LENT_KINDS:
        reserve_for(
            tx,
            allocation_id=allocation_id,
            unit_id=unit_row.id,
            staff_id=staff_id,
            office_id=unit_row.office_id,
            due_at=ends_at,
        )


def _make_if_missing(tx: Connection, column: Any, key: str, make: Any, **values: Any) -> None:
    if tx.execute(select(column).where(column == key)).first() is None:
        make(tx, key, **values)
