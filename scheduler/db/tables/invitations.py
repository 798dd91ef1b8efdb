"""Bookings that are sent by mail as invitations: to whom, what was sent last, and what came back."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from scheduler.db.tables.base import metadata, one_of
from scheduler.db.types import Instant

ANSWERS = ("accepted", "declined", "tentative")

# Whoever wants their bookings by mail.
invitation_address = Table(
    "invitation_address",
    metadata,
    Column("staff_id", String(20), ForeignKey("staff_member.staff_id"), primary_key=True),
    Column("address", Text, nullable=False),
    Column("locale", String(5), nullable=False),
    Column("created_at", Instant, nullable=False),
    one_of("locale", ("ja", "en")),
)

# One row for each booking somebody is invited to: at once the outbox and the memory of what was sent.
invitation = Table(
    "invitation",
    metadata,
    Column("booking_id", Integer, ForeignKey("booking.id"), primary_key=True),
    # Written in the transaction that changes the booking; taken back once the mail is with the server.
    Column("is_waiting", Boolean, nullable=False),
    Column("next_try_at", Instant, nullable=False),
    Column("failures", Integer, nullable=False),
    # As in the calendar of the person; NULL: nothing was sent yet.
    Column("uid", String(36)),
    Column("sequence", Integer),
    Column("sent_to", Text),
    Column("sent_at", Instant),
    Column("answer", String(10)),
    Column("answered_at", Instant),
    one_of("answer", ANSWERS),
    Index("ix_invitation_is_waiting_next_try_at", "is_waiting", "next_try_at"),
    Index("ix_invitation_uid", "uid"),
)
