"""Japanese dates, written and read."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import EraError, era_date, era_date_short, era_fiscal_year, parse_date, parse_era_date


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2026, 7, 1), "令和8年7月1日", "R8.7.1"),
        (date(2019, 5, 1), "令和元年5月1日", "R1.5.1"),
        (date(2019, 4, 30), "平成31年4月30日", "H31.4.30"),
        (date(1989, 1, 8), "平成元年1月8日", "H1.1.8"),
        (date(1989, 1, 7), "昭和64年1月7日", "S64.1.7"),
        (date(1926, 12, 25), "昭和元年12月25日", "S1.12.25"),
        (date(1926, 12, 24), "大正15年12月24日", "T15.12.24"),
        (date(1912, 7, 30), "大正元年7月30日", "T1.7.30"),
        (date(1912, 7, 29), "明治45年7月29日", "M45.7.29"),
        (date(1873, 1, 1), "明治6年1月1日", "M6.1.1"),
    ],
)
def test_boundaries_of_eras_both_ways(day: date, long: str, short: str) -> None:
    assert (era_date(day), era_date_short(day)) == (long, short)
    assert parse_era_date(long) == parse_era_date(short) == day


@pytest.mark.parametrize(
    "typed",
    [
        "令和8年7月1日",
        "令和８年７月１日",
        "Ｒ８．７．１",
        "r8.7.1",
        "R8/7/1",
        "R8-07-01",
        " 令和 8年 7月 1日 ",
        "㋿8年7月1日",
    ],
)
def test_ways_to_type_an_era_date(typed: str) -> None:
    assert parse_era_date(typed) == date(2026, 7, 1)


@pytest.mark.parametrize(
    "typed", ["2026-07-01", "2026/7/1", "2026.7.1", "２０２６／０７／０１", "2026年7月1日", "令和8年7月1日", "R8.7.1"]
)
def test_ways_to_type_a_date(typed: str) -> None:
    assert parse_date(typed) == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("平成38年7月1日", "era-too-late"),
        ("平成31年5月1日", "era-too-late"),
        ("昭和64年1月8日", "era-too-late"),
        ("令和元年4月30日", "era-too-early"),
        ("平成元年1月7日", "era-too-early"),
        ("明治5年12月31日", "era-too-early"),
        ("令和0年5月1日", "era-year"),
        ("令和8年2月29日", "era-no-such-day"),
        ("2026-02-29", "era-no-such-day"),
        ("R8.13.1", "era-no-such-day"),
        ("R8.7/1", "era-format"),
        ("慶応4年1月1日", "era-format"),
        ("令和8年7月", "era-format"),
        ("7/1", "era-format"),
        ("20260701", "era-format"),
        ("", "era-format"),
    ],
)
def test_refuses_days_that_never_were(typed: str, code: str) -> None:
    with pytest.raises(EraError) as refusal:
        parse_date(typed)
    assert refusal.value.code == code
    assert refusal.value.params["value"] == typed


def test_says_what_a_day_after_the_era_is_called() -> None:
    with pytest.raises(EraError) as refusal:
        parse_era_date("平成38年7月1日")
    assert refusal.value.params["last"] == date(2019, 4, 30)
    assert refusal.value.params["instead"] == "令和8年7月1日"


def test_no_era_before_the_gregorian_calendar() -> None:
    with pytest.raises(EraError):
        era_date(date(1872, 12, 31))


@pytest.mark.parametrize(
    ("year", "name"), [(2026, "令和8年度"), (2019, "令和元年度"), (2018, "平成30年度"), (1988, "昭和63年度")]
)
def test_fiscal_years(year: int, name: str) -> None:
    assert era_fiscal_year(year) == name


@given(st.dates(date(1873, 1, 1), date(2900, 12, 31)))
def test_every_day_reads_back(day: date) -> None:
    assert parse_date(era_date(day)) == parse_date(era_date_short(day)) == parse_date(day.isoformat()) == day
