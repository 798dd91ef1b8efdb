"""A feed taken apart: each object whole by itself, with all its times."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar

from calendars import CalendarEvent, FeedHeader, PlaceholderEvent, Recurrence, join_feed, render_event, tombstone
from calendars.collection import name_of_feed, objects_of, render_free_busy, takes_place
from calendars.zone import TOKYO

A, B, C = (f"00000000-0000-4000-8000-00000000000{number}" for number in (1, 2, 3))
CHANGED = datetime(2026, 6, 1, tzinfo=UTC)


def event(uid: str, start: datetime, hours: int = 1, **values: object) -> CalendarEvent:
    times = {"created": CHANGED, "changed": CHANGED, "start": start, "end": start + timedelta(hours=hours)}
    summary = "席の予約、窓側、とても長い名前の会議室"
    return CalendarEvent(uid=uid, sequence=1, summary=summary, **times, **values)  # type: ignore[arg-type]


def local(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 7, day, hour, tzinfo=TOKYO)


def feed(*events: CalendarEvent) -> bytes:
    header = FeedHeader("席取り：自分の予定, 2階", "", "teal", timedelta(hours=1))
    return join_feed(
        header, map(render_event, events), placeholder=PlaceholderEvent(C, date(2026, 7, 1), CHANGED, "空")
    )


SERIES = event(A, local(6), recurrence=Recurrence("WEEKLY", count=4, excluded=frozenset({date(2026, 7, 13)})))
MOVED = event(A, local(21, 13), recurrence_id=local(20))
ONE = event(B, local(8))


def test_each_object_is_a_calendar_with_all_events_of_its_uid() -> None:
    objects = objects_of(feed(SERIES, MOVED, ONE))

    assert {uid: len(Calendar.from_ical(content).walk("VEVENT")) for uid, content in objects.items()} == {A: 2, B: 1}
    assert all(len(Calendar.from_ical(content).walk("VTIMEZONE")) == 1 for content in objects.values())


def test_a_feed_without_events_has_no_objects_and_keeps_its_name() -> None:
    assert objects_of(feed(), without=C) == {}
    assert name_of_feed(feed()) == "席取り：自分の予定, 2階"


def test_a_series_takes_place_on_its_days_and_not_on_those_that_were_excluded_or_moved() -> None:
    content = objects_of(feed(SERIES, MOVED))[A]

    days = [day for day in range(1, 32) if takes_place(content, local(day, 0), local(day, 23))]

    assert days == [6, 21, 27]


def test_free_and_busy_is_cut_at_the_edges_and_counts_no_cancelled_time() -> None:
    gone = tombstone(event(C, local(8, 12)), sequence=2, changed=CHANGED, mark="【取消】")
    objects = objects_of(feed(SERIES, MOVED, ONE, gone))

    start = local(6) + timedelta(minutes=30)
    found = render_free_busy(objects.values(), start, local(9), uid=A, changed=CHANGED)

    (block,) = Calendar.from_ical(found).walk("VFREEBUSY")
    periods = [each.to_ical().decode() for each in block["FREEBUSY"]]
    assert periods == ["20260706T003000Z/20260706T010000Z", "20260708T000000Z/20260708T010000Z"]
