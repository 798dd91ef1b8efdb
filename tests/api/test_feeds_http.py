"""A calendar app at the door: conditional requests, withdrawal, and nothing anybody else may read."""

from __future__ import annotations

import gzip
import re

import pytest
from icalendar import Calendar

from scheduler.domain.actor import Role
from tests import builders
from tests.api.doors import LOGINS, Door
from tests.builders import at

NOW = at("2026-06-30 9:00")


@pytest.fixture
def subscribed(door: Door) -> tuple[Door, str]:
    """A person with one booking, and the path of their calendar."""
    object.__setattr__(door.services.clock, "offset", NOW - door.services.clock.now())
    with door.services.database.write() as tx:
        (unit_id,) = builders.pool_with_units(tx, "seat", "YG-HQ", 1)
        start, end = at("2026-07-01 15:00"), at("2026-07-01 17:15")
        builders.booking(tx, LOGINS[Role.STAFF], [unit_id], start, end, note_ja="資料を持参")
    return door, path_of(door, {"scope": "person"})


def path_of(door: Door, body: dict[str, str], role: Role = Role.STAFF) -> str:
    made = door.as_program(role).post("/api/v1/feeds", json=body)
    assert made.status_code == 201
    return re.sub(r"^http://[^/]+", "", made.json()["address"])


def events(body: bytes) -> list[dict[str, str]]:
    calendar = Calendar.from_ical(body)
    return [{name: str(value) for name, value in event.items()} for event in calendar.walk("VEVENT")]


def test_calendar_holds_the_booking_and_its_note(subscribed: tuple[Door, str]) -> None:
    door, path = subscribed

    answer = door.anonymous().get(path)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    (event,) = events(answer.content)
    assert "資料を持参" in event["DESCRIPTION"]


def test_unchanged_calendar_is_304_for_its_tag_in_a_list_and_for_its_date(subscribed: tuple[Door, str]) -> None:
    door, path = subscribed
    first = door.anonymous().get(path, headers={"Accept-Encoding": "identity"})
    tag, date = first.headers["etag"], first.headers["last-modified"]

    for headers in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"other", W/{tag}'},
        {"If-Modified-Since": date},
    ):
        again = door.anonymous().get(path, headers={"Accept-Encoding": "identity", **headers})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = door.anonymous().get(path, headers={"If-None-Match": '"other"', "If-Modified-Since": date})
    assert other.status_code == 200


def test_change_is_in_the_next_answer_with_a_higher_sequence(subscribed: tuple[Door, str]) -> None:
    door, path = subscribed
    before = door.anonymous().get(path)
    (old,) = events(before.content)

    door.as_program().post("/api/v1/bookings/1/cancel")
    after = door.anonymous().get(path, headers={"If-None-Match": before.headers["etag"]})

    (new,) = events(after.content)
    assert after.status_code == 200
    assert new["UID"] == old["UID"]
    assert int(new["SEQUENCE"]) > int(old["SEQUENCE"])
    assert new["STATUS"] == "CANCELLED"
    assert new["SUMMARY"].startswith("【取消】")


def test_gzip_is_the_same_calendar_under_a_tag_of_its_own(subscribed: tuple[Door, str]) -> None:
    door, path = subscribed
    plain = door.anonymous().get(path, headers={"Accept-Encoding": "identity"})

    with door.client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())

    assert gzip.decompress(packed) == plain.content
    assert answer.headers["etag"] != plain.headers["etag"]
    assert answer.headers["vary"] == "Accept-Encoding"


def test_head_answers_like_get_without_the_body_and_other_methods_are_405(subscribed: tuple[Door, str]) -> None:
    door, path = subscribed

    head = door.anonymous().request("HEAD", path)

    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) > 0
    assert door.anonymous().request("PUT", path).status_code == 405


def test_withdrawn_calendar_says_so_and_then_is_gone(subscribed: tuple[Door, str]) -> None:
    door, path = subscribed
    door.as_program().delete("/api/v1/feeds/1")

    (event,) = events(door.anonymous().get(path).content)
    assert event["SUMMARY"] == "この予定表は停止されました"
    assert "LOCATION" not in event

    object.__setattr__(
        door.services.clock, "offset", at("2026-07-20 9:00") - (door.services.clock.now() - door.services.clock.offset)
    )
    assert door.anonymous().get(path).status_code == 410


def test_unknown_address_is_404_and_never_a_redirect(subscribed: tuple[Door, str]) -> None:
    door, _ = subscribed

    assert door.anonymous().get("/feeds/unknown/person.ics").status_code == 404


def test_calendar_of_a_closed_account_stops(subscribed: tuple[Door, str]) -> None:
    door, path = subscribed
    accounts = door.as_program(Role.ADMIN).get("/api/v1/accounts").json()
    mine = next(item for item in accounts if item["login"] == LOGINS[Role.STAFF])
    door.as_program(Role.ADMIN).delete(f"/api/v1/accounts/{mine['account_id']}")

    (event,) = events(door.anonymous().get(path).content)

    assert event["SUMMARY"] == "この予定表は停止されました"


def test_nobody_subscribes_to_somebody_elses_calendar(subscribed: tuple[Door, str]) -> None:
    door, _ = subscribed
    body = {"scope": "person", "subject": LOGINS[Role.STAFF]}

    assert door.as_program(Role.ADMIN).post("/api/v1/feeds", json=body).status_code == 403


@pytest.mark.parametrize("body", [{"scope": "office", "subject": "YG-HQ"}, {"scope": "unit", "subject": "1"}])
def test_shared_calendars_say_only_that_it_is_booked(subscribed: tuple[Door, str], body: dict[str, str]) -> None:
    door, _ = subscribed

    content = door.anonymous().get(path_of(door, body, Role.MANAGER)).content

    (event,) = events(content)
    assert event["SUMMARY"].startswith("予約あり")
    text = content.decode().replace("\r\n ", "")
    assert not re.search(r"S0\d{5}|資料を持参|DESCRIPTION", text)


def test_calendar_without_bookings_still_holds_one_event(door: Door) -> None:
    (event,) = events(door.anonymous().get(path_of(door, {"scope": "person"})).content)

    assert event["SUMMARY"] == "予約はありません"
    assert event["TRANSP"] == "TRANSPARENT"


def test_hasty_app_is_asked_to_wait(subscribed: tuple[Door, str]) -> None:
    door, path = subscribed

    answers = [door.anonymous().get(path) for _ in range(61)]

    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) > 0
