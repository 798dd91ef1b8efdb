"""What people type into date and time fields is read, or refused with a reason that helps."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.form_input import InputError, parse_date, parse_moment, parse_time
from api.formatting import TOKYO, format_date
from api.i18n import LOCALES, Translator

JULY_1 = date(2026, 7, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-01",
        "2026/7/1",
        "2026.7.1",
        "2026年7月1日",
        " 2026年 7月 1日 ",
        "２０２６／０７／０１",
        "２０２６－７－１",
        "2026ー7ー1",
        "令和8年7月1日",
        "令和８年７月１日",
        "㋿8年7月1日",
        "R8.7.1",
        "r8/7/1",
        "Ｒ８．７．１",
    ],
)
def test_ways_to_write_a_date(text: str) -> None:
    assert parse_date(text) == JULY_1


def test_first_years_and_last_days_of_an_era() -> None:
    assert parse_date("令和元年5月1日") == date(2019, 5, 1)
    assert parse_date("H31.4.30") == date(2019, 4, 30)


@pytest.mark.parametrize("text", ["平成38年7月1日", "令和元年4月30日", "H31.5.1"])
def test_a_date_outside_its_era_is_refused(text: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_date(text)

    assert refused.value.reason.code == "input-date-era"


@pytest.mark.parametrize(
    "text",
    ["", "7/1", "26-07-01", "2026-02-30", "2026-13-01", "2026/7-1", "2026-07-01x", "令和8年", "R0.1.1", "明日"],
)
def test_what_is_not_a_date_is_refused(text: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_date(text)

    assert refused.value.reason.code in {"input-date", "input-date-era"}
    assert refused.value.reason.params == {"text": text}


@given(st.dates(date(2019, 5, 1), date(2060, 1, 1)))
def test_dates_are_read_back_from_how_they_are_shown(day: date) -> None:
    shown = format_date(day, "ja", year=True).partition("(")[0]

    assert parse_date(shown) == parse_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("08:30", time(8, 30)),
        ("8:30", time(8, 30)),
        ("08:30:00", time(8, 30)),
        ("８：３０", time(8, 30)),
        ("0830", time(8, 30)),
        ("8時30分", time(8, 30)),
        ("8時半", time(8, 30)),
        ("8時", time(8)),
        ("午前8時30分", time(8, 30)),
        ("午後3時", time(15)),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_ways_to_write_a_time(text: str, expected: time) -> None:
    assert parse_time(text) == expected


@pytest.mark.parametrize("text", ["", "8", "8:60", "24:00", "25:00", "午後15時", "午後12時", "8:30:15", "朝"])
def test_what_is_not_a_time_is_refused(text: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_time(text)

    assert refused.value.reason.code == "input-time"


def test_a_moment_is_an_instant_in_tokyo() -> None:
    moment = parse_moment("2026-07-01", "8:30")

    assert moment == datetime(2026, 7, 1, 8, 30, tzinfo=TOKYO)
    assert moment.utcoffset() == timedelta(hours=9)


def test_24_00_is_an_end_and_never_a_start() -> None:
    assert parse_moment("2026-07-01", "24:00", is_end=True) == datetime(2026, 7, 2, tzinfo=TOKYO)
    with pytest.raises(InputError):
        parse_moment("2026-07-01", "24:00")
    with pytest.raises(InputError):
        parse_moment("2026-07-01", "24:15", is_end=True)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", ["input-date", "input-date-era", "input-time"])
def test_every_refusal_has_a_sentence(locale: str, code: str) -> None:
    translator = Translator("ja" if locale == "ja" else "en", strict=True)

    assert translator.sentence(InputError(code, "x").reason)
