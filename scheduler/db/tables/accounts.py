"""Who may sign in, the sessions they hold, and what throttles guessing."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from scheduler.db.tables.base import metadata, one_of, version_column
from scheduler.db.types import Instant
from scheduler.domain.actor import Role

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", String(40), nullable=False, unique=True),
    Column("staff_id", String(20), ForeignKey("staff_member.staff_id"), unique=True),
    Column("password_hash", Text, nullable=False),
    Column("is_active", Boolean, nullable=False),
    # Made by the demonstration with a password that is printed: a server open to others refuses to start.
    Column("is_sample", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    version_column(),
)

account_role = Table(
    "account_role",
    metadata,
    Column("account_id", Integer, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(20), primary_key=True),
    one_of("role", Role),
)

session = Table(
    "session",
    metadata,
    # SHA-256 of the token in the cookie: a copy of the database opens no session.
    Column("token_hash", String(64), primary_key=True),
    Column("account_id", Integer, ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("csrf_token", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index("ix_session_account_id", "account_id"),
)

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("id", Integer, primary_key=True),
    # "login:S000123" or "address:192.0.2.1"; both are counted.
    Column("subject", String(80), nullable=False),
    Column("failed_at", Instant, nullable=False),
    Index("ix_sign_in_failure_subject_failed_at", "subject", "failed_at"),
)

notice = Table(
    "notice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("staff_id", String(20), ForeignKey("staff_member.staff_id"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("code", String(60), nullable=False),
    Column("params", Text, nullable=False),
    Column("read_at", Instant),
    Index("ix_notice_staff_id_created_at", "staff_id", "created_at"),
)
