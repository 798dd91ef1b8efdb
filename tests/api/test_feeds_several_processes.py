"""Several servers over one database, each with what it knows by heart: no app is shown anything that is over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from litestar.testing import TestClient
from sqlalchemy.exc import OperationalError

from api.app import create_app
from api.ics import known
from api.ics.conditions import is_known, last_modified
from api.wiring import Services
from scheduler.clock import Clock
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.domain.actor import Role
from scheduler.feeds import queries
from tests import builders
from tests.api.doors import BASE_URL, LOGINS, NOW, Door


@pytest.fixture
def subscribed(open_door: Door) -> tuple[Door, str]:
    """Somebody with a seat tomorrow, and the path of their calendar."""
    with open_door.services.database.write() as tx:
        (seat,) = builders.pool_with_units(tx, "seat")
        start = NOW + timedelta(days=1)
        builders.booking(tx, LOGINS[Role.STAFF], [seat], start, start + timedelta(hours=2))
    made = open_door.as_program().post("/api/v1/feeds", json={"scope": "person"}).json()["address"]
    return open_door, re.sub(r"^http://[^/]+", "", made)


@pytest.fixture
def other(subscribed: tuple[Door, str]) -> Iterator[Door]:
    """Another process on the same database."""
    services = subscribed[0].services
    engine = open_engine(services.database.engine.url.render_as_string(hide_password=False))
    elsewhere = Services(services.settings, Database(engine), Clock(services.clock.offset))
    with TestClient(create_app(elsewhere), base_url=BASE_URL) as client:
        yield Door(client, elsewhere)
    engine.dispose()


def test_both_give_the_same_bytes_under_the_same_tag(subscribed: tuple[Door, str], other: Door) -> None:
    door, path = subscribed

    here, there = (each.anonymous().get(path, headers={"Accept-Encoding": "identity"}) for each in (door, other))

    assert here.content == there.content
    assert here.headers["etag"] == there.headers["etag"]
    assert here.headers["last-modified"] == there.headers["last-modified"]


def test_change_is_seen_at_once_where_it_was_made_and_a_second_later_elsewhere(
    subscribed: tuple[Door, str], other: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, path = subscribed
    tag = other.anonymous().get(path).headers["etag"]
    door.anonymous().get(path)

    door.as_program().post("/api/v1/bookings/1/cancel")

    assert door.anonymous().get(path, headers={"If-None-Match": tag}).status_code == 200
    monkeypatch.setattr(known, "SECONDS", 0.0)  # as when the second is over
    changed = other.anonymous().get(path, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert b"STATUS:CANCELLED" in changed.content


def test_what_is_withdrawn_is_not_remembered(subscribed: tuple[Door, str]) -> None:
    door, path = subscribed
    assert "席" in door.anonymous().get(path).text

    door.as_program().delete("/api/v1/feeds/1")

    assert "停止されました" in door.anonymous().get(path).text


def test_unchanged_calendar_is_answered_without_a_look_into_the_database(
    subscribed: tuple[Door, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    door, path = subscribed
    monkeypatch.setattr(known, "SECONDS", 60.0)
    tag = door.anonymous().get(path).headers["etag"]
    door.anonymous().get(path)

    def unreachable(*_: object, **__: object) -> None:
        raise AssertionError("the database was asked")

    monkeypatch.setattr(queries, "by_token", unreachable)
    assert door.anonymous().get(path, headers={"If-None-Match": tag}).status_code == 304


def test_app_that_asks_often_and_learns_nothing_new_is_never_asked_to_wait(subscribed: tuple[Door, str]) -> None:
    door, path = subscribed
    tag = door.anonymous().get(path).headers["etag"]

    answers = {door.anonymous().get(path, headers={"If-None-Match": tag}).status_code for _ in range(70)}

    assert answers == {304}


def test_database_out_of_reach_is_a_503_to_come_back_after(
    subscribed: tuple[Door, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    door, path = subscribed

    def unreachable(*_: object, **__: object) -> None:
        raise OperationalError("select", {}, Exception("server closed the connection"))

    monkeypatch.setattr(queries, "by_token", unreachable)
    answer = door.anonymous().get(path)

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert b"BEGIN:VCALENDAR" not in answer.content


def test_second_change_within_a_second_is_seen_by_who_asks_by_date_alone() -> None:
    first, second = NOW.replace(microsecond=100_000), NOW.replace(microsecond=900_000)
    told = last_modified(first, now=NOW.replace(microsecond=500_000))
    told_later = last_modified(second, now=NOW + timedelta(seconds=1))

    assert not is_known({"if-modified-since": told}, frozenset(), second)
    assert is_known({"if-modified-since": told_later}, frozenset(), second)


def test_account_that_is_closed_withdraws_its_calendars_for_good(subscribed: tuple[Door, str]) -> None:
    door, path = subscribed
    admin = door.as_program(Role.ADMIN)
    accounts = admin.get("/api/v1/accounts").json()
    mine = next(item["account_id"] for item in accounts if item["login"] == LOGINS[Role.STAFF])
    admin.delete(f"/api/v1/accounts/{mine}")

    first = door.anonymous().get(path)
    object.__setattr__(door.services.clock, "offset", door.services.clock.offset + timedelta(days=13))
    again = door.anonymous().get(path)
    object.__setattr__(door.services.clock, "offset", door.services.clock.offset + timedelta(days=2))

    assert "停止されました" in first.text
    assert again.content == first.content
    assert door.anonymous().get(path).status_code == 410


def test_last_reading_is_noted_also_when_nothing_was_new(subscribed: tuple[Door, str]) -> None:
    door, path = subscribed
    tag = door.anonymous().get(path, headers={"User-Agent": "Thunderbird/153"}).headers["etag"]
    object.__setattr__(door.services.clock, "offset", door.services.clock.offset + timedelta(hours=2))

    door.anonymous().get(path, headers={"If-None-Match": tag, "User-Agent": "ICSx5/2.4\r\n"[:9]})

    (mine,) = door.as_program().get("/api/v1/feeds").json()
    assert mine["fetched_by"] == "ICSx5/2.4"
    assert mine["fetched_at"].startswith("2026-06-30T11:")


@pytest.mark.parametrize("path", ["/feeds/x/calendar.ics", "/feeds/x/", "/feeds/%00/a.ics", "/feeds/x/calendar.html"])
def test_what_is_not_there_is_told_in_a_line_of_text(open_door: Door, path: str) -> None:
    answer = open_door.anonymous().get(path)

    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers
    assert "location" not in answer.headers


def test_right_secret_under_a_name_that_is_no_calendar_is_not_found(subscribed: tuple[Door, str]) -> None:
    door, path = subscribed

    assert door.anonymous().get(path.removesuffix(".ics")).status_code == 404
    assert door.anonymous().get(path.replace("person-calendar", "anything")).status_code == 200
