"""Signing in and out, by page and by program, and what the brake on guessing answers."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from litestar.testing import RequestFactory, TestClient
from sqlalchemy import select

from api.app import create_app
from api.security.client_address import client_address
from api.security.redirects import local_path
from api.wiring import Services
from scheduler.accounts.sign_in import FAILURES_PER_LOGIN
from scheduler.db.tables import session, sign_in_failure
from scheduler.domain.actor import Role
from scheduler.settings import Settings
from tests.api.doors import LOGINS, PASSWORD, Door

LOGIN = LOGINS[Role.STAFF]
COOKIE = "sekitori_session"


def test_the_form_leads_in_and_on_to_where_one_was_going(door: Door) -> None:
    sent_away = door.anonymous().get("/?lang=ja&x=1")
    target = urlsplit(sent_away.headers["location"])
    wished = parse_qs(target.query)["next"][0]
    assert (target.path, wished) == ("/sign-in", "/?lang=ja&x=1")

    form = door.anonymous().get(sent_away.headers["location"])
    assert 'name="next" value="/?lang=ja&amp;x=1"' in form.text

    answer = door.anonymous().post("/sign-in", data={"login": LOGIN, "password": PASSWORD, "next": wished})
    assert (answer.status_code, answer.headers["location"]) == (303, wished)
    token = answer.cookies[COOKIE]
    home = door.anonymous().get(wished, headers={"Cookie": f"{COOKIE}={token}"})
    assert home.status_code == 200
    assert LOGIN in home.text
    assert "県庁" in home.text


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(door: Door) -> None:
    answer = door.anonymous().post("/sign-in", data={"login": LOGIN, "password": PASSWORD})

    parts = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")[1:]}
    assert parts == {"httponly", "path=/", "samesite=lax"}


def test_over_tls_the_cookie_is_secure_bound_to_this_host_and_hsts_is_sent(services: Services) -> None:
    settings = Settings.from_environment({"SEKITORI_BASE_URL": "https://sekitori.example.jp"})
    app = create_app(Services(settings, services.database, services.clock))
    with TestClient(app, base_url="https://sekitori.example.jp") as client:
        answer = client.post("/sign-in", data={"login": LOGIN, "password": PASSWORD}, follow_redirects=False)

        assert answer.headers["set-cookie"].startswith("__Host-sekitori_session=")
        assert "secure" in answer.headers["set-cookie"].lower().split("; ")
        assert "max-age=31536000" in answer.headers["strict-transport-security"]
        assert client.get("/").status_code == 200


def test_a_wrong_password_shows_the_form_again_without_saying_what_was_wrong(door: Door) -> None:
    wrong = door.anonymous().post("/sign-in", data={"login": LOGIN, "password": "not the password"})
    unknown = door.anonymous().post("/sign-in", data={"login": "S999999", "password": "not the password"})

    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert "職員番号とパスワードの組み合わせが正しくありません" in wrong.text
    assert wrong.text.replace(LOGIN, "S999999") == unknown.text
    assert "not the password" not in wrong.text
    assert COOKIE not in wrong.cookies


def test_too_many_failures_wait_on_the_form_and_in_the_api(door: Door) -> None:
    wrong = {"login": LOGIN, "password": "not the password"}
    for _ in range(FAILURES_PER_LOGIN):
        assert door.anonymous().post("/sign-in", data=wrong).status_code == 401

    form = door.anonymous().post("/sign-in", data={"login": LOGIN, "password": PASSWORD})
    program = door.anonymous().post("/api/v1/sessions", json={"login": LOGIN, "password": PASSWORD})

    assert (form.status_code, program.status_code) == (429, 429)
    assert 0 < int(form.headers["retry-after"]) <= 15 * 60
    assert "15分後" in form.text
    assert program.json()["code"] == "too-many-attempts"


def test_a_program_signs_in_says_who_it_is_and_signs_out(door: Door) -> None:
    opened = door.anonymous().post("/api/v1/sessions", json={"login": LOGIN, "password": PASSWORD})
    assert opened.status_code == 201
    assert opened.headers["cache-control"] == "no-store"
    assert "set-cookie" not in opened.headers
    assert datetime.fromisoformat(opened.json()["expires_at"]).utcoffset() is not None
    bearer = {"Authorization": f"Bearer {opened.json()['token']}"}

    who = door.anonymous().get("/api/v1/me", headers=bearer).json()
    assert {key: who[key] for key in ("login", "staff_id", "roles", "office_id", "department_id")} == {
        "login": LOGIN, "staff_id": LOGIN, "roles": ["staff"], "office_id": "YG-HQ", "department_id": "D0001",
    }  # fmt: skip

    assert door.anonymous().delete("/api/v1/sessions/current", headers=bearer).status_code == 204
    assert door.anonymous().get("/api/v1/me", headers=bearer).status_code == 401


def test_a_token_is_no_cookie_and_a_cookie_no_token(door: Door) -> None:
    token = door.session().token

    assert door.anonymous().get("/api/v1/me", headers={"Authorization": f"Basic {token}"}).status_code == 401
    assert door.anonymous().get(f"/api/v1/me?token={token}").status_code == 401


def test_signing_out_ends_the_session_on_the_server_and_says_so_once(door: Door) -> None:
    browser = door.as_browser()

    answer = browser.post_form("/sign-out")

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert browser.get("/").status_code == 303
    note = {"Cookie": f"sekitori_message={answer.cookies['sekitori_message']}"}
    page = door.anonymous().get("/sign-in", headers=note)
    assert "ログアウトしました。" in page.text
    assert 'sekitori_message=""; ' in page.headers["set-cookie"] or "max-age=0" in page.headers["set-cookie"].lower()


def test_signing_in_again_makes_a_new_session_and_ends_the_one_before(door: Door) -> None:
    browser, elsewhere = door.as_browser(), door.as_browser()

    fresh = browser.post("/sign-in", data={"login": LOGIN, "password": PASSWORD}).cookies[COOKIE]

    assert door.anonymous().get("/", headers={"Cookie": f"{COOKIE}={fresh}"}).status_code == 200
    assert browser.get("/").status_code == 303
    assert elsewhere.get("/").status_code == 200


def test_whoever_is_signed_in_is_not_asked_again(door: Door) -> None:
    answer = door.as_browser().get("/sign-in?next=/somewhere")

    assert (answer.status_code, answer.headers["location"]) == (303, "/somewhere")


def test_a_request_by_htmx_is_led_to_the_sign_in_page_as_a_whole(door: Door) -> None:
    answer = door.anonymous().get("/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/sign-in")


ELSEWHERE = (
    "//e.example", "///e.example", "/\\e.example", "\\\\e.example", "https://e.example", "javascript:alert(1)",
    "/\t/e.example", "/\n/e.example", "e.example", "", "/\x00", "http:///e.example", "https:e.example",
)  # fmt: skip


@pytest.mark.parametrize("wished", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(door: Door, wished: str) -> None:
    assert local_path(wished) == "/"
    answer = door.anonymous().post("/sign-in", data={"login": LOGIN, "password": PASSWORD, "next": wished})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("wished", ["/", "/bookings?date=2026-07-01", "/a//b", "/予約"])
def test_a_path_of_this_site_is_kept(wished: str) -> None:
    assert local_path(wished) == wished


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"[]", b'"x"', b'{"login": 1, "password": "x"}', b'{"login": "x"}',
        b'{"login": "x", "password": "y", "roles": ["admin"]}', b'{"login": "\\ud800", "password": "y"}',
        b"\xff\xfe", b"", b'{"login": "%s", "password": "y"}' % (b"x" * 101),
    ],
)  # fmt: skip
def test_credentials_that_cannot_be_read_are_a_400(door: Door, body: bytes) -> None:
    answer = door.anonymous().post("/api/v1/sessions", content=body, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-input")


def test_the_address_in_a_header_is_believed_from_a_trusted_proxy_only(door: Door) -> None:
    for number in range(3):
        headers = {"X-Forwarded-For": f"192.0.2.{number}"}
        door.anonymous().post("/sign-in", data={"login": f"S9{number}", "password": "x"}, headers=headers)

    with door.services.database.read() as tx:
        subjects = set(tx.execute(select(sign_in_failure.c.subject)).scalars())
    assert not [subject for subject in subjects if "192.0.2" in subject]


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ("192.0.2.1", {"10.0.0.1"}, "192.0.2.1"),
        ("198.51.100.9, 192.0.2.1", {"10.0.0.1"}, "192.0.2.1"),
        ("192.0.2.1, 10.0.0.2", {"10.0.0.1", "10.0.0.2"}, "192.0.2.1"),
        ("", {"10.0.0.1"}, "10.0.0.1"),
        ("192.0.2.1", set(), "10.0.0.1"),
    ],
)
def test_behind_proxies_the_address_is_the_last_that_is_not_theirs(
    forwarded: str, proxies: set[str], address: str
) -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})
    request.scope["client"] = ("10.0.0.1", 50_000)

    assert client_address(request, trusted_proxies=frozenset(proxies)) == address


def test_a_session_in_use_is_touched_at_most_once_a_minute(door: Door) -> None:
    program = door.as_program()

    def seen() -> list[datetime]:
        with door.services.database.read() as tx:
            return list(tx.execute(select(session.c.seen_at)).scalars())

    before = seen()
    assert program.get("/api/v1/me").status_code == 200
    assert seen() == before
