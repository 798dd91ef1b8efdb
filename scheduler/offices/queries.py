"""What anybody may know of the offices: where they are, how far, when they are open, who meets there."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Table, select

from calendars import ClosedDays, fiscal_year, is_working_day
from scheduler.clock import TOKYO
from scheduler.db import tables
from scheduler.domain.interval import Interval
from scheduler.errors import NotFound

# Snow: the table of roads holds minutes of its own for 1 December to 31 March.
WINTER_MONTHS = frozenset({12, 1, 2, 3})
EVERYWHERE = "all"
_TYPES_IN_ORDER = ("hq", "branch", "sub_branch", "tokyo", "institute", "facility")


@dataclass(frozen=True, slots=True)
class Office:
    """One building. `satellite_fy`: the fiscal year in which its satellite seats opened; None when it has none."""

    office_id: str
    name_ja: str
    name_en: str
    office_type: str
    region: str
    parent_office_id: str | None
    address_ja: str
    satellite_fy: int | None
    opens_at: time
    closes_at: time

    def is_satellite_on(self, day: date) -> bool:
        return self.satellite_fy is not None and self.satellite_fy <= fiscal_year(day)


@dataclass(frozen=True, slots=True)
class Department:
    """One section (a team of a large one has the same section name and a `unit_no`)."""

    department_id: str
    office_id: str
    bureau_ja: str
    bureau_en: str
    section_ja: str
    section_en: str
    unit_no: str
    has_counter: bool


@dataclass(frozen=True, slots=True)
class PolicyDay:
    """A day of a policy: leave on time, lights out, assembly. `scope` is "all" or the name of a bureau."""

    date: date
    scope: str
    kind: str
    name_ja: str
    leave_by: time | None
    lights_out_check: time | None
    curfew: time | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting people travel to; a seat may be wanted from its end."""

    meeting_id: str
    office_id: str
    office_name_ja: str
    office_name_en: str
    title_ja: str
    starts_at: datetime
    ends_at: datetime


def offices(tx: Connection) -> tuple[Office, ...]:
    """Every office, the head office and its branches before the field offices."""
    found = [Office(*row) for row in tx.execute(select(*_columns(tables.office, Office)))]
    return tuple(sorted(found, key=lambda item: (_TYPES_IN_ORDER.index(item.office_type), item.office_id)))


def office(tx: Connection, office_id: str) -> Office:
    """One office, or `NotFound`."""
    query = select(*_columns(tables.office, Office)).where(tables.office.c.office_id == office_id)
    row = tx.execute(query).one_or_none()
    if row is None:
        raise NotFound("office", office_id)
    return Office(*row)


def departments(tx: Connection, *, office_id: str | None = None) -> tuple[Department, ...]:
    """The sections, of one office or of all."""
    query = select(*_columns(tables.department, Department)).order_by(tables.department.c.department_id)
    if office_id is not None:
        query = query.where(tables.department.c.office_id == office_id)
    return tuple(Department(*row) for row in tx.execute(query))


def is_winter_day(day: date) -> bool:
    """Whether roads are counted with their winter minutes on that day: 1 December to 31 March."""
    return day.month in WINTER_MONTHS


def nearest(tx: Connection, office_id: str, *, is_winter: bool = False) -> tuple[tuple[str, int], ...]:
    """Offices with the road minutes from this one, nearest first; the office itself leads with 0.

    Offices without a known road are left out.
    """
    office(tx, office_id)
    minutes = tables.travel.c.minutes_winter if is_winter else tables.travel.c.minutes
    query = (
        select(tables.travel.c.to_office_id, minutes)
        .where(tables.travel.c.from_office_id == office_id, tables.travel.c.to_office_id != office_id)
        .order_by(minutes, tables.travel.c.to_office_id)
    )
    return ((office_id, 0), *((row[0], row[1]) for row in tx.execute(query)))


def closed_days(tx: Connection) -> ClosedDays:
    """The days beside weekends on which the offices are closed, with their Japanese names."""
    query = select(tables.closed_day.c.date, tables.closed_day.c.name_ja).order_by(tables.closed_day.c.date)
    return ClosedDays((row.date, row.name_ja) for row in tx.execute(query))


def policy_days(tx: Connection, day: date, *, bureau: str | None = None) -> tuple[PolicyDay, ...]:
    """What the policy says about a day: for every office, and for one bureau (or for each, when none is named)."""
    table = tables.policy_day
    query = select(*_columns(table, PolicyDay)).where(table.c.date == day).order_by(table.c.scope, table.c.kind)
    if bureau is not None:
        query = query.where(table.c.scope.in_((EVERYWHERE, bureau)))
    return tuple(PolicyDay(*row) for row in tx.execute(query))


def opening_hours(tx: Connection, office_id: str, day: date) -> Interval | None:
    """When the office is open on a day; None on weekends and closed days."""
    found = office(tx, office_id)
    if not is_working_day(day, closed_days(tx)):
        return None
    return Interval(datetime.combine(day, found.opens_at, TOKYO), datetime.combine(day, found.closes_at, TOKYO))


def meetings_on(tx: Connection, day: date, *, office_id: str | None = None) -> tuple[Meeting, ...]:
    """The meetings that end on a day, in the order of their ends."""
    midnight = datetime.combine(day, time(0), TOKYO)
    meeting, place = tables.meeting, tables.office
    query = (
        select(
            meeting.c.meeting_id,
            meeting.c.office_id,
            place.c.name_ja,
            place.c.name_en,
            meeting.c.title_ja,
            meeting.c.starts_at,
            meeting.c.ends_at,
        )
        .join(place, place.c.office_id == meeting.c.office_id)
        .where(meeting.c.ends_at > midnight, meeting.c.ends_at <= midnight + timedelta(days=1))
        .order_by(meeting.c.ends_at, meeting.c.meeting_id)
    )
    if office_id is not None:
        query = query.where(meeting.c.office_id == office_id)
    return tuple(Meeting(*row) for row in tx.execute(query))


def _columns(table: Table, model: type[Office | Department | PolicyDay]) -> list[Column[Any]]:
    """The columns of a read model whose fields have the names of the table's columns, in the model's order."""
    return [table.c[field.name] for field in fields(model)]
