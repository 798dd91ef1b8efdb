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
from tests import builders
from tests.api.doors import BASE_URL, NOW, Door, add_people


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


@pytest.fixture
def open_door(door: Door) -> Door:
    """One seat at Murayama and one at Shinjo, on 30 June 2026, nine o'clock."""
    object.__setattr__(door.services.clock, "offset", NOW - door.services.clock.now())
    with door.services.database.write() as tx:
        builders.office(tx, "YG-MRY", name_ja="村山総合支庁", name_en="Murayama")
        builders.office(tx, "YG-MGM", name_ja="最上総合支庁", name_en="Mogami")
        builders.travel(tx, "YG-MRY", "YG-MGM", 78)
        builders.pool_with_units(tx, "seat", "YG-MRY", 1)
        builders.pool_with_units(tx, "seat", "YG-MGM", 1)
        builders.pool_with_units(tx, "tablet", "YG-HQ", 1)
    return door
