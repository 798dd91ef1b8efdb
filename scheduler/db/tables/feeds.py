"""Calendar subscriptions, the revision of what each shows, and the bytes that were built for it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from scheduler.db.tables.base import metadata, one_of
from scheduler.db.types import Instant

FEED_SCOPES = ("person", "unit", "office")

feed = Table(
    "feed",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("account_id", Integer, ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("scope", String(20), nullable=False),
    # The staff number, the unit's id as text, or the office id.
    Column("subject", String(40), nullable=False),
    Column("label", Text, nullable=False),
    Column("locale", String(5), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("fetched_at", Instant),
    Column("fetched_by", Text),
    one_of("scope", FEED_SCOPES),
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

feed_document = Table(
    "feed_document",
    metadata,
    Column("scope", String(20), primary_key=True),
    Column("subject", String(40), primary_key=True),
    Column("locale", String(5), primary_key=True),
    Column("revision", Integer, nullable=False),
    # The edges of the window move once a day, so the bytes hold still within one.
    Column("window_day", Date, nullable=False),
    Column("profile", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("body_gzip", LargeBinary, nullable=False),
    Column("etag", String(64), nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("complete", Boolean, nullable=False),
)
