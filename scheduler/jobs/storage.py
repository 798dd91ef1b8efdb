"""Opens the database the workflow engine keeps its records in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url

from scheduler.db.engine import SQLITE_BUSY_TIMEOUT_MS


def open_storage(url: str) -> Engine:
    """An engine for the jobs' own SQLite file or for PostgreSQL, with the settings the workflow engine needs."""
    if make_url(url).get_backend_name() == "sqlite":
        return _open_sqlite(url)
    return create_engine(url, pool_size=5, max_overflow=10, pool_pre_ping=True)


def _open_sqlite(url: str) -> Engine:
    engine = create_engine(url, pool_size=10)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        # The workflow engine begins its own transactions, unlike the office's engine, where we do.
        connection.isolation_level = "IMMEDIATE"
        for pragma in (
            "journal_mode=WAL",
            # A power cut may take the last commits. They only say which steps are done: the step is done again, and
            # what counts is in the office's database.
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"busy_timeout={SQLITE_BUSY_TIMEOUT_MS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine
