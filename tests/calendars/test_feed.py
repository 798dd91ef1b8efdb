"""The bytes clients receive."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calendars import (
    TOKYO,
    CalendarEvent,
    EventResource,
    FeedError,
    FeedHeader,
    clean_line,
    clean_text,
    join_feed,
    parse_recurrence,
    render_event,
    tombstone,
    uid_for,
)
from calendars.content_line import fold
from tests.calendars.examples import CHANGED, FULL, HEADER, NAMESPACE, PLACEHOLDER, at, event

ROOT = Path(__file__).parents[2]

GOLDEN_HEADER = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Sekitori//Sekitori Calendar Feed 1//JA
CALSCALE:GREGORIAN
NAME;LANGUAGE=ja:席の予約\\, 村山
X-WR-CALNAME:席の予約\\, 村山
X-WR-CALDESC:直近30日から1年先まで。
X-WR-TIMEZONE:Asia/Tokyo
COLOR:steelblue
REFRESH-INTERVAL;VALUE=DURATION:PT15M
X-PUBLISHED-TTL:PT15M
SOURCE;VALUE=URI:https://yoyaku.example/calendars
BEGIN:VTIMEZONE
TZID:Asia/Tokyo
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0900
TZOFFSETTO:+0900
TZNAME:JST
END:STANDARD
END:VTIMEZONE
"""

GOLDEN_EVENT = """\
BEGIN:VEVENT
UID:7d1c612f-b796-516c-b10a-f652788af2be
DTSTAMP:20260602T013000Z
LAST-MODIFIED:20260602T013000Z
CREATED:20260601T000000Z
SEQUENCE:3
DTSTART;TZID=Asia/Tokyo:20260701T090000
DTEND;TZID=Asia/Tokyo:20260701T120000
SUMMARY:席 A-01
LOCATION:県庁\\, 2階\\; 東
GEO:38.240500;140.363600
X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-APPLE-RADIUS=70;X-TITLE="県庁, 2
 階; 東":geo:38.240500,140.363600
DESCRIPTION:1行\\n2行 C:\\\\New
URL:https://yoyaku.example/b/1
CATEGORIES:席,端末\\, 予備
STATUS:CONFIRMED
TRANSP:OPAQUE
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
CLASS:PUBLIC
BEGIN:VRESOURCE
UID:cad7b749-5ada-5e57-92b6-1ebc848e998e
NAME:席 A-01
RESOURCE-TYPE:X-SEAT
END:VRESOURCE
END:VEVENT
"""

GOLDEN_PLACEHOLDER = """\
BEGIN:VEVENT
UID:85e5660a-d5c4-5a47-a449-d995a11b0038
DTSTAMP:20260602T013000Z
LAST-MODIFIED:20260602T013000Z
CREATED:20260602T013000Z
SEQUENCE:0
DTSTART;VALUE=DATE:20260701
DTEND;VALUE=DATE:20260702
SUMMARY:予約はありません
STATUS:CONFIRMED
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
CLASS:PUBLIC
END:VEVENT
"""

# what people type in Japanese, with what breaks writers: escapes, quotes, carets, emoji, controls, combining marks
japanese = st.text(
    st.one_of(
        st.sampled_from("席村山置賜庄内最上予約会議室、。・「」〜ー〇①㈱髙𠮷🗓️👩‍💻ｱｲｳ　"),
        st.sampled_from("\\;,:\"^'nN%= \t\r\n\x00\x08\x7f\x85\u2028\u2029\u3099\ufeff"),
        st.characters(),
    ),
    max_size=200,
)


def lines_of(*events: CalendarEvent) -> list[str]:
    return b"".join(map(render_event, events)).decode().split("\r\n")


def parsed(*events: CalendarEvent) -> list[Any]:
    feed = join_feed(HEADER, map(render_event, events), placeholder=PLACEHOLDER)
    return list(icalendar.Calendar.from_ical(feed).walk("VEVENT"))


def test_whole_feed_byte_for_byte() -> None:
    feed = join_feed(HEADER, [render_event(FULL)], placeholder=PLACEHOLDER)
    assert feed.decode() == (GOLDEN_HEADER + GOLDEN_EVENT + "END:VCALENDAR\n").replace("\n", "\r\n")


def test_feed_without_events_shows_the_placeholder() -> None:
    feed = join_feed(HEADER, [], placeholder=PLACEHOLDER)
    assert feed.decode() == (GOLDEN_HEADER + GOLDEN_PLACEHOLDER + "END:VCALENDAR\n").replace("\n", "\r\n")


def test_fragments_keep_their_order_and_hide_the_placeholder() -> None:
    first, second = event(summary="先"), event(uid=uid_for(NAMESPACE, "booking", 2), summary="後")
    assert [str(shown["SUMMARY"]) for shown in parsed(second, first)] == ["後", "先"]


def test_header_leaves_out_what_it_does_not_know() -> None:
    feed = join_feed(replace(HEADER, description="", source=""), [], placeholder=PLACEHOLDER)
    assert b"X-WR-CALDESC" not in feed
    assert b"SOURCE" not in feed


def test_calendar_has_no_method_and_no_uid_of_its_own() -> None:
    calendar = icalendar.Calendar.from_ical(join_feed(HEADER, [], placeholder=PLACEHOLDER))
    assert "METHOD" not in calendar
    assert "UID" not in calendar


@pytest.mark.parametrize(
    ("refresh", "written"),
    [
        (timedelta(minutes=90), "PT1H30M"),
        (timedelta(hours=4), "PT4H"),
        (timedelta(days=1), "P1D"),
        (timedelta(days=1, minutes=1), "P1DT1M"),
    ],
)
def test_refresh_interval(refresh: timedelta, written: str) -> None:
    feed = join_feed(replace(HEADER, refresh=refresh), [], placeholder=PLACEHOLDER)
    assert f"\r\nREFRESH-INTERVAL;VALUE=DURATION:{written}\r\nX-PUBLISHED-TTL:{written}\r\n".encode() in feed
    calendar: Any = icalendar.Calendar.from_ical(feed)
    assert calendar["REFRESH-INTERVAL"].dt == refresh


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " \x00"}, "feed-name-empty"),
        ({"color": "#4682b4"}, "feed-color"),
        ({"refresh": timedelta(0)}, "feed-refresh"),
        ({"refresh": timedelta(seconds=90)}, "feed-refresh"),
        ({"language": "日本語"}, "feed-language"),
        ({"source": "https://yoyaku.example/席"}, "feed-source"),
    ],
)
def test_header_refuses_what_cannot_be_written(changes: dict[str, Any], code: str) -> None:
    values: dict[str, Any] = {
        "name": "席",
        "description": "",
        "color": "teal",
        "refresh": timedelta(hours=1),
        **changes,
    }
    with pytest.raises(FeedError) as refusal:
        FeedHeader(**values)
    assert refusal.value.code == code


def test_all_day_event_ends_on_the_day_after_its_last() -> None:
    lines = lines_of(event(start=date(2026, 8, 10), end=date(2026, 8, 15)))
    assert "DTSTART;VALUE=DATE:20260810" in lines
    assert "DTEND;VALUE=DATE:20260815" in lines


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("CONFIRMED", "OPAQUE", "BUSY")),
        ({"status": "tentative"}, ("TENTATIVE", "OPAQUE", "TENTATIVE")),
        ({"busy": False}, ("CONFIRMED", "TRANSPARENT", "FREE")),
        ({"status": "cancelled"}, ("CANCELLED", "TRANSPARENT", "FREE")),
    ],
)
def test_what_the_time_looks_like_in_the_calendar(changes: dict[str, Any], expected: tuple[str, str, str]) -> None:
    status, transparency, shown = expected
    lines = lines_of(event(**changes))
    assert f"STATUS:{status}" in lines
    assert f"TRANSP:{transparency}" in lines
    assert f"X-MICROSOFT-CDO-BUSYSTATUS:{shown}" in lines


def test_cancelled_booking_stays_visible_as_cancelled() -> None:
    (shown,) = parsed(tombstone(FULL, sequence=4, changed=CHANGED + timedelta(days=1), mark="【取消】"))
    assert (str(shown["SUMMARY"]), str(shown["STATUS"]), shown["SEQUENCE"]) == ("【取消】席 A-01", "CANCELLED", 4)
    assert shown["LAST-MODIFIED"].dt == CHANGED + timedelta(days=1)


def test_private_event_is_labelled() -> None:
    assert "CLASS:PRIVATE" in lines_of(event(private=True))


@pytest.mark.parametrize(("kind", "written"), [("web_room", "ROOM"), ("mobile_pc", "X-MOBILE-PC")])
def test_kinds_of_resources(kind: str, written: str) -> None:
    used = EventResource(uid_for(NAMESPACE, "unit", 1), "貸出", kind)
    assert f"RESOURCE-TYPE:{written}" in lines_of(event(resources=(used,)))


def test_positions_are_never_written_with_an_exponent() -> None:
    assert "GEO:0.000010;-0.500000" in lines_of(event(geo=(0.00001, -0.5)))


def test_series_with_exceptions_and_one_changed_day() -> None:
    weekdays = parse_recurrence(
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20260831T145959Z",
        [date(2026, 7, 20), date(2026, 8, 11), date(2026, 6, 1)],
    )
    series = event(start=at(7, 6, 7, 30), end=at(7, 6, 16, 15), recurrence=weekdays)
    changed_day = event(start=at(7, 8, 9, 30), end=at(7, 8, 18, 15), sequence=1, recurrence_id=at(7, 8, 7, 30))
    lines = lines_of(series, changed_day)
    assert "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20260831T145959Z" in lines
    assert "EXDATE;TZID=Asia/Tokyo:20260720T073000,20260811T073000" in lines
    assert lines.count("RECURRENCE-ID;TZID=Asia/Tokyo:20260708T073000") == 1


def test_series_of_one_is_a_single_event() -> None:
    once = parse_recurrence("FREQ=DAILY;COUNT=1")
    assert lines_of(event(recurrence=once)) == lines_of(event())


@given(summary=japanese, location=japanese, description=japanese)
def test_any_text_comes_back_as_cleaned(summary: str, location: str, description: str) -> None:
    (shown,) = parsed(event(summary=summary, location=location, description=description, geo=(38.0, 140.0)))
    assert str(shown.get("SUMMARY", "")) == clean_line(summary)
    assert str(shown.get("LOCATION", "")) == clean_line(location)
    assert str(shown.get("DESCRIPTION", "")) == clean_text(description)
    title = clean_line(location) or clean_line(summary)
    assert shown["X-APPLE-STRUCTURED-LOCATION"].params["X-TITLE"] == title


@given(categories=st.lists(japanese, max_size=4))
def test_any_categories_come_back_as_cleaned(categories: list[str]) -> None:
    (shown,) = parsed(event(categories=tuple(categories)))
    expected = [clean_line(category) for category in categories if clean_line(category)]
    assert ([str(category) for category in shown["CATEGORIES"].cats] if expected else []) == expected


@given(description=japanese.map(lambda text: text * 3), location=japanese)
@example(description="0\r\r𐀀𐀀𐀀^,\r" * 3, location="")
def test_lines_fit_and_are_cut_between_characters_and_escapes(description: str, location: str) -> None:
    written = render_event(event(description=description, location=location, geo=(38.0, 140.0)))
    assert written.endswith(b"\r\n")
    lines = written[:-2].split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line, following in pairwise(lines):
        text = line.decode()  # fails when a character was cut
        assert not set(text) & {"\r", "\n"}
        if following.startswith(b" "):
            backslashes = len(text) - len(text.rstrip("\\"))
            assert backslashes % 2 == 0


@given(japanese)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)


def test_line_of_exactly_75_octets_stays_whole() -> None:
    assert fold("X" * 75) == b"X" * 75 + b"\r\n"
    assert fold("X" * 76) == b"X" * 75 + b"\r\n X\r\n"
    assert fold("X" * 73 + "席") == b"X" * 73 + b"\r\n " + "席".encode() + b"\r\n"


@pytest.mark.parametrize("escape", [r"\\", r"\,", r"\n", "^'", "^^"])
def test_escapes_are_never_cut(escape: str) -> None:
    for offset in range(75):
        lines = fold("X" * offset + escape * 80).removesuffix(b"\r\n").decode().split("\r\n ")
        assert "".join(lines) == "X" * offset + escape * 80
        assert all(line.lstrip("X") == escape * (len(line.lstrip("X")) // 2) for line in lines)


def test_same_bytes_in_every_process() -> None:
    script = (
        "import hashlib\n"
        "from calendars import join_feed, render_event\n"
        "from tests.calendars.examples import FULL, HEADER, PLACEHOLDER\n"
        "print(hashlib.sha256(join_feed(HEADER, [render_event(FULL)], placeholder=PLACEHOLDER)).hexdigest())\n"
    )
    here = hashlib.sha256(join_feed(HEADER, [render_event(FULL)], placeholder=PLACEHOLDER)).hexdigest()
    for seed, zone in (("1", "UTC"), ("2", "America/New_York")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
        ran = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment, cwd=ROOT
        )
        assert ran.stdout.strip() == here


def test_event_in_the_calendar_stands_at_its_tokyo_time() -> None:
    (shown,) = parsed(event())
    assert shown["DTSTART"].dt == at(7, 1, 9)
    assert shown["DTSTART"].dt.utcoffset() == at(7, 1, 9).astimezone(TOKYO).utcoffset()
