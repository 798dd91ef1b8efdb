"""Walks the table of routes: nothing is open that does not say so, and nobody gets past their role.

A new route is covered by being there. Only a new public route has to be named here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy.exc import OperationalError

from api.app import create_app
from api.security.access import access_of, may_open
from api.security.csrf import SAFE_METHODS
from api.wiring import Services
from scheduler.accounts.sessions import SignedIn
from scheduler.clock import Clock
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.domain.actor import Actor, Role, Source
from scheduler.settings import Settings
from tests.api.doors import BASE_URL, Door, RouteCase, add_people, routes_of
from tests.builders import LONG_AGO

# Whoever adds to this list says why.
PUBLIC = {
    "GET /sign-in", "POST /sign-in", "POST /api/v1/sessions",  # the ways in
    "GET /static/{file_path}", "HEAD /static/{file_path}",  # style sheets and scripts
    "GET /healthz", "GET /readyz", "GET /robots.txt",  # monitors and crawlers
    "GET /api/docs", "GET /api/v1/openapi.json",  # part of the source code
    "GET /feeds/{token}/{name}", "HEAD /feeds/{token}/{name}",  # the secret is in the address
    "GET /free-busy/{token}/{name}", "HEAD /free-busy/{token}/{name}",  # there as well
    "GET /api/v1/openapi.json/openapi.json", "GET /api/v1/openapi.json/{path}",  # the same under other names
}  # fmt: skip
# These take a password; the origin of the form is checked instead of a session's token.
WITHOUT_SESSION = {"POST /sign-in", "POST /api/v1/sessions"}

_settings = Settings.from_environment({"SEKITORI_BASE_URL": BASE_URL})
# Only read and never made: whatever opens it after all fails there and leaves no file behind.
_unopened = Services(_settings, Database(open_engine("sqlite:///file:never-opened.db?mode=ro&uri=true")), Clock())
ROUTES = routes_of(create_app(_unopened))
PRIVATE = [case for case in ROUTES if str(case) not in PUBLIC]
UNSAFE = [case for case in ROUTES if case.method not in SAFE_METHODS and str(case) not in WITHOUT_SESSION]


@pytest.fixture(scope="module")
def shared(sqlite_template, tmp_path_factory) -> Iterator[Door]:
    """One installation for the whole walk; every call comes with a session of its own."""
    folder = tmp_path_factory.mktemp("walk")
    (folder / "sekitori.db").write_bytes(sqlite_template.read_bytes())
    settings = Settings.from_environment({"SEKITORI_DATA_DIR": str(folder), "SEKITORI_BASE_URL": BASE_URL})
    services = Services(settings, Database(open_engine(settings.database_url)), Clock())
    add_people(services.database)
    app: Litestar = create_app(services)
    with TestClient(app, base_url=BASE_URL) as client:
        yield Door(client, services)


def test_the_installation_that_only_names_the_routes_cannot_be_opened() -> None:
    with pytest.raises(OperationalError), _unopened.database.read():
        pass
    assert not Path("never-opened.db").exists()


def is_api(case: RouteCase) -> bool:
    return case.path.startswith("/api/")


def test_the_public_routes_are_exactly_those_named_here() -> None:
    assert {str(case) for case, handler in ROUTES.items() if access_of(handler.opt) == "public"} == PUBLIC


@pytest.mark.parametrize("case", PRIVATE, ids=str)
def test_nobody_gets_in_without_signing_in(shared: Door, case: RouteCase) -> None:
    answer = shared.anonymous().request(case.method, case.path)

    if is_api(case):
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["code"] == "sign-in-required"
    else:
        assert answer.status_code == 303
        assert answer.headers["location"].partition("?")[0] == "/sign-in"


@pytest.mark.parametrize("case", PRIVATE, ids=str)
def test_a_made_up_session_is_nobody(shared: Door, case: RouteCase) -> None:
    made_up = {"Authorization": "Bearer made-up"} if is_api(case) else {"Cookie": "sekitori_session=made-up"}

    assert shared.anonymous().request(case.method, case.path, headers=made_up).status_code in {401, 303}


@pytest.mark.parametrize("case", UNSAFE, ids=str)
def test_a_cookie_alone_changes_nothing(shared: Door, case: RouteCase) -> None:
    role = next(role for role in Role if opens(role, case))

    missing = shared.as_browser(role, with_csrf=False).request(case.method, case.path)
    wrong = shared.as_browser(role, with_csrf=False).request(case.method, case.path, headers={"X-CSRF-Token": "x"})

    assert (missing.status_code, wrong.status_code) == (403, 403)


@pytest.mark.parametrize("case", [case for case in ROUTES if case.method not in SAFE_METHODS], ids=str)
def test_a_form_of_another_site_is_refused(shared: Door, case: RouteCase) -> None:
    browser = shared.as_browser(Role.ADMIN)

    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://e.example"}):
        assert browser.request(case.method, case.path, headers=headers).status_code == 403


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("case", PRIVATE, ids=str)
def test_a_role_opens_what_is_declared_and_nothing_else(shared: Door, case: RouteCase, role: Role) -> None:
    answer = shared.as_program(role).request(case.method, case.path)

    assert answer.status_code < 500, answer.text
    assert answer.status_code != 401
    if not opens(role, case):
        assert answer.status_code == 403


@pytest.mark.parametrize("case", ROUTES, ids=str)
def test_no_route_answers_without_the_security_headers(shared: Door, case: RouteCase) -> None:
    for caller in (shared.anonymous(), shared.as_browser(Role.ADMIN)):
        headers = caller.request(case.method, case.path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] in {"same-origin", "no-referrer"}
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "geolocation=()" in headers["permissions-policy"]


@pytest.mark.parametrize("case", [case for case in PRIVATE if case.method == "GET"], ids=str)
def test_what_only_the_signed_in_see_is_kept_by_no_cache(shared: Door, case: RouteCase) -> None:
    assert shared.as_browser(Role.ADMIN).get(case.path).headers["cache-control"] == "no-store"


def opens(role: Role, case: RouteCase) -> bool:
    """What the declaration of the route says about an account with that role."""
    actor = Actor("S000010", frozenset({Role.STAFF, role}), "YG-HQ", "D0001", Source.API)
    signed_in = SignedIn(1, "S000010", actor, "", "", "", LONG_AGO, LONG_AGO)
    return may_open(signed_in, access_of(ROUTES[case].opt))
