"""The office's rules about asking, at their boundaries."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from calendars import ClosedDays
from scheduler.clock import TOKYO
from scheduler.domain import request_rules as rules

MARINE_DAY = date(2026, 7, 20)
CLOSED = ClosedDays([(MARINE_DAY, "海の日")])


def at(day: int, hour: int, minute: int = 0, *, month: int = 7) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("start", "end", "purpose", "kind", "refused"),
    [
        (at(1, 15), at(1, 20), "near_home", "seat", False),
        (at(1, 15), at(1, 20, 15), "near_home", "seat", True),
        (at(1, 20), at(1, 20, 30), "near_home", "seat", True),
        (at(1, 15), at(1, 23), "disaster", "seat", False),
        (at(1, 4), at(1, 6), "near_home", "seat", True),
        (at(1, 5), at(1, 6), "near_home", "seat", False),
        (at(1, 15), at(2, 9), "near_home", "seat", True),
        (at(1, 15), at(2, 0), "near_home", "seat", True),
        (at(1, 16), at(3, 10), "home_telework", "mobile_pc", False),
        (at(1, 16), at(3, 20, 15), "home_telework", "mobile_pc", True),
    ],
)
def test_curfew(start: datetime, end: datetime, purpose: str, kind: str, refused: bool) -> None:
    reason = rules.curfew(start, end, purpose, kind=kind)
    assert (reason is not None) == refused
    if reason:
        assert (reason.code, reason.params["limit"]) == ("E_CURFEW", "20:00")


def test_curfew_of_another_policy() -> None:
    assert rules.curfew(at(1, 15), at(1, 19), "near_home", limit=time(18)) is not None


def test_closed_day_names_the_holiday() -> None:
    holiday = rules.closed_day([date(2026, 7, 17), MARINE_DAY], "near_home", CLOSED)
    assert holiday is not None
    assert (holiday.params["day"], holiday.params["cause"], holiday.params["name"]) == (MARINE_DAY, "holiday", "海の日")
    weekend = rules.closed_day([date(2026, 7, 18)], "near_home", CLOSED)
    assert weekend is not None
    assert weekend.params["cause"] == "weekend"
    assert rules.closed_day([MARINE_DAY], "disaster", CLOSED) is None
    assert rules.closed_day([date(2026, 7, 21)], "near_home", CLOSED) is None


def test_a_loan_over_the_weekend_needs_the_office_only_on_the_days_of_hand_over() -> None:
    friday, tuesday = at(17, 16), at(21, 10)
    assert list(rules.days_at_the_office("mobile_pc", friday, tuesday)) == [date(2026, 7, 17), date(2026, 7, 21)]
    assert len(list(rules.days_at_the_office("seat", friday, tuesday))) == 5
    assert list(rules.days_at_the_office("tablet", at(1, 9), at(1, 12))) == [date(2026, 7, 1)]


def test_an_interval_that_ends_at_midnight_does_not_touch_the_next_day() -> None:
    assert list(rules.days_at_the_office("seat", at(17, 16), at(18, 0))) == [date(2026, 7, 17)]


def test_own_office() -> None:
    refused = rules.own_office("seat", "YG-HQ", "YG-HQ", office_name="山形県庁")
    assert refused is not None
    assert refused.params == {"office": "山形県庁"}
    assert rules.own_office("seat", "YG-HQ", "YG-HQ", allowed={"YG-HQ"}) is None
    assert rules.own_office("seat", "YG-HQ", "YG-SNI") is None
    assert rules.own_office("mobile_pc", "YG-HQ", "YG-HQ") is None


@pytest.mark.parametrize(
    ("kind", "trained_on", "refused"),
    [
        ("mobile_pc", None, True),
        ("mobile_pc", date(2026, 7, 2), True),
        ("mobile_pc", date(2026, 7, 1), False),
        ("seat", None, False),
    ],
)
def test_training_is_taken_by_the_first_day(kind: str, trained_on: date | None, refused: bool) -> None:
    assert (rules.training(kind, trained_on, date(2026, 7, 1)) is not None) == refused


def test_order() -> None:
    assert rules.order(at(1, 15), at(1, 17)) is None
    same, before = rules.order(at(1, 15), at(1, 15)), rules.order(at(1, 15), at(1, 14))
    assert same is not None
    assert before is not None
    assert (same.params["problem"], before.params["problem"]) == ("same", "before")
    assert rules.order(MARINE_DAY, MARINE_DAY, last_included=True) is None
    assert rules.order(MARINE_DAY, date(2026, 7, 19), last_included=True) is not None


def test_grid() -> None:
    assert rules.grid(at(1, 15, 45), at(1, 17, 15)) is None
    off = rules.grid(at(1, 15, 45), at(1, 17, 20))
    assert off is not None
    assert off.params == {"moment": at(1, 17, 20), "minutes": 15}
    assert rules.grid(at(1, 15, 45), at(1, 17, 20), minutes=5) is None


def test_shift_deadline_is_the_working_day_before() -> None:
    tuesday_after_the_holiday = date(2026, 7, 21)
    assert rules.shift_deadline(at(17, 17, 15), tuesday_after_the_holiday, CLOSED) is None
    late = rules.shift_deadline(at(17, 17, 16), tuesday_after_the_holiday, CLOSED)
    assert late is not None
    assert late.params["due"] == at(17, 17, 15)


def test_lights_out_on_open_wednesdays_only() -> None:
    wednesday, holiday = date(2026, 7, 8), ClosedDays([(date(2026, 7, 8), "臨時閉庁日")])
    refused = rules.lights_out(time(18, 15), [date(2026, 7, 7), wednesday], CLOSED)
    assert refused is not None
    assert refused.params == {"day": wednesday, "limit": "18:00", "end": "18:15"}
    assert rules.lights_out(time(18, 0), [wednesday], CLOSED) is None
    assert rules.lights_out(time(18, 15), [date(2026, 7, 7)], CLOSED) is None
    assert rules.lights_out(time(18, 15), [wednesday], holiday) is None
