"""What people ask for: requests, their joint parts, and each date on which they apply."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
)

from scheduler.db.tables.base import metadata, one_of, version_column
from scheduler.db.types import Instant
from scheduler.domain.states import Approval, RequestState

REQUEST_KINDS = ("seat", "mobile_pc", "tablet", "web_conference", "bundle")

request = Table(
    "request",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(20), nullable=False, unique=True),
    Column("series_id", String(20)),
    Column("staff_id", String(20), ForeignKey("staff_member.staff_id"), nullable=False),
    Column("submitted_by", String(20)),
    Column("submitted_at", Instant, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("office_id", String(20), ForeignKey("office.office_id"), nullable=False),
    # The first occurrence; a PC is out from 16:00 of the working day before to 10:00 of the one after.
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("use_dates", JSON, nullable=False),
    Column("flex_earlier_min", Integer, nullable=False),
    Column("flex_later_min", Integer, nullable=False),
    Column("alt_office_ids", JSON, nullable=False),
    Column("alt_dates", JSON, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("required_attributes", JSON, nullable=False),
    Column("conf_system", String(20), nullable=False),
    Column("rrule", Text, nullable=False),
    Column("exdates", JSON, nullable=False),
    Column("meeting_id", String(20)),
    Column("priority", Integer, nullable=False),
    Column("ground", String(20), nullable=False),
    Column("saved_min", Integer, nullable=False),
    Column("approver_id", String(20)),
    Column("approval", String(20), nullable=False),
    Column("overtime_order_no", String(40), nullable=False),
    Column("note_ja", Text, nullable=False),
    # Whether the person agreed to be moved later so that others fit in, and to wait when refused.
    Column("may_move", Boolean, nullable=False, server_default=false()),
    Column("may_wait", Boolean, nullable=False, server_default=true()),
    # What the import compares to tell "sent twice" from "same number, other content".
    Column("content_digest", String(64)),
    version_column(),
    Column("changed_at", Instant, nullable=False),
    one_of("kind", REQUEST_KINDS),
    one_of("approval", Approval),
    CheckConstraint("starts_at < ends_at", name="order"),
    CheckConstraint("quantity BETWEEN 1 AND 50", name="quantity"),
    CheckConstraint("priority BETWEEN 1 AND 5", name="priority"),
    Index("ix_request_staff_id", "staff_id"),
)

# The parts of a request that are granted together or not at all: the offices of a web conference, a seat with a PC.
request_leg = Table(
    "request_leg",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("request_id", Integer, ForeignKey("request.id", ondelete="CASCADE"), nullable=False),
    Column("office_id", String(20), ForeignKey("office.office_id"), nullable=False),
    Column("need", String(20), nullable=False),
    Column("participants", Integer, nullable=False),
    Column("is_host", Boolean, nullable=False),
    one_of("need", ("room", "kit_or_room", "seat", "mobile_pc", "tablet")),
    Index("ix_request_leg_request_id", "request_id"),
)

# One row for each date of a request; what a round grants or refuses.
occurrence = Table(
    "occurrence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("request_id", Integer, ForeignKey("request.id", ondelete="CASCADE"), nullable=False),
    Column("date", Date, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("state", String(20), nullable=False),
    # Why it was refused, and what would work: [{"code", "params"}], [option]; see scheduler/plans.
    Column("reasons", JSON, nullable=False),
    Column("alternatives", JSON, nullable=False),
    # What would have had to be otherwise, as reasons are kept.
    Column("remedies", JSON, nullable=False, server_default="[]"),
    Column("round_id", Integer),
    # Since when it is on the waiting list; NULL when it is not.
    Column("waits_since", Instant),
    Column("cancelled_at", Instant),
    version_column(),
    UniqueConstraint("request_id", "date"),
    one_of("state", RequestState),
    CheckConstraint("starts_at < ends_at", name="order"),
    Index("ix_occurrence_starts_at_state", "starts_at", "state"),
)
