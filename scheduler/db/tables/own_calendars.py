"""When people are busy by their own calendars. What is in them is not kept, only the times."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from scheduler.db.tables.base import metadata
from scheduler.db.types import Instant

own_calendar = Table(
    "own_calendar",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("staff_id", String(20), ForeignKey("staff_member.staff_id"), nullable=False),
    Column("label", Text, nullable=False),
    # NULL: it was given as a file. Whoever has the address can read the calendar, so it is shown to nobody.
    Column("address", Text),
    # What the server said of the content, to be asked whether it has changed.
    Column("etag", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    # When the times were read that stand, and when it was tried last; why that failed: [{"code", "params"}].
    Column("read_at", Instant, nullable=False),
    Column("tried_at", Instant, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("reasons", JSON, nullable=False),
    # Events that could not be used, by line: [{"code", "params"}].
    Column("left_out", JSON, nullable=False),
    Index("ix_own_calendar_staff_id", "staff_id"),
)

own_busy = Table(
    "own_busy",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("own_calendar_id", Integer, ForeignKey("own_calendar.id", ondelete="CASCADE"), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    CheckConstraint("starts_at < ends_at", name="order"),
    Index("ix_own_busy_own_calendar_id_starts_at", "own_calendar_id", "starts_at"),
)
