"""The rules that judge feeds are worth something only if they notice what is wrong."""

from __future__ import annotations

import pytest

from calendars import join_feed, render_event
from tests.calendars.examples import HEADER, PLACEHOLDER, event
from tests.calendars.wire import faults

GOOD = join_feed(HEADER, [render_event(event())], placeholder=PLACEHOLDER)


def test_good_feed_has_no_fault() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        (b"\r\n", b"\n"),
        (b"PRODID", b"X-NOT"),
        (b"DTSTAMP", b"X-STAMP"),
        (b"UID:7", b"UID:x"),
        (b";TZID=Asia/Tokyo", b""),
        (b"SUMMARY:", b"SUMMARY:a,b"),
        (b"SUMMARY:", b"SUMMARY:\\x"),
        (b"SUMMARY:", b"SUMMARY:" + b"x" * 80),
        (b"SUMMARY:", b"SUMMARY:\x00"),
        (b"SUMMARY:", b"SUMMARY:\xe5\r\n \xb8\xad"),
        (b"SUMMARY:", b"SUMMARY:a\r\nSUMMARY:"),
        (b"BEGIN:VTIMEZONE", b"METHOD:PUBLISH\r\nBEGIN:VTIMEZONE"),
        (b"BEGIN:VTIMEZONE", b"UID:1\r\nBEGIN:VTIMEZONE"),
        (b";VALUE=DURATION", b""),
        (b"DTEND;TZID=Asia/Tokyo:2026", b"DTEND;TZID=Asia/Tokyo:2025"),
        (b"END:VEVENT\r\n", b"RRULE:FREQ=DAILY;UNTIL=20260801T000000\r\nEND:VEVENT\r\n"),
        (b"END:VEVENT\r\n", b"RECURRENCE-ID;TZID=Asia/Tokyo:20260701T090000\r\nEND:VEVENT\r\n"),
        (b"END:VCALENDAR\r\n", b""),
        (GOOD[GOOD.index(b"BEGIN:VEVENT") : GOOD.index(b"END:VCALENDAR")], b""),
        (GOOD[GOOD.index(b"BEGIN:VTIMEZONE") : GOOD.index(b"BEGIN:VEVENT")], b""),
    ],
)
def test_fault_is_noticed(part: bytes, instead: bytes) -> None:
    assert part in GOOD
    assert faults(GOOD.replace(part, instead)) != []
