"""Brings a database to a revision of the schema, and says whether one may serve."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from scheduler.db import guards
from scheduler.db.tables import metadata
from scheduler.db.transaction import Database

_MIGRATIONS = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the tables to a revision; does nothing when they stand there already."""
    with database.restructure() as tx:
        command.upgrade(_config(tx), revision)


def downgrade(database: Database, revision: str) -> None:
    with database.restructure() as tx:
        command.downgrade(_config(tx), revision)


def head() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def problems(tx: Connection) -> tuple[str, ...]:
    """What keeps this database from serving: an old schema or a missing guard. Empty when it may."""
    found: list[str] = []
    current = MigrationContext.configure(tx).get_current_revision()
    if current != head():
        found.append(f"schema is at {current}, this program needs {head()}")
    missing = sorted(set(guards.GUARDS) - set(guards.present(tx)))
    found.extend(f"guard {name} is missing" for name in missing)
    return tuple(found)


def drift(tx: Connection) -> list[object]:
    """Differences between the tables in the code and in the database; for the tests of the migrations."""
    context = MigrationContext.configure(tx, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))
