"""A room's old calendar: looked at first, then closed at what was chosen, and never twice."""

from __future__ import annotations

import pytest

from scheduler.domain.actor import Role
from tests import builders
from tests.api.doors import LOGINS, NOW, Door
from tests.api.html import Page
from tests.builders import at

OLD = """BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:部長会議
DTSTART;TZID=Asia/Tokyo:20260701T100000
DURATION:PT1H
RRULE:FREQ=WEEKLY;COUNT=2
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=Asia/Tokyo:20260601T100000
DURATION:PT1H
END:VEVENT
END:VCALENDAR
""".encode()


@pytest.fixture
def here(door: Door) -> Door:
    object.__setattr__(door.services.clock, "offset", NOW - door.services.clock.now())
    with door.services.database.write() as tx:
        (unit_id,) = builders.pool_with_units(tx, "web_room", "YG-HQ", 1)
        builders.booking(tx, LOGINS[Role.STAFF], [unit_id], at("2026-07-01 10:30"), at("2026-07-01 12:00"))
    return door


def boxes(page: str) -> list[str]:
    return [each["value"] for each in Page(page).all("input", name="entries") if each.get("disabled") is None]


def test_what_is_ahead_is_shown_and_only_what_is_chosen_is_closed_once(here: Door) -> None:
    keeper = here.as_browser(Role.FACILITIES)
    look = keeper.post("/stock/units/1/calendar", files={"file": ("a.ics", OLD)})
    (first, second) = boxes(look.text)
    assert "部長会議" in first

    taken = keeper.post_form("/stock/units/1/calendar/take", entries=first)
    again = keeper.post_form("/stock/units/1/calendar/take", entries=first)
    after = keeper.post("/stock/units/1/calendar", files={"file": ("a.ics", OLD)})

    assert taken.headers["location"] == again.headers["location"] == "/stock/units/1"
    assert boxes(after.text) == [second]
    page = keeper.get("/stock/units/1").text
    assert page.count("部長会議") == 1


@pytest.mark.parametrize("entry", ["x", "1 2", "99999999999999 999999999999999 x", "1782880000 1782870000 x"])
def test_made_up_entries_close_nothing(here: Door, entry: str) -> None:
    answer = here.as_browser(Role.FACILITIES).post_form("/stock/units/1/calendar/take", entries=entry)

    assert answer.status_code == 422


def test_a_file_that_is_none_is_refused_with_its_line(here: Door) -> None:
    answer = here.as_browser(Role.FACILITIES).post("/stock/units/1/calendar", files={"file": ("a.ics", b"<html>")})

    assert answer.status_code == 422
    assert "1行目" in Page(answer.text).one("main").text


def test_only_those_who_keep_the_stock_may(here: Door) -> None:
    assert here.as_browser().post("/stock/units/1/calendar", files={"file": ("a.ics", OLD)}).status_code == 403
