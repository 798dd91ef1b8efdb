"""The application as a whole: opening an installation, languages, navigation, probes, the API's description."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from litestar import Litestar, get
from litestar.testing import TestClient

from api.app import app_from_environment, create_app
from api.pages.navigation import DESTINATIONS, destinations
from api.server import Exposed, serve
from api.wiring import NotReady, Services, open_services
from scheduler.accounts import operations
from scheduler.db import guards
from scheduler.db.transaction import Database
from scheduler.demo.clock import set_clock
from scheduler.domain.actor import Role, Source, system_actor
from scheduler.settings import Settings
from tests.api.doors import BASE_URL, PASSWORD, Door
from tests.builders import LONG_AGO


@get("/vault", opt={"access": Role.ADMIN, "nav": ("nav-accounts", 90)}, sync_to_thread=False)
def vault() -> str:
    return "in"


def test_an_empty_database_is_not_served_and_says_why(settings: Settings) -> None:
    with pytest.raises(NotReady, match=r"schema is at None.*guard .* is missing"):
        open_services(settings)


def test_an_installation_opens_with_the_clock_of_its_demonstration(
    settings: Settings, sqlite_database: Database
) -> None:
    assert open_services(settings).clock.offset == timedelta(0)

    with sqlite_database.write() as tx:
        set_clock(tx, offset=timedelta(days=-3))

    assert open_services(settings).clock.offset == timedelta(days=-3)


def test_the_environment_names_the_installation(
    settings: Settings, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings.as_environment().items():
        monkeypatch.setenv(name, value)

    assert Settings.from_environment() == settings
    with TestClient(app_from_environment(), base_url=BASE_URL) as client:
        assert client.get("/readyz").text == "ready\n"


def test_ready_tells_what_is_wrong_while_alive_stays_alive(door: Door) -> None:
    with door.services.database.write() as tx:
        guards.remove(tx)

    assert (door.anonymous().get("/healthz").status_code, door.anonymous().get("/healthz").text) == (200, "ok\n")
    answer = door.anonymous().get("/readyz")
    assert answer.status_code == 503
    assert "guard ex_allocation_unit_overlap is missing" in answer.text


def test_crawlers_are_sent_away(door: Door) -> None:
    assert "Disallow: /\n" in door.anonymous().get("/robots.txt").text


def test_a_page_is_japanese_until_one_chooses_and_then_stays_chosen(door: Door) -> None:
    english_browser = {"Accept-Language": "en"}
    for page in ("/sign-in", "/api/docs"):
        assert 'lang="ja"' in door.anonymous().get(page, headers=english_browser).text

    chosen = door.anonymous().get("/sign-in?lang=en")
    assert 'lang="en"' in chosen.text
    cookie = {"Cookie": f"sekitori_lang={chosen.cookies['sekitori_lang']}"}
    assert 'lang="en"' in door.anonymous().get("/sign-in", headers=cookie).text
    assert 'lang="ja"' in door.anonymous().get("/sign-in?lang=ja", headers=cookie).text


def test_a_language_there_is_not_changes_nothing(door: Door) -> None:
    answer = door.anonymous().get("/sign-in?lang=xx")

    assert 'lang="ja"' in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("cookie", ["e30", "!!", "eyJ0b25lIjogImluZm8iLCAibWVzc2FnZSI6ICJubyJ9", "bnVsbA"])
def test_a_note_somebody_made_up_is_not_shown(door: Door, cookie: str) -> None:
    assert door.anonymous().get("/sign-in", headers={"Cookie": f"sekitori_message={cookie}"}).status_code == 200


def test_the_navigation_shows_what_one_may_open(app: Litestar, door: Door) -> None:
    app.register(vault)
    app.state[DESTINATIONS] = destinations(app)

    assert 'href="/vault"' in door.as_browser(Role.ADMIN).get("/").text
    assert 'href="/vault"' not in door.as_browser(Role.MANAGER).get("/").text
    assert 'aria-current="page">ホーム' in door.as_browser().get("/").text


def test_the_first_page_says_who_one_is(door: Door) -> None:
    page = door.as_browser(Role.FACILITIES).get("/").text

    assert "ログイン中: S000012" in page
    assert "県庁" in page
    assert "貸出し窓口" in page


def test_the_api_is_described_with_its_errors_and_without_other_servers(door: Door) -> None:
    document = door.anonymous().get("/api/v1/openapi.json").json()

    sign_in = document["paths"]["/api/v1/sessions"]["post"]
    assert set(sign_in["responses"]) >= {"201", "400", "429"}
    assert "application/problem+json" in sign_in["responses"]["400"]["content"]
    assert document["components"]["securitySchemes"]["session"]["scheme"] == "bearer"
    assert "http" not in json.dumps(document["servers"])

    page = door.anonymous().get("/api/docs").text
    assert "/static/vendor/swagger-ui/swagger-ui-bundle.js" in page
    assert 'data-url="/api/v1/openapi.json"' in page
    assert "://" not in page


def test_an_address_open_to_others_is_not_served_with_sample_accounts(services: Services, tmp_path: Path) -> None:
    actor = system_actor(Source.COMMAND)
    with services.database.write() as tx:
        operations.create(tx, actor=actor, now=LONG_AGO, login="sample", password=PASSWORD, is_sample=True)

    with pytest.raises(Exposed, match="sample accounts"):
        serve(services, "0.0.0.0", 8000)


def test_the_jobs_run_as_long_as_the_application(services: Services) -> None:
    class Jobs:
        def __init__(self) -> None:
            self.events: list[str] = []

        def start(self) -> None:
            self.events.append("start")

        def stop(self) -> None:
            self.events.append("stop")

    jobs = Jobs()
    running = Services(services.settings, services.database, services.clock, jobs)  # type: ignore[arg-type]
    with TestClient(create_app(running), base_url=BASE_URL):
        assert jobs.events == ["start"]
    assert jobs.events == ["start", "stop"]
