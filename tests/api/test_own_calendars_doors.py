"""Giving one's own calendar on its page and by a program; asking for one's bookings by mail."""

from __future__ import annotations

import pytest

from scheduler.domain.actor import Role
from tests.api.doors import NOW, Door
from tests.api.html import Page

MEETING = b"""BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:secret
DTSTART;TZID=Asia/Tokyo:20260706T130000
DTEND;TZID=Asia/Tokyo:20260706T150000
END:VEVENT
BEGIN:VEVENT
DTSTART:soon
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def here(door: Door) -> Door:
    object.__setattr__(door.services.clock, "offset", NOW - door.services.clock.now())
    return door


def test_a_file_is_taken_on_the_page_and_what_could_not_be_read_is_said_by_its_line(here: Door) -> None:
    browser = here.as_browser()

    sent = browser.post("/own-calendars/files", data={"label": "仕事"}, files={"file": ("a.ics", MEETING)})
    shown = browser.get("/own-calendars")

    assert (sent.status_code, sent.headers["location"]) == (303, "/own-calendars")
    text = Page(shown.text).one("main").text
    assert "仕事" in text
    assert "7月6日(月)13:00〜15:00" in text
    assert "8行目" in text
    assert "secret" not in shown.text


@pytest.mark.parametrize(
    ("path", "fields", "expected"),
    [
        ("addresses", {"address": "https://localhost/a.ics", "label": "x"}, "閉じたネットワーク"),
        ("addresses", {"address": "http://example.com/a.ics", "label": "x"}, "https://"),
    ],
)
def test_why_an_address_is_not_taken_is_said(here: Door, path: str, fields: dict[str, str], expected: str) -> None:
    answer = here.as_browser().post_form(f"/own-calendars/{path}", **fields)

    assert answer.status_code == 422
    assert expected in Page(answer.text).one("main").text


def test_a_program_gives_a_calendar_reads_busy_times_and_takes_it_back(here: Door) -> None:
    program = here.as_program()
    made = program.post("/api/v1/own-calendars/files", data={"label": "仕事"}, files={"file": ("a.ics", MEETING)})
    listed = program.get("/api/v1/own-calendars").json()
    others = here.as_program(Role.ADMIN).get("/api/v1/own-calendars").json()
    key = made.json()["calendar_id"]

    assert listed["busy"] == [{"start": "2026-07-06T13:00:00+09:00", "end": "2026-07-06T15:00:00+09:00"}]
    assert others == {"calendars": [], "busy": []}
    assert here.as_program(Role.ADMIN).delete(f"/api/v1/own-calendars/{key}").status_code == 404
    assert program.delete(f"/api/v1/own-calendars/{key}").status_code == 204
    assert program.get("/api/v1/own-calendars").json() == {"calendars": [], "busy": []}


def test_what_is_no_calendar_is_a_problem_with_its_line(here: Door) -> None:
    sent = here.as_program().post(
        "/api/v1/own-calendars/files", data={"label": "x"}, files={"file": ("a.ics", b"<html>")}
    )

    assert sent.status_code == 422
    assert sent.json()["reasons"][0]["code"] == "incoming-not_calendar"


def test_an_installation_without_a_mail_server_says_so(here: Door) -> None:
    program = here.as_program()

    assert program.get("/api/v1/invitations").json() == {"is_possible": False, "address": None}
    asked = program.request("PUT", "/api/v1/invitations", json={"address": "a@pref.example"})
    assert asked.status_code == 422
    assert asked.json()["reasons"][0]["code"] == "invitation-mail_off"
