"""A small installation behind its doors: one office, one account for each role, a client that can be anybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.app import create_app
from api.wiring import Services
from scheduler.clock import Clock
from scheduler.db.transaction import Database
from scheduler.settings import Settings
from tests.api.doors import BASE_URL, Door, add_people


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_environment({"SEKITORI_DATA_DIR": str(tmp_path), "SEKITORI_BASE_URL": BASE_URL})


@pytest.fixture
def services(settings: Settings, sqlite_database: Database, cheap_passwords: None) -> Services:
    """An installation of which every role is held by somebody; see `doors.LOGINS`."""
    add_people(sqlite_database)
    return Services(settings, sqlite_database, Clock())


@pytest.fixture
def app(services: Services) -> Litestar:
    return create_app(services)


@pytest.fixture
def client(app: Litestar) -> Iterator[TestClient[Litestar]]:
    with TestClient(app, base_url=BASE_URL) as opened:
        yield opened


@pytest.fixture
def door(client: TestClient[Litestar], services: Services) -> Door:
    """The client with ways to be somebody: `door.as_program(Role.STAFF).get("/api/v1/me")`."""
    return Door(client, services)
