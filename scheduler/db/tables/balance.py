"""Which equipment belongs where: levels of the stock, courier runs, past demand, and moves between offices."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, Float, ForeignKey, Index, Integer, String, Table, Text

from scheduler.db.tables.base import metadata, one_of, version_column
from scheduler.db.tables.resources import KINDS
from scheduler.db.types import Instant
from scheduler.domain.states import TransferState

CARRIERS = ("courier", "own")
# What became of a unit of a transfer; NULL as long as it is on its way or waits to be packed.
OUTCOMES = ("good", "damaged", "incomplete", "missing", "extra", "left_out", "cancelled")

# What an office holds of a kind and should hold, as counted on a day; the latest day counts.
stock_level = Table(
    "stock_level",
    metadata,
    Column("as_of", Date, primary_key=True),
    Column("office_id", String(20), ForeignKey("office.office_id"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("on_hand", Integer, nullable=False),
    Column("usable", Integer, nullable=False),
    Column("in_repair", Integer, nullable=False),
    # At least this many usable ones should be there, and no more than there is room for.
    Column("safety_stock", Integer, nullable=False),
    Column("storage_capacity", Integer, nullable=False),
    one_of("kind", KINDS),
    CheckConstraint("safety_stock >= 0 AND storage_capacity >= 0", name="sizes"),
)

# One row for both directions.
courier_run = Table(
    "courier_run",
    metadata,
    Column("office_a", String(20), ForeignKey("office.office_id"), primary_key=True),
    Column("office_b", String(20), ForeignKey("office.office_id"), primary_key=True),
    # MO;TU;…: the days on which it leaves.
    Column("weekdays", String(30), nullable=False),
    # Working days until it arrives, and how many units one run takes.
    Column("lead_days", Integer, nullable=False),
    Column("capacity_items", Integer, nullable=False),
    CheckConstraint("lead_days >= 0 AND capacity_items >= 0", name="sizes"),
)

demand_week = Table(
    "demand_week",
    metadata,
    # A Monday.
    Column("week_start", Date, primary_key=True),
    Column("office_id", String(20), ForeignKey("office.office_id"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("units", Integer, nullable=False),
    Column("requested", Integer, nullable=False),
    Column("granted", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("peak_concurrent", Integer, nullable=False),
    Column("used_hours", Float, nullable=False),
    Column("returned_late", Integer, nullable=False),
    one_of("kind", KINDS),
)

# Equipment that sections hold for themselves, outside the pools.
section_equipment = Table(
    "section_equipment",
    metadata,
    # The first of a month.
    Column("month", Date, primary_key=True),
    Column("department_id", String(20), ForeignKey("department.department_id"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("office_id", String(20), ForeignKey("office.office_id"), nullable=False),
    Column("units", Integer, nullable=False),
    Column("capacity_days", Integer, nullable=False),
    Column("used_days", Integer, nullable=False),
    Column("refused_days", Integer, nullable=False),
    one_of("kind", KINDS),
)

# Offices that come first for the time being (a disaster); who set it and when it ended is in the audit.
office_priority = Table(
    "office_priority",
    metadata,
    Column("office_id", String(20), ForeignKey("office.office_id"), primary_key=True),
    Column("reason_ja", Text, nullable=False),
    Column("set_by", String(20)),
    Column("set_at", Instant, nullable=False),
)

# Named units of one kind on their way from one office to another.
transfer = Table(
    "transfer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("from_office_id", String(20), ForeignKey("office.office_id"), nullable=False),
    Column("to_office_id", String(20), ForeignKey("office.office_id"), nullable=False),
    Column("state", String(20), nullable=False),
    # own: taken along by somebody, on whatever day.
    Column("carrier", String(10), nullable=False),
    Column("leaves_on", Date, nullable=False),
    # The planned arrival; past it, and not received, the transfer is overdue.
    Column("due_at", Instant, nullable=False),
    Column("note_ja", Text, nullable=False),
    Column("created_by", String(20)),
    Column("created_at", Instant, nullable=False),
    Column("packed_at", Instant),
    Column("dispatched_at", Instant),
    Column("received_at", Instant),
    Column("cancelled_at", Instant),
    version_column(),
    Column("changed_at", Instant, nullable=False),
    one_of("kind", KINDS),
    one_of("state", TransferState),
    one_of("carrier", CARRIERS),
    CheckConstraint("from_office_id <> to_office_id", name="two_offices"),
    Index("ix_transfer_state_due_at", "state", "due_at"),
)

transfer_item = Table(
    "transfer_item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("transfer_id", Integer, ForeignKey("transfer.id"), nullable=False),
    Column("unit_id", Integer, ForeignKey("unit.id"), nullable=False),
    # Where the unit goes back to when it is not sent after all, and what keeps it from being used meanwhile.
    Column("from_pool_id", Integer, ForeignKey("pool.id"), nullable=False),
    Column("closure_id", Integer, ForeignKey("closure.id")),
    Column("packed_at", Instant),
    Column("received_at", Instant),
    Column("outcome", String(20)),
    Column("note_ja", Text, nullable=False),
    one_of("outcome", OUTCOMES),
    Index("uq_transfer_item_unit", "transfer_id", "unit_id", unique=True),
)
# A unit is on one way at a time, whatever two people order at once.
Index(
    "uq_transfer_item_open",
    transfer_item.c.unit_id,
    unique=True,
    sqlite_where=transfer_item.c.outcome.is_(None),
    postgresql_where=transfer_item.c.outcome.is_(None),
)
