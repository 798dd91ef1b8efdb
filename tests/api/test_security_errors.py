"""What goes wrong is said in the reader's language with the right status, and never from the inside."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import pytest
from litestar import Litestar, get, post
from litestar.exceptions import HTTPException
from litestar.params import FromQuery, JSONBody

from api.app import MAXIMUM_BODY
from scheduler.domain.actor import Role
from scheduler.domain.offer import Offer
from scheduler.domain.reason import Reason
from scheduler.errors import (
    BookingConflict,
    IllegalTransition,
    NotAllowed,
    NotFound,
    Refused,
    StalePlan,
    StaleVersion,
)
from tests.api.doors import Door
from tests.builders import at

SECRET = "postgresql://user:hunter2@db"


OFFER = Offer("seat", "YG-HQ", at("2026-07-02 8:30"), at("2026-07-02 10:00"), (), 12, 40)

ERRORS: dict[str, Exception] = {
    "not-found": NotFound("booking", 7),
    "not-allowed": NotAllowed("bookings.cancel"),
    "refused": Refused(Reason("login-taken", {"login": "x"}), Reason("password-too-short", {"minimum": 12})),
    "conflict": BookingConflict(Reason("last-administrator")),
    "stale-version": StaleVersion("booking", 7, 3),
    "stale-plan": StalePlan(4, [Reason("last-administrator")]),
    "illegal": IllegalTransition("booking", "cancelled", "cancel"),
    "suggesting": Refused(Reason("last-administrator"), alternatives=[OFFER]),
    "instant": Refused(Reason("last-administrator", {"at": at("2026-07-01 15:45")})),
    "unforeseen": RuntimeError(SECRET),
    "teapot": HTTPException("short and stout", status_code=418),
}
STATUSES = {
    "not-found": 404, "not-allowed": 403, "refused": 422, "conflict": 409, "stale-version": 409, "stale-plan": 409,
    "illegal": 409, "suggesting": 422, "instant": 422, "unforeseen": 500, "teapot": 418,
}  # fmt: skip


@get("/api/v1/broken", opt={"access": "public"}, sync_to_thread=False)
def broken_api(kind: FromQuery[str]) -> None:
    raise ERRORS[kind]


@get("/broken", opt={"access": "public"}, sync_to_thread=False)
def broken_page(kind: FromQuery[str]) -> None:
    raise ERRORS[kind]


@dataclass
class Item:
    count: int


@dataclass
class Order:
    items: list[Item]


@post("/api/v1/sums", opt={"access": Role.ADMIN}, sync_to_thread=False)
def add(data: JSONBody[Order]) -> int:
    return sum(item.count for item in data.items)


@pytest.fixture
def broken(app: Litestar, door: Door) -> Door:
    for handler in (broken_api, broken_page, add):
        app.register(handler)
    return door


def problem(door: Door, kind: str, **headers: str) -> dict[str, Any]:
    answer = door.anonymous().get(f"/api/v1/broken?kind={kind}", headers=headers)
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.status_code == answer.json()["status"] == STATUSES[kind]
    return answer.json()


@pytest.mark.parametrize("kind", ERRORS)
def test_each_error_has_its_status_as_a_problem_and_as_a_page(broken: Door, kind: str) -> None:
    body = problem(broken, kind)
    page = broken.anonymous().get(f"/broken?kind={kind}")

    assert {"type", "title", "detail", "code"} <= body.keys()
    assert body["type"].endswith(body["code"])
    assert page.status_code == STATUSES[kind]
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["cache-control"] == "no-store"


def test_every_rule_that_says_no_is_named_with_its_values_and_sentence(broken: Door) -> None:
    body = problem(broken, "refused")

    assert [reason["code"] for reason in body["reasons"]] == ["login-taken", "password-too-short"]
    assert body["reasons"][1] == {
        "code": "password-too-short",
        "params": {"minimum": 12},
        "detail": "パスワードは12文字以上にしてください。",
    }


def test_a_program_reads_its_own_language(broken: Door) -> None:
    english = problem(broken, "refused", **{"Accept-Language": "en-GB,ja;q=0.5"})

    assert english["reasons"][1]["detail"] == "A password needs at least 12 characters."


def test_alternatives_come_along_and_instants_are_on_the_local_clock(broken: Door) -> None:
    (offer,) = problem(broken, "suggesting")["alternatives"]
    assert (offer["kind"], offer["starts_at"]) == ("seat", "2026-07-02T08:30:00+09:00")
    assert problem(broken, "instant")["reasons"][0]["params"] == {"at": "2026-07-01T15:45:00+09:00"}


def test_the_version_that_stands_is_told(broken: Door) -> None:
    assert problem(broken, "stale-version")["reasons"][0]["params"] == {"noun": "booking", "key": "7", "current": 3}


def test_a_page_says_the_reasons_in_words(broken: Door) -> None:
    assert "システム管理者が1人もいなくなるため" in broken.anonymous().get("/broken?kind=conflict").text


def test_an_unforeseen_error_tells_a_reference_and_nothing_else(broken: Door, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        body = problem(broken, "unforeseen")
        page = broken.anonymous().get("/broken?kind=unforeseen").text

    assert SECRET not in str(body) + page
    assert "Traceback" not in str(body) + page
    assert body["reference"] in caplog.text
    assert SECRET in caplog.text


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b'{"items": [{"count": 1}, {"count": "x"}]}', "items[1].count"),
        (b'{"items": 7}', "items"),
        (b'{"items": [{}]}', "items[0].count"),
        (b"{}", "items"),
        (b"[1]", ""),
        (b"{", ""),
    ],
)
def test_input_that_cannot_be_read_names_the_field(broken: Door, content: bytes, field: str) -> None:
    answer = broken.as_program(Role.ADMIN).post(
        "/api/v1/sums", content=content, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid-input"
    (error,) = answer.json()["errors"]
    assert error["field"] == field
    assert error["detail"]


def test_a_field_that_is_missing_or_unknown_is_named(broken: Door) -> None:
    missing = broken.anonymous().post("/api/v1/sessions", json={"login": "x"})
    unknown = broken.anonymous().post("/api/v1/sessions", json={"login": "x", "password": "y", "admin": True})
    query = broken.anonymous().get("/api/v1/broken")

    assert [error["field"] for error in missing.json()["errors"]] == ["password"]
    assert [error["field"] for error in unknown.json()["errors"]] == ["admin"]
    assert [error["field"] for error in query.json()["errors"]] == ["kind"]


def test_a_body_beyond_the_limit_is_refused(broken: Door) -> None:
    answer = broken.as_program(Role.ADMIN).post("/api/v1/sums", content=b" " * (MAXIMUM_BODY + 1))

    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


def test_what_is_not_there_or_not_done_this_way(broken: Door) -> None:
    assert broken.anonymous().get("/api/v1/nothing").json()["code"] == "not-found"
    assert broken.anonymous().post("/api/v1/me").status_code == 405
    assert broken.anonymous().get("/nothing").status_code == 404
    assert "アドレスが変わったか" in broken.anonymous().get("/nothing").text


@pytest.mark.parametrize("path", ["../app.py", "%2e%2e/app.py", "..%2fapp.py", "/etc/passwd", "css/../../app.py"])
def test_static_files_lead_nowhere_else(broken: Door, path: str) -> None:
    assert broken.anonymous().get(f"/static/{path}").status_code == 404
