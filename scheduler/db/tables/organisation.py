"""Offices, sections, people and the days on which offices are closed."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Index, Integer, String, Table, Text, Time

from scheduler.db.tables.base import metadata, one_of, version_column
from scheduler.db.types import Instant

office = Table(
    "office",
    metadata,
    Column("office_id", String(20), primary_key=True),
    Column("name_ja", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("office_type", String(20), nullable=False),
    Column("region", Text, nullable=False),
    Column("parent_office_id", String(20), ForeignKey("office.office_id")),
    Column("municipality_code", String(5), nullable=False),
    Column("address_ja", Text, nullable=False, server_default=""),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("satellite_fy", Integer),
    Column("opens_at", Time, nullable=False),
    Column("closes_at", Time, nullable=False),
    version_column(),
    Column("changed_at", Instant, nullable=False),
)

department = Table(
    "department",
    metadata,
    Column("department_id", String(20), primary_key=True),
    Column("office_id", String(20), ForeignKey("office.office_id"), nullable=False),
    Column("bureau_ja", Text, nullable=False),
    Column("bureau_en", Text, nullable=False),
    Column("section_ja", Text, nullable=False),
    Column("section_en", Text, nullable=False),
    Column("unit_no", String(10), nullable=False, server_default=""),
    Column("kind", String(20), nullable=False),
    Column("headcount", Integer, nullable=False),
    Column("has_counter", Boolean, nullable=False),
    Column("counter_opens_at", Time),
    Column("counter_closes_at", Time),
    Column("min_staff", Integer, nullable=False),
    Column("min_staff_lunch", Integer, nullable=False),
    Column("min_staff_peak", Integer, nullable=False),
    Column("busy_months", String(40), nullable=False, server_default=""),
    Column("max_shifted_fraction", Float, nullable=False),
)

staff_member = Table(
    "staff_member",
    metadata,
    Column("staff_id", String(20), primary_key=True),
    # The guard against two seats at once needs an integer, and staff numbers are text.
    Column("person_no", Integer, nullable=False, unique=True),
    Column("department_id", String(20), ForeignKey("department.department_id"), nullable=False),
    Column("office_id", String(20), ForeignKey("office.office_id"), nullable=False),
    Column("role", String(20), nullable=False),
    Column("home_municipality_code", String(5), nullable=False),
    Column("commute_km", Float, nullable=False),
    Column("commute_min", Integer, nullable=False),
    Column("commute_mode", String(20), nullable=False),
    Column("telework_suitable", Boolean, nullable=False),
    Column("security_training_on", Date),
    Column("earliest_start", Time),
    Column("latest_end", Time),
    Column("short_time", Boolean, nullable=False),
    one_of("role", ("head", "chief", "staff", "fixed_term")),
    Index("ix_staff_member_department_id", "department_id"),
)

# Apart from staff_member so that no list of staff carries anybody's family affairs by accident.
eligibility = Table(
    "eligibility",
    metadata,
    Column("staff_id", String(20), ForeignKey("staff_member.staff_id"), primary_key=True),
    Column("ground", String(20), primary_key=True),
    Column("valid_until", Date),
    one_of("ground", ("child", "care", "commute35")),
)

travel = Table(
    "travel",
    metadata,
    Column("from_office_id", String(20), ForeignKey("office.office_id"), primary_key=True),
    Column("to_office_id", String(20), ForeignKey("office.office_id"), primary_key=True),
    Column("km", Float, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("minutes_winter", Integer, nullable=False),
    Column("mode", String(20), nullable=False),
    Column("basis", String(20), nullable=False),
)

closed_day = Table(
    "closed_day",
    metadata,
    Column("date", Date, primary_key=True),
    Column("name_ja", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    # Laws change holidays: where each row comes from is kept with it.
    Column("source", Text, nullable=False),
)

policy_day = Table(
    "policy_day",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("date", Date, nullable=False),
    Column("scope", Text, nullable=False),
    Column("kind", String(30), nullable=False),
    Column("name_ja", Text, nullable=False),
    Column("leave_by", Time),
    Column("lights_out_check", Time),
    Column("curfew", Time),
    version_column(),
    # NULL: before this was kept.
    Column("changed_at", Instant),
    Index("uq_policy_day", "date", "scope", "kind", unique=True),
)

meeting = Table(
    "meeting",
    metadata,
    Column("meeting_id", String(20), primary_key=True),
    Column("office_id", String(20), ForeignKey("office.office_id"), nullable=False),
    Column("host_department_id", String(20), ForeignKey("department.department_id"), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("title_ja", Text, nullable=False),
    Column("branch_attendees", Integer, nullable=False),
    Column("is_peak", Boolean, nullable=False),
)

shift_pattern = Table(
    "shift_pattern",
    metadata,
    Column("pattern_id", String(20), primary_key=True),
    Column("name_ja", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("start", Time, nullable=False),
    Column("end", Time, nullable=False),
    Column("season", String(20), nullable=False),
    Column("in_force", Boolean, nullable=False),
    Column("break_start", Time, nullable=False),
    Column("break_end", Time, nullable=False),
    Column("work_minutes", Integer, nullable=False),
)

shift_preference = Table(
    "shift_preference",
    metadata,
    Column("preference_id", String(20), primary_key=True),
    Column("staff_id", String(20), ForeignKey("staff_member.staff_id"), nullable=False),
    Column("date_from", Date, nullable=False),
    Column("date_to", Date, nullable=False),
    Column("weekdays", String(30), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("pattern_id", String(20), nullable=False),
    Column("weight", Integer, nullable=False),
    Index("ix_shift_preference_staff_id", "staff_id"),
)
