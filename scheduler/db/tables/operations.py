"""What keeps the office honest: jobs, imports, the audit, answers already given, and settings."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from scheduler.db.tables.base import metadata, one_of
from scheduler.db.types import Instant

JOB_KINDS = (
    "propose",
    "import",
    "build_feeds",
    "repair",
    "offer",
    "verify",
    "plan_shifts",
    "shift_absence",
    "shift_patterns",
)
JOB_STATES = ("queued", "running", "done", "failed", "cancelled")

job = Table(
    "job",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("payload", JSON, nullable=False),
    # {"stage", "done", "total", "objective", "bound", "gap"}; read while it runs.
    Column("progress", JSON, nullable=False),
    Column("result", JSON, nullable=False),
    # Why it failed: [{"code", "params"}].
    Column("error", JSON),
    # How often it was started and never came to an end, and which start may write to it now.
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("holder", String(36)),
    Column("created_by", String(20)),
    Column("created_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("finished_at", Instant),
    one_of("kind", JOB_KINDS),
    one_of("state", JOB_STATES),
    Index("ix_job_state", "state"),
)

import_run = Table(
    "import_run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("state", String(20), nullable=False),
    Column("mode", String(10), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("report", JSON, nullable=False),
    Column("job_id", String(36)),
    Column("created_by", String(20)),
    Column("created_at", Instant, nullable=False),
    Column("applied_at", Instant),
    one_of("state", ("previewed", "applied", "refused", "discarded")),
    one_of("mode", ("strict", "partial")),
)

import_file = Table(
    "import_file",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("import_run_id", Integer, ForeignKey("import_run.id", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("staff_id", String(20)),
    Column("source", String(10), nullable=False),
    Column("action", String(40), nullable=False),
    Column("noun", String(30), nullable=False),
    Column("key", String(60), nullable=False),
    Column("before", JSON),
    Column("after", JSON),
    Index("ix_audit_noun_key", "noun", "key"),
    Index("ix_audit_at", "at"),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("account_id", Integer, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("request_digest", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
)

setting = Table(
    "setting",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
