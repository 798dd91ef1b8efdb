"""Calendar subscriptions, what changed in each calendar and when, and the bytes that were built for it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, false, true

from scheduler.db.tables.base import metadata, one_of
from scheduler.db.types import Instant

FEED_SCOPES = ("person", "unit", "group", "office", "section", "policy", "round")
FEED_PROFILES = ("full", "busy", "desk", "public")

feed = Table(
    "feed",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("account_id", Integer, ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("scope", String(20), nullable=False),
    # What it is about; scheduler/feeds/subjects.py says how each scope writes it.
    Column("subject", String(40), nullable=False),
    # How much of it is shown: chosen when it is made, applied where content is chosen.
    Column("profile", String(10), nullable=False),
    Column("label", Text, nullable=False),
    Column("locale", String(5), nullable=False),
    # Whether the bytes may be sent compressed, and cancelled events left out at once.
    Column("is_packed", Boolean, nullable=False, server_default=true()),
    Column("drops_cancelled", Boolean, nullable=False, server_default=false()),
    # Whether the mirror writes it as a file for calendars outside the office's network.
    Column("is_mirrored", Boolean, nullable=False, server_default=false()),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("fetched_at", Instant),
    Column("fetched_by", Text),
    one_of("scope", FEED_SCOPES),
    one_of("profile", FEED_PROFILES),
    one_of("locale", ("ja", "en")),
    Index("ix_feed_account_id", "account_id"),
)

# Grows in the same transaction as every change a subscriber of the subject can see.
feed_revision = Table(
    "feed_revision",
    metadata,
    Column("scope", String(20), primary_key=True),
    Column("subject", String(40), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

# What each revision changed: the uid of a booking, or "*" for anything. Written with the revision itself.
feed_change = Table(
    "feed_change",
    metadata,
    Column("scope", String(20), primary_key=True),
    Column("subject", String(40), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("item", String(36), primary_key=True),
    Column("changed_at", Instant, nullable=False),
    Index("ix_feed_change_changed_at", "changed_at"),
)

feed_document = Table(
    "feed_document",
    metadata,
    Column("scope", String(20), primary_key=True),
    Column("subject", String(40), primary_key=True),
    Column("profile", String(10), primary_key=True),
    Column("locale", String(5), primary_key=True),
    # Series written out, cancelled events dropped: "", "expanded", "dropped", "expanded-dropped".
    Column("variant", String(20), primary_key=True),
    Column("revision", Integer, nullable=False),
    # The edges of the window move once a day, so the bytes hold still within one.
    Column("window_day", Date, nullable=False),
    Column("wire", Integer, nullable=False),
    # Packed: a tenth of the bytes to write and to read.
    Column("body_gzip", LargeBinary, nullable=False),
    Column("etag", String(64), nullable=False),
    Column("changed_at", Instant, nullable=False),
    # How many events it holds (the placeholder of an empty one is none), and whether all had room.
    Column("events", Integer, nullable=False),
    Column("complete", Boolean, nullable=False),
)
