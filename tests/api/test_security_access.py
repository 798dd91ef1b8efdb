"""Declarations of access, hosts, and the tokens of forms, on routes made for the purpose."""

from __future__ import annotations

from typing import Any

import pytest
from litestar import Litestar, Request, get, post
from litestar.testing import TestClient

from api.app import create_app
from api.security.access import access_of
from api.wiring import Services
from scheduler.domain.actor import Role
from scheduler.settings import Settings
from tests.api.doors import Door


@get("/undeclared", sync_to_thread=False)
def undeclared() -> str:
    return "in"


@get("/keepers", opt={"access": (Role.FACILITIES, Role.ADMIN)}, sync_to_thread=False)
def keepers() -> str:
    return "in"


@post("/change", status_code=200)
async def change(request: Request[Any, Any, Any]) -> str:
    return str((await request.form()).get("colour", "none"))


@pytest.fixture
def opened(app: Litestar, door: Door) -> Door:
    for handler in (undeclared, keepers, change):
        app.register(handler)
    return door


def test_a_route_that_declares_nothing_wants_somebody_signed_in(opened: Door) -> None:
    assert opened.anonymous().get("/undeclared").status_code == 303
    assert opened.as_browser().get("/undeclared").text == "in"


def test_a_route_for_roles_opens_to_these_alone(opened: Door) -> None:
    answers = {role: opened.as_browser(role).get("/keepers").status_code for role in Role}

    assert answers == {role: 200 if role in {Role.FACILITIES, Role.ADMIN} else 403 for role in Role}


@pytest.mark.parametrize("declared", ["everybody", (), ("admin",), None, 7])
def test_a_declaration_that_means_nothing_is_an_error(declared: object) -> None:
    with pytest.raises(ValueError, match="access declaration"):
        access_of({"access": declared})


def test_the_forms_token_is_accepted_in_a_field_or_a_header(opened: Door) -> None:
    browser = opened.as_browser()

    assert browser.post_form("/change", colour="blue").text == "blue"
    assert browser.post("/change", data={"colour": "red"}).text == "red"
    multipart = {"_csrf_token": (None, browser.csrf_token), "colour": (None, "green")}
    assert opened.as_browser(with_csrf=False).post("/change", files=multipart).status_code == 403
    assert browser.request("POST", "/change", files=multipart, headers={"X-CSRF-Token": ""}).text == "green"


def test_the_token_of_another_session_is_refused(opened: Door) -> None:
    browser, other = opened.as_browser(with_csrf=False), opened.session()

    assert browser.post("/change", headers={"X-CSRF-Token": other.csrf_token}).status_code == 403
    assert browser.post("/change", data={"_csrf_token": other.csrf_token}).status_code == 403


def test_a_page_carries_the_token_of_its_session(opened: Door) -> None:
    browser = opened.as_browser()

    assert f'name="_csrf_token" value="{browser.csrf_token}"' in browser.get("/").text


def test_a_program_with_a_bearer_token_needs_no_form(opened: Door) -> None:
    assert opened.as_program().post("/change", data={"colour": "blue"}).text == "blue"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "http://127.0.0.1:8000"}, 200),
        ({}, 200),
        ({"Origin": "http://127.0.0.1:9000"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_where_a_form_comes_from_counts_beside_its_token(opened: Door, headers: dict[str, str], status: int) -> None:
    assert opened.as_browser().post("/change", headers=headers).status_code == status


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "127.0.0.1:8123", "localhost", "[::1]:8000"])
def test_on_one_machine_every_name_of_it_will_do(door: Door, host: str) -> None:
    assert door.anonymous().get("/sign-in", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["e.example", "127.0.0.1.e.example", "localhost.e.example", "e.example:8000", "["])
def test_another_host_is_refused(door: Door, host: str) -> None:
    answer = door.anonymous().get("/sign-in", headers={"Host": host, "X-Forwarded-Host": "127.0.0.1"})

    assert answer.status_code == 400


def test_an_installation_answers_to_its_own_name_and_monitors_to_any(services: Services) -> None:
    settings = Settings.from_environment({"SEKITORI_BASE_URL": "https://sekitori.example.jp"})
    with TestClient(create_app(Services(settings, services.database, services.clock))) as client:
        statuses = {
            host: client.get("/sign-in", headers={"Host": host}).status_code
            for host in ("sekitori.example.jp", "SEKITORI.example.jp:443", "localhost", "127.0.0.1:8000")
        }
        assert statuses == {
            "sekitori.example.jp": 200, "SEKITORI.example.jp:443": 200, "localhost": 400, "127.0.0.1:8000": 400,
        }  # fmt: skip
        assert client.get("/healthz", headers={"Host": "10.0.0.5"}).status_code == 200


def test_feeds_tell_their_address_to_nobody(door: Door) -> None:
    assert door.anonymous().get("/feeds/some-token.ics").headers["referrer-policy"] == "no-referrer"


def test_static_files_are_kept_for_ever_only_under_their_digest(door: Door) -> None:
    page = door.anonymous().get("/sign-in").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]

    assert "?v=" in address
    assert "immutable" in door.anonymous().get(address).headers["cache-control"]
    assert door.anonymous().get(address.partition("?")[0]).headers["cache-control"] == "no-cache"
