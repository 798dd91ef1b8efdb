"""Dates, times and durations read the way the office writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.formatting import (
    TOKYO,
    Locale,
    format_date,
    format_date_range,
    format_duration,
    format_interval,
    format_moment,
    format_number,
    format_short_date,
    format_time_range,
)


def at(day: int, hour: int, minute: int = 0, month: int = 7) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("locale", "year", "expected"),
    [
        ("ja", False, "7月1日(水)"),
        ("ja", True, "2026年7月1日(水)"),
        ("en", False, "Wed 1 July"),
        ("en", True, "Wed 1 July 2026"),
    ],
)
def test_date(locale: Locale, year: bool, expected: str) -> None:
    assert format_date(date(2026, 7, 1), locale, year=year) == expected


def test_short_date_is_for_narrow_cells() -> None:
    assert format_short_date(date(2026, 7, 1), "ja") == "7/1(水)"
    assert format_short_date(date(2026, 12, 1), "en") == "Tue 1 Dec"


@pytest.mark.parametrize(
    ("start", "end", "ja", "en"),
    [
        (at(1, 8, 30), at(1, 17, 15), "7月1日(水)8:30〜17:15", "Wed 1 July, 8:30–17:15"),
        (
            at(30, 16, month=6),
            at(2, 10),
            "6月30日(火)16:00〜7月2日(木)10:00",
            "Tue 30 June, 16:00 – Thu 2 July, 10:00",
        ),
        (at(1, 22), at(2, 0), "7月1日(水)22:00〜24:00", "Wed 1 July, 22:00–24:00"),
        (at(1, 0), at(2, 0), "7月1日(水)0:00〜24:00", "Wed 1 July, 0:00–24:00"),
        (at(1, 22), at(3, 0), "7月1日(水)22:00〜7月2日(木)24:00", "Wed 1 July, 22:00 – Thu 2 July, 24:00"),
    ],
)
def test_interval(start: datetime, end: datetime, ja: str, en: str) -> None:
    assert format_interval(start, end, "ja") == ja
    assert format_interval(start, end, "en") == en


def test_the_wave_dash_is_the_one_of_japanese_typography() -> None:
    assert "\u301c" in format_interval(at(1, 8), at(1, 9), "ja")


def test_instants_are_shown_on_the_clock_of_tokyo() -> None:
    moment = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)

    assert format_moment(moment, "ja") == "7月1日(水)8:30"
    assert format_moment(moment, "en", year=True) == "Wed 1 July 2026, 8:30"
    assert format_time_range(moment, moment + timedelta(hours=1), "ja") == "8:30〜9:30"


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        format_moment(datetime(2026, 7, 1, 8, 30), "ja")  # noqa: DTZ001


def test_a_range_across_days_never_loses_its_dates() -> None:
    assert format_time_range(at(1, 16), at(2, 10), "ja") == "7月1日(水)16:00〜7月2日(木)10:00"


def test_the_year_is_said_once_unless_it_changes() -> None:
    new_year = datetime(2027, 1, 4, 10, tzinfo=TOKYO)

    assert format_interval(at(1, 9), at(2, 9), "ja", year=True) == "2026年7月1日(水)9:00〜7月2日(木)9:00"
    assert format_interval(at(28, 16, month=12), new_year, "ja", year=True).endswith("2027年1月4日(月)10:00")


def test_date_range_includes_both_days() -> None:
    assert format_date_range(date(2026, 7, 1), date(2026, 7, 3), "ja") == "7月1日(水)〜7月3日(金)"
    assert format_date_range(date(2026, 7, 1), date(2026, 7, 1), "en") == "Wed 1 July"


@pytest.mark.parametrize(
    ("minutes", "ja", "en"),
    [
        (0, "0分", "0 min"),
        (45, "45分", "45 min"),
        (60, "1時間", "1 h"),
        (90, "1時間30分", "1 h 30 min"),
        (24 * 60, "1日", "1 day"),
        (3 * 24 * 60, "3日", "3 days"),
        (25 * 60, "25時間", "25 h"),
    ],
)
def test_duration(minutes: int, ja: str, en: str) -> None:
    assert format_duration(timedelta(minutes=minutes), "ja") == ja
    assert format_duration(timedelta(minutes=minutes), "en") == en


def test_a_negative_duration_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="negative"):
        format_duration(timedelta(minutes=-1), "ja")


def test_large_numbers_are_grouped() -> None:
    assert format_number(1204) == "1,204"


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001
    st.integers(1, 60 * 24 * 10),
)
def test_only_an_end_at_midnight_is_shown_as_24_00(start: datetime, minutes: int) -> None:
    start = start.replace(tzinfo=TOKYO)
    end = start + timedelta(minutes=minutes)

    shown = format_interval(start, end, "ja")

    assert shown.endswith("24:00") == (end.hour == 0 and end.minute == 0)
    assert "24:00〜" not in shown
