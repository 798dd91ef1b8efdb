"""Offices, sections, people, days and roads into their tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, or_, select

from scheduler.bookings.revisions import raise_revision
from scheduler.db import tables
from scheduler.feeds.revisions import Subject, touch
from scheduler.feeds.window import still_shown
from scheduler.imports.upserting import insert_all, upsert
from scheduler.interchange.context import OfficeFact, Values
from scheduler.interchange.distances import estimated_travel
from scheduler.resources.scopes import subjects

WINTER_FACTOR = 1.25


def store_offices(tx: Connection, rows: list[Values], now: datetime) -> None:
    # A parent may stand below its children in the file.
    by_id = {row["office_id"]: row for row in rows}
    ordered: dict[str, Values] = {}
    for office_id in by_id:
        _with_parents(office_id, by_id, ordered)
    changed = upsert(tx, tables.office, ["office_id"], map(_office, ordered.values()), stamp={"changed_at": now})
    _renew_calendars(tx, [office_id for (office_id,) in changed], now)


def _with_parents(office_id: str, by_id: dict[str, Values], ordered: dict[str, Values]) -> None:
    if office_id in ordered or office_id not in by_id:
        return
    parent = by_id[office_id]["parent_office_id"]
    if parent and parent != office_id:
        _with_parents(parent, by_id, ordered)
    ordered[office_id] = by_id[office_id]


def _office(row: Values) -> dict[str, Any]:
    return {
        "office_id": row["office_id"],
        "name_ja": row["name_ja"],
        "name_en": row["name_en"] or row["name_ja"],
        "office_type": row["office_type"],
        "region": row["region"],
        "parent_office_id": row["parent_office_id"],
        "municipality_code": row["municipality_code"],
        "address_ja": row["address_ja"],
        "lat": row["lat"],
        "lon": row["lon"],
        "satellite_fy": row["satellite_fy"],
        "opens_at": row["open_time"],
        "closes_at": row["close_time"],
    }


def _renew_calendars(tx: Connection, office_ids: list[str], now: datetime) -> None:
    """A renamed office is renamed in every calendar that shows a booking there."""
    if not office_ids:
        return
    booking, allocation, unit, pool = tables.booking, tables.allocation, tables.unit, tables.pool
    there = pool.c.office_id.in_(office_ids)
    held = (
        select(allocation.c.booking_id)
        .join(unit, unit.c.id == allocation.c.unit_id)
        .join(pool, pool.c.id == unit.c.pool_id)
        .where(there)
    )
    query = select(booking.c.id).where(
        or_(booking.c.office_id.in_(office_ids), booking.c.id.in_(held)), still_shown(now)
    )
    raise_revision(tx, tx.execute(query).scalars().all(), now)
    # Their own calendars bear the name as well.
    touch(tx, subjects(tx, there) | {("office", office_id) for office_id in office_ids}, now=now)


def estimate_missing_roads(tx: Connection) -> None:
    """Pairs nobody entered are estimated from the coordinates, so that "nearest first" always has an answer."""
    travel = tables.travel
    there = set(tx.execute(select(travel.c.from_office_id, travel.c.to_office_id)).all())
    places = {row.office_id: OfficeFact(row.name_ja, row.lat, row.lon) for row in tx.execute(select(tables.office))}
    rows = []
    for one, other in ((one, other) for one in places for other in places if one != other):
        if (one, other) in there:
            continue
        km, minutes = estimated_travel(places[one], places[other])
        rows.append(
            {
                "from_office_id": one,
                "to_office_id": other,
                "km": km,
                "minutes": minutes,
                "minutes_winter": round(minutes * WINTER_FACTOR),
                "mode": "car",
                "basis": "estimated",
            }
        )
    insert_all(tx, travel, rows)


def store_travel(tx: Connection, rows: list[Values], now: datetime) -> None:  # noqa: ARG001 - one shape for all
    columns = ("from_office_id", "to_office_id", "km", "minutes", "mode", "basis")
    roads = (
        {**road, "minutes_winter": row["minutes_winter"] or round(row["minutes"] * WINTER_FACTOR)}
        for road, row in zip(_pick(rows, columns), rows, strict=True)
    )
    upsert(tx, tables.travel, ["from_office_id", "to_office_id"], roads)


def store_departments(tx: Connection, rows: list[Values], now: datetime) -> None:
    changed = upsert(tx, tables.department, ["department_id"], map(_department, rows))
    touch(tx, {("section", department_id) for (department_id,) in changed} | _policy_days(changed), now=now)


def _department(row: Values) -> dict[str, Any]:
    return {
        "department_id": row["dept_id"],
        "office_id": row["office_id"],
        "bureau_ja": row["bureau_ja"],
        "bureau_en": row["bureau_en"],
        "section_ja": row["section_ja"],
        "section_en": row["section_en"] or row["section_ja"],
        "unit_no": row["unit_no"],
        "kind": row["kind"],
        "headcount": row["headcount"],
        "has_counter": row["has_counter"],
        "counter_opens_at": row["counter_open"],
        "counter_closes_at": row["counter_close"],
        "min_staff": row["min_staff"],
        "min_staff_lunch": row["min_staff_lunch"],
        "min_staff_peak": row["min_staff_peak"],
        "busy_months": ";".join(str(month) for month in row["busy_months"]),
        "max_shifted_fraction": row["max_shifted_fraction"],
    }


def store_staff(tx: Connection, rows: list[Values], now: datetime) -> None:
    staff = tables.staff_member
    sections = dict(tx.execute(select(staff.c.staff_id, staff.c.department_id)).all())
    numbers = dict(tx.execute(select(staff.c.staff_id, staff.c.person_no)).all())
    last = max(numbers.values(), default=0)
    for row in rows:
        if row["staff_id"] not in numbers:
            last += 1
            numbers[row["staff_id"]] = last
    upsert(tx, staff, ["staff_id"], (_staff_member(row, numbers[row["staff_id"]]) for row in rows))
    # Who changes sections is in the calendar of another one from now on.
    moved = [row for row in rows if sections.get(row["staff_id"], row["dept_id"]) != row["dept_id"]]
    touch(tx, {("section", of) for row in moved for of in (sections[row["staff_id"]], row["dept_id"])}, now=now)
    named = {row["staff_id"] for row in rows}
    grounds = [ground for row in rows for ground in _grounds(row)]
    upsert(tx, tables.eligibility, ["staff_id", "ground"], grounds)
    _drop_lost_grounds(tx, named, {(item["staff_id"], item["ground"]) for item in grounds})


def _staff_member(row: Values, person_no: int) -> dict[str, Any]:
    return {
        "staff_id": row["staff_id"],
        "person_no": person_no,
        "department_id": row["dept_id"],
        "office_id": row["office_id"],
        "role": row["role"],
        "home_municipality_code": row["home_municipality_code"],
        "commute_km": row["commute_km"],
        "commute_min": row["commute_min"],
        "commute_mode": row["commute_mode"],
        "telework_suitable": row["telework_suitable"],
        "security_training_on": row["security_training_on"],
        "earliest_start": row["earliest_start"],
        "latest_end": row["latest_end"],
        "short_time": row["short_time"],
    }


def _grounds(row: Values) -> Iterator[dict[str, Any]]:
    """Only what the rules need: which ground, until when; nothing about the family."""
    if row["child_before_jhs"]:
        yield {"staff_id": row["staff_id"], "ground": "child", "valid_until": row["child_eligible_until"]}
    if row["caregiver"]:
        yield {"staff_id": row["staff_id"], "ground": "care", "valid_until": None}
    # 35.0 qualifies, 34.9 does not (policy item 1(1)).
    if row["commute_km"] >= 35:
        yield {"staff_id": row["staff_id"], "ground": "commute35", "valid_until": None}


def _drop_lost_grounds(tx: Connection, named: set[str], kept: set[tuple[str, str]]) -> None:
    eligibility = tables.eligibility
    stored = tx.execute(select(eligibility.c.staff_id, eligibility.c.ground)).all()
    for staff_id, ground in stored:
        if staff_id in named and (staff_id, ground) not in kept:
            tx.execute(delete(eligibility).where(eligibility.c.staff_id == staff_id, eligibility.c.ground == ground))


def store_holidays(tx: Connection, rows: list[Values], now: datetime) -> None:  # noqa: ARG001 - one shape for all
    days = (
        {
            "date": row["date"],
            "name_ja": row["name_ja"],
            "name_en": row["name_en"] or row["name_ja"],
            "kind": row["kind"],
            "source": "import",
        }
        for row in rows
    )
    upsert(tx, tables.closed_day, ["date"], days)


def store_policy_days(tx: Connection, rows: list[Values], now: datetime) -> None:
    columns = ("date", "scope", "kind", "name_ja", "leave_by", "lights_out_check", "curfew")
    upsert(tx, tables.policy_day, ["date", "scope", "kind"], _pick(rows, columns), stamp={"changed_at": now})
    touch(tx, _policy_days(rows), now=now)


def _policy_days(changed: Sequence[object]) -> set[Subject]:
    """One revision for all of them, whichever section reads them."""
    return {("policy", "all")} if changed else set()


def store_meetings(tx: Connection, rows: list[Values], now: datetime) -> None:  # noqa: ARG001 - one shape for all
    meetings = (
        {
            "meeting_id": row["meeting_id"],
            "office_id": row["office_id"],
            "host_department_id": row["host_dept_id"],
            "starts_at": row["start"],
            "ends_at": row["end"],
            "title_ja": row["title_ja"],
            "branch_attendees": row["branch_attendees"],
            "is_peak": row["is_peak"],
        }
        for row in rows
    )
    upsert(tx, tables.meeting, ["meeting_id"], meetings)


def _pick(rows: Iterable[Values], columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    return ({name: row[name] for name in columns} for row in rows)
