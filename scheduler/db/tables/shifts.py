"""Staggered hours: coverage to keep, seasons, plans of sections, what is published, and swaps."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
)

from scheduler.db.tables.base import metadata, one_of, version_column
from scheduler.db.types import Instant
from scheduler.domain.states import SeasonState, ShiftPlanState, SwapState

CHOICE_UNITS = ("day", "week", "period")

# How many people a section needs at work, by weekday and time; replaced as a whole for a section.
coverage = Table(
    "coverage",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("department_id", String(20), ForeignKey("department.department_id"), nullable=False),
    Column("weekdays", String(30), nullable=False),
    Column("from_time", Time, nullable=False),
    Column("to_time", Time, nullable=False),
    # Below `min_staff` the section is short; below `preferred_staff` it is only worse off.
    Column("min_staff", Integer, nullable=False),
    Column("preferred_staff", Integer, nullable=False),
    Column("basis", String(20), nullable=False),
    one_of("basis", ("counter", "peak", "lunch", "phone")),
    CheckConstraint("from_time < to_time", name="order"),
    Index("ix_coverage_department_id", "department_id"),
)

season = Table(
    "season",
    metadata,
    Column("season_id", String(20), primary_key=True),
    Column("name_ja", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    # The days that are planned, both included, and the patterns that count (shift_pattern.season, beside "all").
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("patterns", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("wishes_close_at", Instant, nullable=False),
    Column("created_by", String(20)),
    Column("created_at", Instant, nullable=False),
    version_column(),
    one_of("state", SeasonState),
    CheckConstraint("first_day <= last_day", name="order"),
)

# A bureau's own terms in a season; one that has no row keeps the office's (scheduler/shifts/terms.py).
season_terms = Table(
    "season_terms",
    metadata,
    Column("season_id", String(20), ForeignKey("season.season_id", ondelete="CASCADE"), primary_key=True),
    Column("bureau_ja", Text, primary_key=True),
    # For how long one choice of a pattern holds.
    Column("choice_unit", String(10), nullable=False),
    # Share of a section that may work another pattern than the standard one; NULL: the section's own.
    Column("most_shifted", Float),
    Column("rest_minutes", Integer, nullable=False),
    one_of("choice_unit", CHOICE_UNITS),
)

shift_plan = Table(
    "shift_plan",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("season_id", String(20), ForeignKey("season.season_id"), nullable=False),
    Column("department_id", String(20), ForeignKey("department.department_id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("job_id", String(36)),
    Column("previous_plan_id", Integer, ForeignKey("shift_plan.id")),
    # The problem in the solver's own JSON; the numbers in it are those of `key`: staff ids, pattern ids, dates.
    Column("problem", LargeBinary),
    Column("key", JSON, nullable=False),
    Column("solution", LargeBinary),
    Column("status", String(20)),
    # {"shortage", "shortage_bound", "penalty", "penalty_bound", "wishes", "met", "people_changed", …}
    Column("figures", JSON, nullable=False),
    # Section-days that no plan can cover, and what is short: [{"date", "present", "required", "short_by", "spans"}].
    Column("shortages", JSON, nullable=False),
    Column("gap", Float),
    Column("solver_version", String(40)),
    Column("created_by", String(20)),
    Column("created_at", Instant, nullable=False),
    Column("proposed_at", Instant),
    Column("published_at", Instant),
    Column("published_by", String(20)),
    version_column(),
    UniqueConstraint("season_id", "department_id", "number"),
    one_of("state", ShiftPlanState),
)

# One day of one person in a plan. No row: the person is away (leave, a trip, not in the section).
shift_assignment = Table(
    "shift_assignment",
    metadata,
    Column("plan_id", Integer, ForeignKey("shift_plan.id", ondelete="CASCADE"), primary_key=True),
    Column("staff_id", String(20), ForeignKey("staff_member.staff_id"), primary_key=True),
    Column("date", Date, primary_key=True),
    Column("pattern_id", String(20), ForeignKey("shift_pattern.pattern_id"), nullable=False),
    Column("break_start", Time, nullable=False),
    Column("break_end", Time, nullable=False),
    # A person decided it: the next solve keeps it.
    Column("pinned", Boolean, nullable=False),
    Column("source", String(10), nullable=False),
    # What was wished for that day, and why it is not given, as reasons are kept.
    Column("wished_pattern_id", String(20)),
    Column("reasons", JSON, nullable=False),
    one_of("source", ("solver", "hand", "swap")),
)

# What is published: one pattern a day for a person, whichever plan it came from.
shift = Table(
    "shift",
    metadata,
    Column("staff_id", String(20), ForeignKey("staff_member.staff_id"), primary_key=True),
    Column("date", Date, primary_key=True),
    Column("department_id", String(20), ForeignKey("department.department_id"), nullable=False),
    Column("pattern_id", String(20), ForeignKey("shift_pattern.pattern_id"), nullable=False),
    Column("break_start", Time, nullable=False),
    Column("break_end", Time, nullable=False),
    Column("plan_id", Integer, ForeignKey("shift_plan.id"), nullable=False),
    Column("changed_at", Instant, nullable=False),
    version_column(),
    Index("ix_shift_department_id_date", "department_id", "date"),
)

shift_swap = Table(
    "shift_swap",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("staff_id", String(20), ForeignKey("staff_member.staff_id"), nullable=False),
    Column("date", Date, nullable=False),
    Column("other_staff_id", String(20), ForeignKey("staff_member.staff_id"), nullable=False),
    # The other's day; the same one, or another.
    Column("other_date", Date, nullable=False),
    Column("state", String(20), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("answered_at", Instant),
    Column("decided_at", Instant),
    Column("decided_by", String(20)),
    Column("reasons", JSON, nullable=False),
    version_column(),
    one_of("state", SwapState),
    Index("ix_shift_swap_staff_id", "staff_id"),
    Index("ix_shift_swap_other_staff_id", "other_staff_id"),
)
