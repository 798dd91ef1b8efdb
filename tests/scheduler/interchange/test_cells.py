"""Cells as people fill them in: dates, times, numbers, ids, lists, notes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.clock import TOKYO
from scheduler.interchange import fields
from scheduler.interchange.dates import CellError
from scheduler.interchange.fields import Reader
from scheduler.interchange.texts import as_text


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-01T15:00:00+09:00",
        "2026-07-01T06:00:00Z",
        "2026-07-01T06:00:00+0000",
        "2026-07-01T01:00:00-05:00",
        "2026-07-01 15:00",
        "2026/07/01 15:00",
        "2026/7/1 15:00:00",
        "2026.7.1 15:00",
        "2026年7月1日 15時",
        "2026年7月1日15時0分",
        "令和8年7月1日 午後3時",
        "令和8年7月1日午後3時",
        "R8.7.1 15:00",
        "Ｒ８．７．１　１５：００",
        "２０２６－０７－０１Ｔ１５：００:00+09:00",
        "2026−07−01 15:00",
    ],
)
def test_stamps(text: str) -> None:
    assert fields.stamp(text).value == datetime(2026, 7, 1, 15, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("text", "clock"),
    [("午後3時半", time(15, 30)), ("午前0時", time(0)), ("8:30", time(8, 30)), ("17時15分", time(17, 15))],
)
def test_times_of_day(text: str, clock: time) -> None:
    assert fields.time_of_day(text).value == clock


@pytest.mark.parametrize(
    ("text", "code", "problem"),
    [
        ("2026-02-30T15:00:00+09:00", "E_BAD_DATE", "no_such_day"),
        ("2026/13/01 15:00", "E_BAD_DATE", "no_such_day"),
        ("令和8年2月30日 15:00", "E_BAD_DATE", "impossible"),
        ("next week 15:00", "E_BAD_DATE", "unreadable"),
        ("1800-01-01 15:00", "E_BAD_DATE", "outside"),
        ("9999-12-31 24:00", "E_BAD_DATE", "outside"),
        ("平成38年7月3日 15:00", "E_BAD_ERA", "after"),
        ("令和0年7月3日 15:00", "E_BAD_ERA", "year"),
        ("平成1年1月7日 15:00", "E_BAD_ERA", "before"),
        ("2026-07-01", "E_BAD_TIME", "missing"),
        ("2026-07-01 24:00", "E_BAD_TIME", "midnight"),
        ("2026-07-01 24:15", "E_BAD_TIME", "outside"),
        ("2026-07-01 25:30", "E_BAD_TIME", "outside"),
        ("2026-07-01 午後12時", "E_BAD_TIME", "outside"),
        ("2026-07-01 午後13時", "E_BAD_TIME", "outside"),
        ("2026-07-01 15:60", "E_BAD_TIME", "outside"),
        ("2026-07-01 soon", "E_BAD_TIME", "unreadable"),
        ("2026-07-01T15:00:00+99:00", "E_BAD_TIME", "unreadable"),
    ],
)
def test_stamps_that_are_refused(text: str, code: str, problem: str) -> None:
    with pytest.raises(CellError) as caught:
        fields.stamp(text)
    assert (caught.value.code, caught.value.params["problem"]) == (code, problem)


def test_24_00_is_the_next_day_as_an_end() -> None:
    cell = fields.end_stamp("2026-08-08T24:00:00+09:00")
    assert cell.value == datetime(2026, 8, 9, tzinfo=TOKYO)
    assert cell.changed


@given(st.dates(date(1901, 1, 1), date(2199, 12, 30)), st.times())
def test_written_stamps_read_back(day: date, clock: time) -> None:
    instant = datetime.combine(day, clock.replace(microsecond=0), UTC)
    assert fields.stamp(as_text(instant)).value == instant


@given(st.dates(date(1873, 1, 1), date(2199, 12, 31)))
def test_written_days_read_back(day: date) -> None:
    cell = fields.day(as_text(day))
    assert cell == (day, False, ())


@pytest.mark.parametrize(
    ("reader", "text", "code"),
    [
        (fields.identifier, "QB 1", "E_ID_FORMAT"),
        (fields.identifier, "x" * 21, "E_ID_FORMAT"),
        (fields.identifier, "申請1", "E_ID_FORMAT"),
        (fields.pattern("[0-9]{5}"), "6201", "E_ID_FORMAT"),
        (fields.integer(1, 500), "1.5", "E_BAD_NUMBER"),
        (fields.integer(1, 500), "1,20", "E_BAD_NUMBER"),
        (fields.integer(1, 500), "٣", "E_BAD_NUMBER"),
        (fields.integer(1, 500), "9" * 5000, "E_BAD_NUMBER"),
        (fields.integer(1, 500), "0", "E_RANGE"),
        (fields.integer(1, 500), "501", "E_RANGE"),
        (fields.decimal(0, 1), "inf", "E_BAD_NUMBER"),
        (fields.decimal(0, 1), "1.5", "E_RANGE"),
        (fields.code("seat", "tablet"), "Seat", "E_UNKNOWN_CODE"),
        (fields.flag, "yes", "E_UNKNOWN_CODE"),
        (fields.words("camera", "light"), "camera;lamp", "E_UNKNOWN_CODE"),
        (fields.list_of(fields.day), "2026-07-01;2026-07-32", "E_BAD_DATE"),
        (fields.recurrence, "FREQ=SECONDLY;COUNT=5", "E_BAD_RRULE"),
        (fields.recurrence, "FREQ=WEEKLY;BYDAY=MO", "E_BAD_RRULE"),
        (fields.text(10), "あ" * 11, "E_TOO_LONG"),
    ],
)
def test_cells_that_are_refused(reader: Reader, text: str, code: str) -> None:
    with pytest.raises(CellError) as caught:
        reader(text)
    assert caught.value.code == code


def test_lists_pass_over_empty_items() -> None:
    assert fields.list_of(fields.integer(1, 12))("10;;11; 1 ;").value == (10, 11, 1)


def test_numbers_in_full_width_say_so() -> None:
    cell = fields.integer(1, 500)("１２")
    assert (cell.value, cell.changed, [warning.code for warning in cell.warnings]) == (12, True, ["W_WIDTH"])


@pytest.mark.parametrize("note", ["ＡＢＣ　１２３", "㈱山形", "〜～", "a\nb"])
def test_notes_keep_every_letter(note: str) -> None:
    assert fields.text()(f"　{note} ").value == note


@pytest.mark.parametrize("note", ["=1+1", "＝1+1", "@x", "+81", "-2"])
def test_formulas_are_told(note: str) -> None:
    cell = fields.text()(note)
    assert (cell.value, [warning.code for warning in cell.warnings]) == (note, ["W_FORMULA_TEXT"])
