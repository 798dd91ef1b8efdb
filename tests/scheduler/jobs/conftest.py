"""Job engines for the tests, on databases in which the engine's own tables stand already."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from scheduler.clock import Clock
from scheduler.db import schema
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.jobs.engine import JobEngine
from tests.postgres_cluster import PostgresCluster
from tests.scheduler.jobs import sample_jobs


class StartEngine(Protocol):
    def __call__(self, **changes: Any) -> JobEngine: ...


def _prepare(database_url: str, jobs_url: str) -> None:
    """The first start creates the workflow engine's tables, which takes longer than most of these tests."""
    database = Database(open_engine(database_url))
    schema.upgrade(database)
    sample_jobs.create_tables(database)
    engine = _engine(database, jobs_url=jobs_url)
    engine.start()
    engine.stop()
    database.engine.dispose()


def _engine(database: Database, **changes: Any) -> JobEngine:
    settings: dict[str, Any] = {
        "executor_id": "here",
        "application_version": 1,
        "kinds": (sample_jobs.KIND,),
        "poll_seconds": 0.05,
    }
    return JobEngine(database, Clock(), **settings | changes)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("jobs-template")
    _prepare(f"sqlite:///{folder / 'sekitori.db'}", f"sqlite:///{folder / 'jobs.db'}")
    return folder


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    for name in ("sekitori.db", "jobs.db"):
        shutil.copy(sqlite_template / name, tmp_path / name)
    return f"sqlite:///{tmp_path / 'sekitori.db'}"


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresCluster) -> str:
    postgres.psql("CREATE DATABASE template_jobs")
    _prepare(postgres.url("template_jobs"), postgres.url("template_jobs"))
    return "template_jobs"


@pytest.fixture
def jobs_url(database_url: str) -> str:
    return database_url.replace("sekitori.db", "jobs.db")


@pytest.fixture
def start_engine(database: Database, jobs_url: str) -> Iterator[StartEngine]:
    """Start an engine on the test's database; `changes` replace settings. Stopped at the end at the latest."""
    started: list[JobEngine] = []

    def start(**changes: Any) -> JobEngine:
        engine = _engine(database, **{"jobs_url": jobs_url} | changes)
        engine.start()
        started.append(engine)
        return engine

    yield start
    for engine in started:
        engine.stop()


@pytest.fixture
def gates(tmp_path: Path) -> Path:
    """The folder in which a step says that it waits at its gate, and a test opens it."""
    folder = tmp_path / "gates"
    folder.mkdir()
    return folder
