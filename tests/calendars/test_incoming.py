"""Calendars that others made: read as far as they can be, refused with the line, and never a burden."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calendars.incoming import MOST_BYTES, IncomingCalendar, Unreadable, read_calendar
from calendars.incoming.reading import read

START, END = datetime(2026, 6, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)
NEW_YORK = """BEGIN:VTIMEZONE
TZID:Branch
BEGIN:STANDARD
DTSTART:20251102T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20260308T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*events: str, top: str = "") -> bytes:
    """A calendar of events of which only the lines that matter are written; the first event begins on line 3 + top."""
    body = "".join(f"BEGIN:VEVENT\n{lines}\nEND:VEVENT\n" for lines in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{top}{body}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def starts(found: IncomingCalendar) -> list[str]:
    return [f"{each.start:%m-%d %H:%M}" for each in found.events]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("DTSTART;TZID=Asia/Tokyo:20260701T090000\nDTEND;TZID=Asia/Tokyo:20260701T100000", "07-01 00:00-01:00"),
        ("DTSTART;TZID=Tokyo Standard Time:20260701T090000\nDURATION:PT1H", "07-01 00:00-01:00"),
        ("DTSTART:20260701T000000Z\nDTEND:20260701T010000Z", "07-01 00:00-01:00"),
        ("DTSTART:20260701T090000\nDTEND:20260701T100000", "07-01 00:00-01:00"),
        ("DTSTART;TZID=Branch:20260701T090000\nDURATION:PT1H", "07-01 13:00-14:00"),
        ("DTSTART;VALUE=DATE:20260702", "07-01 15:00-15:00"),
    ],
)
def test_every_way_to_write_a_time(lines: str, expected: str) -> None:
    (event,) = read(calendar(lines, top=NEW_YORK), START, END).events

    assert f"{event.start:%m-%d %H:%M}-{event.end:%H:%M}" == expected


@pytest.mark.parametrize("mark", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"])
def test_what_takes_no_time_is_left_out_without_a_word(mark: str) -> None:
    found = read(calendar(f"DTSTART:20260701T000000Z\nDURATION:PT1H\n{mark}"), START, END)

    assert (found.found, found.events, found.problems) == (1, (), ())


def test_a_series_with_exceptions() -> None:
    series = "UID:a\nDTSTART;TZID=Asia/Tokyo:20260706T090000\nDURATION:PT1H"
    rule = "RRULE:FREQ=WEEKLY;UNTIL=20260803T235959\nEXDATE;TZID=Asia/Tokyo:20260713T090000"
    moved = "UID:a\nRECURRENCE-ID;TZID=Asia/Tokyo:20260720T090000\nDTSTART:20260721T030000Z\nDURATION:PT1H"
    gone = "UID:a\nRECURRENCE-ID;TZID=Asia/Tokyo:20260727T090000\nDTSTART:20260727T000000Z\nSTATUS:CANCELLED"

    found = read(calendar(f"{series}\n{rule}", moved, gone), START, END)

    assert starts(found) == ["07-06 00:00", "07-21 03:00", "08-03 00:00"]


def test_an_endless_series_ends_with_the_span_and_keeps_its_hour_over_summer_time() -> None:
    rule = "DTSTART;TZID=Branch:20260105T090000\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;BYMONTHDAY=5"

    found = read(calendar(rule, top=NEW_YORK), START, END)

    assert len(found.events) == 12
    assert {"07-05 13:00", "12-05 14:00"} <= set(starts(found))


@pytest.mark.parametrize(
    ("lines", "code", "line"),
    [
        ("SUMMARY:x", "incoming-no_start", 3),
        ("DTSTART:2026-07-01", "incoming-time", 4),
        ("DTSTART:16010101T000000Z", "incoming-year", 4),
        ("DTSTART;TZID=Nowhere:20260701T090000", "incoming-zone", 4),
        ("DTSTART:20260701T090000Z\nDTEND;VALUE=DATE:20260702", "incoming-mixed", 5),
        ("DTSTART:20260701T090000Z\nDTEND:20260701T080000Z", "incoming-end", 5),
        ("DTSTART:20260701T090000Z\nDTEND:20290701T080000Z", "incoming-too_long", 5),
        ("DTSTART:20260701T090000Z\nDURATION:PT1H\nRRULE:FREQ=SECONDLY", "incoming-rule_frequency", 6),
        ("DTSTART:20260701T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;BYHOUR=1,2,3", "incoming-rule_part", 6),
        ("DTSTART:19700101T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY", "incoming-rule_too_long", 6),
        ("DTSTART:20260701T090000Z\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
         "incoming-rule_too_long", 6),
        ("DTSTART:20260701T090000Z\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260701T090000Z", "incoming-range", 5),
    ],
)  # fmt: skip
def test_an_event_that_cannot_be_used_is_named_by_its_line_and_the_rest_is_read(
    lines: str, code: str, line: int
) -> None:
    found = read(calendar(lines, "DTSTART:20260801T000000Z\nDURATION:PT1H"), START, END)

    assert [(problem.code, problem.line) for problem in found.problems] == [(code, line)]
    assert starts(found) == ["08-01 00:00"]


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "incoming-empty", None),
        (b"<!doctype html>\n<html><body>503</body></html>", "incoming-not_calendar", 1),
        (calendar("DTSTART:20260701T000000Z")[:-30], "incoming-cut_off", 4),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "incoming-wrong_end", 3),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 20, "incoming-too_deep", 9),
        (b"x" * (MOST_BYTES + 1), "incoming-too_large", None),
    ],
)
def test_what_is_no_calendar_is_refused(data: bytes, code: str, line: int | None) -> None:
    with pytest.raises(Unreadable) as refused:
        read(data, START, END)

    assert (refused.value.code, refused.value.params.get("line")) == (code, line)


def test_a_title_in_the_encoding_of_old_office_programs_and_cut_inside_a_character() -> None:
    lines = "SUMMARY:予算会議\\, 第2回\nDTSTART:20260701T000000Z\nDURATION:PT1H"
    folded = calendar(lines).replace("予".encode(), "予".encode()[:1] + b"\r\n " + "予".encode()[1:])

    for data in (calendar(lines).decode().encode("cp932"), folded):
        assert read(data, START, END).events[0].summary == "予算会議, 第2回"


def test_the_reading_process_answers_as_the_reader_does() -> None:
    data = calendar("UID:a\nDTSTART:20260701T000000Z\nDURATION:PT1H\nSUMMARY:会議", "DTSTART:x")

    assert read_calendar(data, START, END) == read(data, START, END)
    with pytest.raises(Unreadable, match="incoming-cut_off"):
        read_calendar(data[:50], START, END)


def test_what_would_take_too_much_is_given_up() -> None:
    """Thousands of rules that never match: each alone is left out, all together take too long."""
    rule = "DTSTART:20260701T090000Z\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30"

    with pytest.raises(Unreadable, match="incoming-too_much"):
        read_calendar(calendar(*[rule] * 2000), START, END)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_a_file_holds_it_is_read_or_refused(data: st.DataObject) -> None:
    whole = calendar(
        "UID:a\nDTSTART;TZID=Branch:20260701T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20260708T130000Z",
        "UID:b\nDTSTART;VALUE=DATE:20260701\nSUMMARY:会議",
        top=NEW_YORK,
    )
    place = data.draw(st.integers(0, len(whole) - 1))
    length = data.draw(st.integers(0, 12))
    broken = whole[:place] + data.draw(st.binary(max_size=12)) + whole[place + length :]

    with suppress(Unreadable):
        assert all(each.start < each.end and each.start < END for each in read(broken, START, END).events)
