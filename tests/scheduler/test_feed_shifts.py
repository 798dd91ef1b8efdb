"""Staggered hours in calendars: one series with its exceptions, and the same days one by one."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import Connection, delete, insert, update

from scheduler.clock import TOKYO
from scheduler.db import tables
from scheduler.domain.states import SeasonState, ShiftPlanState
from scheduler.feeds.contents.shift_series import Hours, series_of
from scheduler.feeds.documents import build
from scheduler.feeds.views import View
from tests import builders
from tests.builders import LONG_AGO
from tests.scheduler.feed_office import BASE_URL, DEPARTMENT, ME, NOW

PATTERNS = {"STD": (time(8, 30), time(17, 15)), "E1": (time(7, 30), time(16, 15)), "L1": (time(9, 30), time(18, 15))}
FIRST = date(2026, 7, 6)
OWN = View("person", ME, "full", "ja")


@pytest.fixture
def plan_id(tx: Connection) -> int:
    builders.staff_member(tx, ME)
    for pattern_id, (start, end) in PATTERNS.items():
        row = {
            "pattern_id": pattern_id, "name_ja": f"{pattern_id}勤務", "name_en": pattern_id, "start": start, "end": end,
            "season": "all", "in_force": True, "break_start": time(12), "break_end": time(13), "work_minutes": 465,
        }  # fmt: skip
        tx.execute(insert(tables.shift_pattern).values(row))
    season = {
        "season_id": "2026S", "name_ja": "ゆう活", "name_en": "Summer", "first_day": FIRST,
        "last_day": date(2026, 8, 31),
        "patterns": "all", "state": SeasonState.PUBLISHED, "wishes_close_at": LONG_AGO, "created_at": LONG_AGO,
    }  # fmt: skip
    tx.execute(insert(tables.season).values(season))
    plan = {
        "season_id": "2026S", "department_id": DEPARTMENT, "number": 1, "state": ShiftPlanState.PUBLISHED, "key": {},
        "figures": {}, "shortages": [], "created_at": LONG_AGO, "published_at": LONG_AGO,
    }  # fmt: skip
    return int(tx.execute(insert(tables.shift_plan).values(plan).returning(tables.shift_plan.c.id)).scalar_one())


def work(tx: Connection, plan_id: int, days: dict[date, str]) -> None:
    for day, pattern_id in days.items():
        row = {
            "staff_id": ME, "date": day, "department_id": DEPARTMENT, "pattern_id": pattern_id,
            "break_start": time(12), "break_end": time(13), "plan_id": plan_id, "changed_at": LONG_AGO,
        }  # fmt: skip
        tx.execute(insert(tables.shift).values(row))


def weekdays(count: int) -> list[date]:
    days = (FIRST + timedelta(days=number) for number in range(count * 2))
    return [day for day in days if day.weekday() < 5][:count]


def shown(body: bytes) -> list[tuple[Any, Any]]:
    found = recurring_ical_events.of(Calendar.from_ical(body)).between(date(2026, 6, 1), date(2026, 12, 31))
    return sorted((event["DTSTART"].dt, event["DTEND"].dt) for event in found)


def hours(day: date, pattern_id: str) -> tuple[Any, Any]:
    start, end = PATTERNS[pattern_id]
    return builders.at(f"{day} {start:%H:%M}"), builders.at(f"{day} {end:%H:%M}")


def test_season_with_days_off_and_other_days_is_one_series_that_readers_expand_to_the_same_days(
    tx: Connection, plan_id: int
) -> None:
    days = weekdays(39)
    plan = dict.fromkeys(days, "E1") | {days[1]: "L1", days[3]: "L1", days[20]: "STD"}
    for day_off in (days[0], days[7], days[8]):
        del plan[day_off]
    work(tx, plan_id, plan)

    body = build(tx, OWN, now=NOW, base_url=BASE_URL)

    assert body.count(b"RRULE") == 1
    assert body.count(b"RECURRENCE-ID") == 2
    assert b"EXDATE;TZID=Asia/Tokyo:" in body
    assert shown(body) == sorted(hours(day, pattern) for day, pattern in plan.items())
    expanded = build(tx, OWN.expanded(), now=NOW, base_url=BASE_URL)
    assert b"RRULE" not in expanded
    assert shown(expanded) == shown(body)


def test_section_sees_whose_hours_they_are_and_busy_readers_none(tx: Connection, plan_id: int) -> None:
    work(tx, plan_id, dict.fromkeys(weekdays(5), "E1"))

    section = build(tx, View("section", DEPARTMENT, "full", "ja"), now=NOW, base_url=BASE_URL).decode()
    busy = build(tx, View("person", ME, "busy", "ja"), now=NOW, base_url=BASE_URL).decode()

    assert f"SUMMARY:{ME} 時差出勤 E1勤務" in section
    assert "時差出勤" not in busy


def test_day_that_is_taken_out_is_a_later_revision_of_the_series(tx: Connection, plan_id: int) -> None:
    work(tx, plan_id, dict.fromkeys(weekdays(10), "E1"))
    (before,) = Calendar.from_ical(build(tx, OWN, now=NOW, base_url=BASE_URL)).walk("VEVENT")
    tx.execute(delete(tables.shift).where(tables.shift.c.date == weekdays(10)[4]))
    tx.execute(update(tables.shift_plan).values(published_at=NOW))

    (after,) = Calendar.from_ical(build(tx, OWN, now=NOW, base_url=BASE_URL)).walk("VEVENT")

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt == NOW


def test_one_day_is_no_series(tx: Connection, plan_id: int) -> None:
    work(tx, plan_id, {FIRST: "L1"})

    body = build(tx, OWN, now=NOW, base_url=BASE_URL)

    assert b"RRULE" not in body
    assert shown(body) == [hours(FIRST, "L1")]


@given(st.dictionaries(st.integers(0, 80), st.sampled_from(["STD", "E1", "L1"]), min_size=1, max_size=40))
def test_any_plan_is_said_by_its_series(plan: dict[int, str]) -> None:
    days = {
        FIRST + timedelta(days=number): Hours(*PATTERNS[pattern], time(12), time(13), pattern, pattern)
        for number, pattern in plan.items()
    }

    series = series_of(days)

    span = (series.first + timedelta(days=number) for number in range((series.last - series.first).days + 1))
    said = {
        day: series.others.get(day, series.usual)
        for day in span
        if day.weekday() in series.weekdays and day not in series.excluded
    }
    assert said | dict(series.before) == days
    assert series.first not in series.others


def test_times_are_those_of_tokyo(tx: Connection, plan_id: int) -> None:
    work(tx, plan_id, dict.fromkeys(weekdays(3), "E1"))

    (first, *_) = shown(build(tx, OWN, now=NOW, base_url=BASE_URL))

    assert first[0].astimezone(TOKYO).time() == time(7, 30)
