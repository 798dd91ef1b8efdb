"""The schema stands the same on both databases, up and down, and says when it may not serve."""

from __future__ import annotations

from sqlalchemy import text

from scheduler.db import guards, schema
from scheduler.db.transaction import Database


def test_migrated_database_equals_the_tables_in_the_code(database: Database) -> None:
    with database.read() as tx:
        assert schema.drift(tx) == []


def test_migrated_database_may_serve(database: Database) -> None:
    with database.read() as tx:
        assert schema.problems(tx) == ()


def test_missing_guard_is_a_problem_and_installing_it_again_mends_it(database: Database) -> None:
    with database.write() as tx:
        guards.remove(tx)
    with database.read() as tx:
        assert len(schema.problems(tx)) == len(guards.GUARDS)

    with database.write() as tx:
        guards.install(tx)

    with database.read() as tx:
        assert schema.problems(tx) == ()


def test_schema_goes_down_to_nothing_and_up_again(database: Database) -> None:
    schema.downgrade(database, "base")
    with database.read() as tx:
        assert schema.problems(tx)

    schema.upgrade(database)

    with database.read() as tx:
        assert schema.problems(tx) == ()
        tx.execute(text("SELECT count(*) FROM allocation")).one()
