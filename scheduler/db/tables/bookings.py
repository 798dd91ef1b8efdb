"""What stands: bookings, the units they hold, and the loans handed out for them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
    true,
)

from scheduler.db.tables.base import metadata, one_of, version_column
from scheduler.db.tables.requests import REQUEST_KINDS
from scheduler.db.types import Instant
from scheduler.domain.states import BookingState, LoanState

booking = Table(
    "booking",
    metadata,
    Column("id", Integer, primary_key=True),
    # The iCalendar UID: one for the booking's whole life.
    Column("uid", String(36), nullable=False, unique=True),
    Column("staff_id", String(20), ForeignKey("staff_member.staff_id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("office_id", String(20), ForeignKey("office.office_id"), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("use_dates", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("occurrence_id", Integer, ForeignKey("occurrence.id")),
    Column("plan_id", Integer),
    Column("overtime_order_no", String(40), nullable=False),
    # Flags a person should look at, never a refusal: [{"code", "params"}].
    Column("alerts", JSON, nullable=False),
    Column("note_ja", Text, nullable=False),
    # Whether the person agreed to be moved so that others fit in.
    Column("may_move", Boolean, nullable=False, server_default=false()),
    Column("created_by", String(20)),
    Column("created_at", Instant, nullable=False),
    version_column(),
    Column("changed_at", Instant, nullable=False),
    Column("cancelled_at", Instant),
    one_of("kind", REQUEST_KINDS),
    one_of("state", BookingState),
    CheckConstraint("starts_at < ends_at", name="order"),
    Index("ix_booking_staff_id_starts_at", "staff_id", "starts_at"),
    Index("ix_booking_starts_at", "starts_at"),
    Index("ix_booking_occurrence_id", "occurrence_id"),
)

# One row for each unit a booking holds; the guards of scheduler/db/guards.py stand on this table.
allocation = Table(
    "allocation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("booking_id", Integer, ForeignKey("booking.id"), nullable=False),
    Column("unit_id", Integer, ForeignKey("unit.id"), nullable=False),
    # Set for seats only: a person can sit in one place at a time.
    Column("person_no", Integer),
    Column("starts_at", Instant, nullable=False),
    # The end of the booking and the turnaround after it (cleaning, charging, wiping).
    Column("held_until", Instant, nullable=False),
    Column("holds", Boolean, nullable=False),
    # False: the person was promised any unit like this one. The unit here proves that the promise can be
    # kept beside all others; it may still be exchanged for one like it, until the desk hands one out.
    Column("bound", Boolean, nullable=False, server_default=true()),
    CheckConstraint("starts_at < held_until", name="order"),
    Index("ix_allocation_booking_id", "booking_id"),
    Index("ix_allocation_unit_id_starts_at", "unit_id", "starts_at"),
    Index("ix_allocation_person_no_starts_at", "person_no", "starts_at"),
    Index("ix_allocation_starts_at", "starts_at"),
)
loan = Table(
    "loan",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("allocation_id", Integer, ForeignKey("allocation.id"), nullable=False, unique=True),
    Column("unit_id", Integer, ForeignKey("unit.id"), nullable=False),
    Column("staff_id", String(20), ForeignKey("staff_member.staff_id"), nullable=False),
    Column("office_id", String(20), ForeignKey("office.office_id"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("issued_at", Instant),
    Column("issued_by", String(20)),
    Column("returned_at", Instant),
    Column("returned_by", String(20)),
    Column("return_office_id", String(20), ForeignKey("office.office_id")),
    Column("condition", String(20)),
    Column("damage_note", Text, nullable=False),
    version_column(),
    one_of("state", LoanState),
    CheckConstraint("condition IN ('good', 'damaged', 'incomplete')", name="condition_known"),
    Index("ix_loan_state_due_at", "state", "due_at"),
)
# A device can be in one person's hands at a time, whatever the clock says.
Index(
    "uq_loan_unit_id_out",
    loan.c.unit_id,
    unique=True,
    sqlite_where=loan.c.state == LoanState.ISSUED,
    postgresql_where=loan.c.state == LoanState.ISSUED,
)
