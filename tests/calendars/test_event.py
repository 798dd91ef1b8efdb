"""An event refuses what clients read in different ways, and cleans the text people typed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from calendars import TOKYO, EventError, EventResource, parse_recurrence, tombstone, uid_for
from tests.calendars.examples import CHANGED, NAMESPACE, at, event


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"start": datetime(2026, 7, 1, 9)}, "event-naive-time", "start"),  # noqa: DTZ001
        ({"end": datetime(2026, 7, 1, 12)}, "event-naive-time", "end"),  # noqa: DTZ001
        ({"created": datetime(2026, 6, 1)}, "event-naive-time", "created"),  # noqa: DTZ001
        ({"changed": datetime(2026, 6, 1)}, "event-naive-time", "changed"),  # noqa: DTZ001
        ({"recurrence_id": datetime(2026, 6, 1)}, "event-naive-time", "recurrence_id"),  # noqa: DTZ001
        ({"end": at(7, 1, 9)}, "event-end-before-start", "end"),
        ({"end": at(7, 1, 8)}, "event-end-before-start", "end"),
        ({"end": at(7, 1, 9) + timedelta(microseconds=999_999)}, "event-end-before-start", "end"),
        ({"start": date(2026, 7, 1), "end": date(2026, 7, 1)}, "event-end-before-start", "end"),
        ({"end": date(2026, 7, 2)}, "event-mixed-dates", "end"),
        ({"start": date(2026, 7, 1)}, "event-mixed-dates", "end"),
        ({"start": datetime(1951, 7, 1, tzinfo=UTC)}, "event-year", "start"),
        ({"end": datetime.max.replace(tzinfo=UTC)}, "event-year", "end"),
        ({"uid": "booking-1@yoyaku.example"}, "event-uid", "uid"),
        ({"sequence": -1}, "event-sequence", "sequence"),
        ({"status": "deleted"}, "event-status", "status"),
        ({"url": "javascript:alert(1)"}, "event-url", "url"),
        ({"url": "https://[::1"}, "event-url", "url"),
        ({"url": "/bookings/1"}, "event-url", "url"),
        ({"geo": (140.3, 38.2)}, "event-position", "geo"),
        ({"geo": (float("nan"), 0.0)}, "event-position", "geo"),
    ],
)
def test_refuses_and_names_the_field(changes: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(EventError) as refusal:
        event(**changes)
    assert (refusal.value.code, refusal.value.params["field"]) == (code, field)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"start": date(2026, 7, 6), "end": date(2026, 7, 7)}, "event-recurrence-all-day"),
        ({"recurrence_id": at(7, 1, 9)}, "event-recurrence-in-override"),
    ],
)
def test_refuses_a_series_that_readers_disagree_on(changes: dict[str, Any], code: str) -> None:
    weekly = parse_recurrence("FREQ=WEEKLY;COUNT=3")
    with pytest.raises(EventError) as refusal:
        event(recurrence=weekly, **changes)
    assert refusal.value.code == code


def test_times_of_any_zone_become_tokyo_time_in_whole_seconds() -> None:
    made = event(
        start=datetime(2026, 7, 1, 0, 0, 0, 5, tzinfo=UTC),
        end=datetime(2026, 7, 1, 5, 0, tzinfo=timezone(timedelta(hours=2))),
    )
    assert (made.start, made.end) == (at(7, 1, 9), at(7, 1, 12))
    assert isinstance(made.start, datetime)
    assert made.start.tzinfo is TOKYO
    assert made == event()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("席\x00\x08A-01", "席A-01"),
        (" 席\t窓側 \r\n", "席 窓側"),
        ("1行\r\n2行\r3行\u20284行", "1行 2行 3行 4行"),
        ("\ufeff席\x9f\x7f", "席"),
        ("か\u3099き", "がき"),
        ("席\ud800", "席"),
    ],
)
def test_summary_is_cleaned_not_refused(typed: str, kept: str) -> None:
    assert event(summary=typed).summary == kept


def test_description_keeps_its_lines() -> None:
    assert event(description="1行\r\n2行\u20293行").description == "1行\n2行\n3行"


def test_blank_categories_disappear() -> None:
    assert event(categories=("席", " ", "\x00")).categories == ("席",)


def test_url_is_percent_encoded_once() -> None:
    made = event(url="https://yoyaku.example/席?x=1&y=%E5%B8%AD b")
    assert made.url == "https://yoyaku.example/%E5%B8%AD?x=1&y=%E5%B8%AD%20b"


def test_tombstone_marks_the_event_and_frees_the_time() -> None:
    gone = tombstone(event(), sequence=1, changed=CHANGED + timedelta(days=1), mark="【取消】")
    assert (gone.summary, gone.status, gone.busy, gone.sequence) == ("【取消】席 A-01", "cancelled", False, 1)
    assert gone.uid == event().uid


def test_tombstone_needs_a_higher_sequence() -> None:
    with pytest.raises(EventError) as refusal:
        tombstone(event(sequence=2), sequence=2, changed=CHANGED, mark="【取消】")
    assert refusal.value.code == "event-sequence-not-raised"


@pytest.mark.parametrize(("uid", "kind"), [("seat-1", "seat"), (uid_for(NAMESPACE, "unit", 1), "席")])
def test_resource_refuses_what_cannot_be_written(uid: str, kind: str) -> None:
    with pytest.raises(EventError):
        EventResource(uid, "席 A-01", kind)
