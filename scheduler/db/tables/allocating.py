"""What keeps a plan fair and alive: quotas, offers to the waiting list, and repairs of what stands."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from scheduler.db.tables.base import metadata, one_of, version_column
from scheduler.db.tables.resources import KINDS
from scheduler.db.types import Instant
from scheduler.domain.states import OfferState, PlanState

QUOTA_MEASURES = ("at_once", "per_day", "per_week", "per_month", "per_round")

# A group's fair share of a scarce kind. Beyond it the group is served only with what nobody else asks for.
quota = Table(
    "quota",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(20), nullable=False, unique=True),
    Column("name_ja", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    # Empty lists do not narrow: every office, department, grade, ground of eligibility.
    Column("office_ids", JSON, nullable=False),
    Column("department_ids", JSON, nullable=False),
    Column("grades", JSON, nullable=False),
    Column("grounds", JSON, nullable=False),
    Column("measure", String(20), nullable=False),
    Column("most", Integer, nullable=False),
    Column("ended_at", Instant),
    version_column(),
    one_of("kind", KINDS),
    one_of("measure", QUOTA_MEASURES),
    CheckConstraint("most >= 0", name="most"),
)

# A place held for one date of one person of the waiting list, until it is answered or expires.
offer = Table(
    "offer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("occurrence_id", Integer, ForeignKey("occurrence.id", ondelete="CASCADE"), nullable=False),
    # Holds the units while the offer is open (state "offered").
    Column("booking_id", Integer, ForeignKey("booking.id"), nullable=False),
    Column("state", String(20), nullable=False),
    # What the person would get: {"office_id", "starts_at", "ends_at", "use_dates", "conf_system", "cost"}.
    Column("option", JSON, nullable=False),
    # Who moves to make room when it is accepted, all of whom agreed beforehand: [{"booking_id", "units", "option"}].
    Column("moves", JSON, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("answered_at", Instant),
    version_column(),
    one_of("state", OfferState),
    Index("ix_offer_occurrence_id", "occurrence_id"),
    Index("ix_offer_state_expires_at", "state", "expires_at"),
)

# What to do about the bookings a broken unit or a closed office gets in the way of: proposed, then applied by a person.
repair = Table(
    "repair",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("closure_id", Integer, ForeignKey("closure.id"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("job_id", String(36)),
    # The problem and its plan in the solver's own JSON would be large; what people decide on is this:
    # {"moved": [...], "lost": [...], "figures": {...}}.
    Column("result", JSON, nullable=False),
    Column("gap", Float),
    Column("created_by", String(20)),
    Column("created_at", Instant, nullable=False),
    Column("applied_at", Instant),
    Column("applied_by", String(20)),
    version_column(),
    one_of("state", PlanState),
    Index("ix_repair_closure_id", "closure_id"),
)
