"""What is booked: pools, their numbered units, and the times at which they cannot be used."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from scheduler.db.tables.base import metadata, one_of, version_column
from scheduler.db.types import Instant
from scheduler.domain.states import UnitStatus

KINDS = ("seat", "mobile_pc", "tablet", "web_kit", "web_room")

# Units that may stand in for one another: what a request asks for and what the solver counts.
pool = Table(
    "pool",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("office_id", String(20), ForeignKey("office.office_id"), nullable=False),
    Column("kind", String(20), nullable=False),
    # Sorted, joined by ";": one spelling for one set.
    Column("attributes", Text, nullable=False),
    Column("conf_system", String(20), nullable=False),
    Column("people", Integer, nullable=False),
    Column("turnaround_min", Integer, nullable=False),
    Column("booking_unit", String(20), nullable=False),
    UniqueConstraint("office_id", "kind", "attributes", "conf_system", "people", "turnaround_min", "booking_unit"),
    one_of("kind", KINDS),
    one_of("conf_system", ("", "lgwan", "internet", "both")),
    one_of("booking_unit", ("slot15", "half_day", "day")),
    CheckConstraint("turnaround_min >= 0 AND people >= 1", name="sizes"),
)

unit = Table(
    "unit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("asset_number", String(40), nullable=False, unique=True),
    Column("pool_id", Integer, ForeignKey("pool.id"), nullable=False),
    Column("name_ja", Text, nullable=False),
    Column("status", String(20), nullable=False),
    version_column(),
    Column("changed_at", Instant, nullable=False),
    one_of("status", UnitStatus),
    Index("ix_unit_pool_id", "pool_id"),
)

# unit_id set: an outage of that unit. Otherwise the office (all of it, or one kind there) is closed.
closure = Table(
    "closure",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(20), unique=True),
    Column("unit_id", Integer, ForeignKey("unit.id")),
    Column("office_id", String(20), ForeignKey("office.office_id")),
    Column("kind", String(20)),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("reason_ja", Text, nullable=False),
    Column("reason_code", String(20), nullable=False),
    Column("created_by", String(20)),
    Column("cancelled_at", Instant),
    version_column(),
    # NULL: before this was kept.
    Column("changed_at", Instant),
    one_of("reason_code", ("works", "power", "access", "reserved", "repair", "transfer")),
    CheckConstraint("starts_at < ends_at", name="order"),
    CheckConstraint("unit_id IS NOT NULL OR office_id IS NOT NULL", name="subject"),
    Index("ix_closure_starts_at_ends_at", "starts_at", "ends_at"),
)
