"""Alembic's entry: runs the migrations on the connection handed over by `scheduler.db.schema`."""

from __future__ import annotations

from alembic import context

from scheduler.db.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    # SQLite rebuilds a table to alter it; every such migration must call guards.install afterwards.
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    transaction_per_migration=False,
    user_module_prefix="",
)
context.run_migrations()
