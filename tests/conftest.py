"""Databases for the tests: each test gets one of its own, already migrated, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection

from scheduler.accounts import passwords
from scheduler.db import schema
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from tests.postgres_cluster import PostgresCluster

BACKENDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresCluster]:
    cluster = PostgresCluster()
    cluster.start()
    yield cluster
    cluster.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    database = Database(open_engine(f"sqlite:///{path}"))
    schema.upgrade(database)
    database.engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresCluster) -> str:
    postgres.psql("CREATE DATABASE template_sekitori")
    database = Database(open_engine(postgres.url("template_sekitori")))
    schema.upgrade(database)
    database.engine.dispose()
    return "template_sekitori"


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "sekitori.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: PostgresCluster, postgres_template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    postgres.psql(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    yield postgres.url(name)
    postgres.psql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated, empty database; the test runs once for each backend."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(fixture))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(open_engine(database_url))
    yield opened
    opened.engine.dispose()


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """For tests of rules and pages, where one backend says as much as two."""
    opened = Database(open_engine(sqlite_url))
    yield opened
    opened.engine.dispose()


@pytest.fixture(scope="session", params=BACKENDS)
def shared_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """One database of each kind for all tests that undo what they do; see `tx`."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = template.with_name("shared.db")
        shutil.copy(template, path)
        url = f"sqlite:///{path}"
    else:
        cluster: PostgresCluster = request.getfixturevalue("postgres")
        cluster.psql(f"CREATE DATABASE shared TEMPLATE {request.getfixturevalue('postgres_template')}")
        url = cluster.url("shared")
    opened = Database(open_engine(url))
    yield opened
    opened.engine.dispose()


@pytest.fixture
def tx(shared_database: Database) -> Iterator[Connection]:
    """A write transaction that is undone at the end: for whatever needs only one, on both backends, at little cost."""
    with shared_database.engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash that is worth its name takes a tenth of a second; tests of other things do not wait for it."""
    cheap = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", cheap)
    monkeypatch.setattr(passwords, "_DECOY", cheap.hash("nothing"))
