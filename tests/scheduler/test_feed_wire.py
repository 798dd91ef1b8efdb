"""Every calendar the office can produce is read in the same way by everybody, whatever people type into it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import recurring_ical_events
import vobject
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream
from sqlalchemy import Connection, insert, select, update

from scheduler.bookings import operations as bookings
from scheduler.clock import TOKYO
from scheduler.db import tables
from scheduler.feeds.documents import build
from scheduler.feeds.views import View
from scheduler.rounds import operations as rounds
from tests import builders
from tests.builders import at, keeper
from tests.calendars.wire import faults
from tests.scheduler import test_feed_shifts
from tests.scheduler.feed_office import BASE_URL, COLLEAGUE, ME, NOW, make, views

plan_of_shifts = test_feed_shifts.plan_id

# What people type, with what breaks writers and readers: escapes, controls, emoji, marks, half-width letters.
TYPED = st.text(
    st.one_of(
        st.sampled_from("席村山置賜庄内最上予約会議室、。・「」〜ー〇①㈱髙𠮷🗓️👩‍💻ｱｲｳ　"),
        st.sampled_from("\\;,:\"^'nN%= \t\r\n\x00\x08\x7f\x85\u2028\u2029\u3099\ufeff"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=80,
)
HOSTILE = "席\\n;,\"^'\r\nEND:VEVENT\r\n\x08\u2028\ufeff👩‍💻" * 3


@pytest.fixture
def office(tx: Connection, cheap_passwords: None) -> dict[str, list[int]]:
    """Everything a calendar can hold: bookings, one cancelled, a day at home, closures, policy days, a round."""
    units = make(tx)
    start = at("2026-07-02 9:00")
    for number, (staff_id, unit_id) in enumerate(
        [(ME, units["seat"][0]), (COLLEAGUE, units["seat"][1]), (ME, units["web_room"][0]), (ME, units["mobile_pc"][0])]
    ):
        moment = start + timedelta(days=number)
        builders.booking(tx, staff_id, [unit_id], moment, moment + timedelta(hours=2), note_ja=HOSTILE)
    at_home = {"use_dates": ["2026-07-08", "2026-07-09"], "purpose": "home_telework"}
    builders.booking(tx, ME, [units["mobile_pc"][1]], at("2026-07-07 16:00"), at("2026-07-10 10:00"), **at_home)
    cancelled = builders.booking(tx, ME, [units["seat"][2]], at("2026-07-14 9:00"), at("2026-07-14 10:00"))
    bookings.cancel(tx, cancelled, actor=keeper(), now=NOW)
    closure = {"starts_at": at("2026-07-20 8:30"), "ends_at": at("2026-07-21 17:15"), "reason_ja": HOSTILE}
    tx.execute(insert(tables.closure).values(**closure, office_id="YG-HQ", reason_code="works"))
    day = {"date": date(2026, 7, 8), "scope": "all", "kind": "no_overtime", "name_ja": "NO残業デー"}
    tx.execute(insert(tables.policy_day).values(day))
    days = {"first_day": date(2026, 7, 13), "last_day": date(2026, 7, 17), "closes_at": at("2026-07-10 17:15")}
    rounds.open_round(tx, name_ja="第1回", name_en="First", **days, actor=keeper(), now=NOW)
    return units


def every_view(tx: Connection, units: dict[str, list[int]]) -> Iterator[View]:
    round_id = tx.execute(select(tables.round_.c.id)).scalar_one()
    for view in [*views(units["seat"][0]), View("round", str(round_id), "full", "ja")]:
        yield view
        yield View(view.scope, view.subject, view.profile, "en", True, True)


def test_every_calendar_is_without_fault_and_read_alike(tx: Connection, office: dict[str, list[int]]) -> None:
    for view in every_view(tx, office):
        body = build(tx, view, now=NOW, base_url=BASE_URL)

        assert faults(body) == [], view
        assert_read_alike(body)


def test_shifts_are_without_fault_and_read_alike(tx: Connection, plan_of_shifts: int) -> None:
    days = test_feed_shifts.weekdays(20)
    test_feed_shifts.work(tx, plan_of_shifts, dict.fromkeys(days[2:], "E1") | {days[7]: "L1"})
    for view in (View("person", ME, "full", "ja"), View("section", "D0001", "full", "ja")):
        for shown in (view, view.expanded()):
            body = build(tx, shown, now=NOW, base_url=BASE_URL)

            assert faults(body) == [], shown
            assert_read_alike(body)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(name=TYPED, note=TYPED)
@example(name=HOSTILE, note=HOSTILE)
def test_whatever_is_typed_breaks_no_calendar(
    tx: Connection, office: dict[str, list[int]], name: str, note: str
) -> None:
    # PostgreSQL itself refuses a NUL, which no door lets through either.
    tx.execute(update(tables.unit).values(name_ja=name.replace("\0", "")))
    tx.execute(update(tables.office).values(name_ja=note.replace("\0", "")))
    tx.execute(update(tables.booking).values(note_ja=note.replace("\0", "")))
    for view in (View("person", ME, "full", "ja"), View("office", "YG-HQ", "full", "ja")):
        body = build(tx, view, now=NOW, base_url=BASE_URL)

        assert faults(body) == []
        assert len(icalendar.Calendar.from_ical(body).walk("VEVENT")) == body.count(b"\r\nBEGIN:VEVENT\r\n")


def assert_read_alike(body: bytes) -> None:
    """Three readers of different makes see the same events at the same times under the same titles."""
    first = sorted(_with_icalendar(body))
    assert sorted(_with_ical(body)) == first
    assert sorted(_with_vobject(body)) == first
    # A series comes out as days in whoever expands it.
    assert recurring_ical_events.of(icalendar.Calendar.from_ical(body)).between(date(2026, 6, 1), date(2027, 8, 1))


Seen = tuple[str, str, str, str]


def _with_icalendar(body: bytes) -> Iterator[Seen]:
    for event in icalendar.Calendar.from_ical(body).walk("VEVENT"):
        assert not event.errors
        yield str(event["UID"]), _moment(event["DTSTART"].dt), _moment(event["DTEND"].dt), str(event["SUMMARY"])


def _with_ical(body: bytes) -> Iterator[Seen]:
    for event in IcsCalendarStream.calendar_from_ics(body.decode()).events:
        yield str(event.uid), _moment(event.dtstart), _moment(event.dtend), str(event.summary)


def _with_vobject(body: bytes) -> Iterator[Seen]:
    calendar: Any = vobject.readOne(body.decode())
    for event in calendar.vevent_list:
        event.validate(raiseException=True)
        yield event.uid.value, _moment(event.dtstart.value), _moment(event.dtend.value), event.summary.value


def _moment(value: Any) -> str:
    return value.astimezone(TOKYO).isoformat() if isinstance(value, datetime) else str(value)
