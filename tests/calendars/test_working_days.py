"""Working days, national holidays, fiscal years."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import (
    ClosedDays,
    HolidayError,
    fiscal_year,
    fiscal_year_bounds,
    is_working_day,
    local_date,
    national_holidays,
    next_working_day,
    previous_working_day,
    week_start,
    working_days_between,
    year_end_closure,
)

CLOSED = ClosedDays(
    [(day, names[0]) for year in (2026, 2027) for day, names in national_holidays(year).items()]
    + [(day, "年末年始") for day in year_end_closure(2026)]
)

dates = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def test_holidays_of_fiscal_2026_as_announced() -> None:
    listed = sorted(day for year in (2026, 2027) for day in national_holidays(year))
    start, end = fiscal_year_bounds(2026)
    assert " ".join(f"{day:%m-%d}" for day in listed if start <= day < end) == (
        "04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23 "
        "01-01 01-11 02-11 02-23 03-21 03-22"
    )


def test_holidays_have_names_in_both_languages() -> None:
    holidays = national_holidays(2026)
    assert holidays[date(2026, 9, 22)] == ("国民の休日", "National Holiday")
    assert holidays[date(2026, 5, 6)] == ("振替休日", "Substitute Holiday")


def test_changing_the_answer_does_not_change_the_next_one() -> None:
    national_holidays(2026).clear()
    assert len(national_holidays(2026)) == 18


@pytest.mark.parametrize("year", [1948, 2100])
def test_unknown_years_are_an_error_not_an_empty_list(year: int) -> None:
    with pytest.raises(HolidayError) as refusal:
        national_holidays(year)
    assert refusal.value.params["value"] == year


def test_year_end_closure_spans_the_new_year() -> None:
    closure = year_end_closure(2026)
    assert (closure[0], closure[-1], len(closure)) == (date(2026, 12, 29), date(2027, 1, 3), 6)


def test_summer_of_2026_has_42_working_days() -> None:
    days = working_days_between(date(2026, 7, 1), date(2026, 9, 1), CLOSED)
    assert len(days) == 42
    assert date(2026, 7, 20) not in days


def test_first_working_day_after_new_year() -> None:
    assert next_working_day(date(2026, 12, 28), CLOSED) == date(2027, 1, 4)
    assert previous_working_day(date(2027, 1, 4), CLOSED) == date(2026, 12, 28)


def test_second_working_day_before_the_silver_week_ends() -> None:
    assert previous_working_day(date(2026, 9, 24), CLOSED, 2) == date(2026, 9, 17)


def test_names_of_closed_days() -> None:
    assert CLOSED.name_on(date(2026, 7, 20)) == "海の日"
    assert CLOSED.name_on(date(2027, 1, 1)) == "元日"
    assert CLOSED.name_on(date(2027, 1, 2)) == "年末年始"
    assert CLOSED.name_on(date(2026, 7, 4)) is None
    assert not is_working_day(date(2026, 7, 4), CLOSED)


def test_closed_days_are_equal_by_content() -> None:
    rows = [(date(2026, 7, 20), "海の日"), (date(2026, 8, 11), "山の日")]
    assert ClosedDays(rows) == ClosedDays(reversed(rows))
    assert hash(ClosedDays(rows)) == hash(ClosedDays(reversed(rows)))
    assert ClosedDays(rows) != ClosedDays(rows[:1])


def test_an_instant_is_not_taken_for_a_day() -> None:
    with pytest.raises(TypeError, match="instant"):
        is_working_day(datetime(2026, 7, 20, 9, tzinfo=UTC), CLOSED)
    with pytest.raises(TypeError, match="instant"):
        ClosedDays([(datetime(2026, 7, 20, tzinfo=UTC), "海の日")])


@pytest.mark.parametrize("n", [0, -1])
def test_counting_needs_a_positive_number(n: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        next_working_day(date(2026, 7, 1), CLOSED, n)


def test_no_days_when_the_end_is_not_after_the_start() -> None:
    assert working_days_between(date(2026, 7, 2), date(2026, 7, 2), CLOSED) == ()
    assert working_days_between(date(2026, 7, 2), date(2026, 7, 1), CLOSED) == ()


@given(day=dates, n=st.integers(1, 30))
def test_walking_n_days_passes_exactly_n_working_days(day: date, n: int) -> None:
    after = next_working_day(day, CLOSED, n)
    assert is_working_day(after, CLOSED)
    assert len(working_days_between(day + timedelta(days=1), after + timedelta(days=1), CLOSED)) == n
    before = previous_working_day(day, CLOSED, n)
    assert is_working_day(before, CLOSED)
    assert len(working_days_between(before, day, CLOSED)) == n


def test_fiscal_year_turns_on_the_first_of_april() -> None:
    assert (fiscal_year(date(2027, 3, 31)), fiscal_year(date(2027, 4, 1))) == (2026, 2027)
    assert fiscal_year_bounds(2026) == (date(2026, 4, 1), date(2027, 4, 1))


def test_weeks_begin_on_monday() -> None:
    assert week_start(date(2026, 7, 5)) == week_start(date(2026, 6, 29)) == date(2026, 6, 29)
    assert week_start(date(2027, 1, 1)) == date(2026, 12, 28)


def test_local_date_is_the_day_in_tokyo() -> None:
    assert local_date(datetime(2026, 6, 30, 15, 0, tzinfo=UTC)) == date(2026, 7, 1)
    assert local_date(datetime(2026, 6, 30, 14, 59, tzinfo=UTC)) == date(2026, 6, 30)
    with pytest.raises(ValueError, match="without time zone"):
        local_date(datetime(2026, 7, 1))  # noqa: DTZ001
