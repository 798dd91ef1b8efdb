"""Encodings, delimiters, quotes and headers: what is settled before any cell is read."""

from __future__ import annotations

import pytest

from scheduler.interchange.context import Context
from scheduler.interchange.decoding import decode
from scheduler.interchange.files import read_file
from scheduler.interchange.reading import read_table

HOLIDAYS = "date,name_ja\n2026-07-20,海の日\n"


def codes(data: bytes, name: str = "holidays.csv") -> set[str]:
    return set(read_file(name, data, Context()).report.codes)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "iso-2022-jp"])
def test_other_encodings_are_refused_and_their_rows_counted(encoding: str) -> None:
    report = read_file("holidays.csv", HOLIDAYS.encode(encoding), Context()).report
    assert report.codes == {"E_ENCODING"}
    assert report.entity == "holidays"
    assert report.rejected == report.total == 1


def test_bytes_of_no_encoding_are_refused() -> None:
    assert decode(b"\x81").text is None
    assert codes("日付\n".encode() + b"\xff\xfe\xfd") == {"E_ENCODING"}


def test_an_empty_file_lacks_its_columns() -> None:
    assert codes(b"") == {"E_MISSING_COLUMN"}
    assert codes(b"", "upload.csv") == {"E_UNKNOWN_FILE"}


def test_an_open_quote_refuses_the_file_at_the_line_where_it_opens() -> None:
    text = 'date,name_ja\n2026-07-20,海の日\n2026-08-11,"山の日\n2026-09-21,敬老の日\n'
    report = read_file("holidays.csv", text.encode(), Context()).report
    assert [(issue.code, issue.line) for issue in report.issues] == [("E_UNCLOSED_QUOTE", 3)]
    assert report.file_refused
    assert report.accepted == 0


def test_text_after_a_closing_quote_refuses_the_file() -> None:
    assert codes('date,name_ja\n2026-07-20,"海"の日\n'.encode()) == {"E_QUOTE"}


def test_blank_lines_are_passed_over_and_rows_of_commas_ignored() -> None:
    text = "date,name_ja\n\n2026-07-20,海の日\n,\n\n"
    report = read_file("holidays.csv", text.encode(), Context()).report
    assert (report.total, report.accepted, report.ignored) == (2, 1, 1)
    assert [(issue.code, issue.row, issue.line) for issue in report.issues] == [("W_EMPTY_ROW", 2, 4)]


def test_lines_are_counted_through_quoted_breaks() -> None:
    table = read_table('a,b\n"1\n2",x\n3,y\n')
    assert [(record.number, record.line) for record in table.records] == [(1, 2), (2, 4)]


def test_commas_in_rows_do_not_decide_the_delimiter() -> None:
    table = read_table("a\tb\n1,5,6,7\t2\n")
    assert table.records[0].cells == ["1,5,6,7", "2"]


def test_a_header_may_be_japanese_or_in_capitals() -> None:
    assert codes("日付,名称\n2026-07-20,海の日\n".encode()) == {"W_HEADER_ALIAS"}
    assert codes("Date,NAME_JA\n2026-07-20,海の日\n".encode()) == {"W_HEADER_ALIAS"}


def test_a_column_that_is_there_twice_refuses_the_file() -> None:
    assert codes("date,name_ja,名称\n2026-07-20,海の日,山の日\n".encode()) == {"E_DUPLICATE_COLUMN"}


def test_the_name_of_the_file_or_its_header_tell_the_entity() -> None:
    for name in ("holidays.csv", "C:/Downloads/Holidays.CSV", "新しいファイル.csv"):
        assert read_file(name, HOLIDAYS.encode(), Context()).report.entity == "holidays"
    forced = read_file("requests.csv", HOLIDAYS.encode(), Context(), entity="holidays")
    assert forced.report.entity == "holidays"


def test_a_file_the_product_does_not_use_is_said_so() -> None:
    assert codes(b"anything", "municipalities.csv") == {"W_FILE_NOT_USED"}


def test_a_file_of_unknown_columns_is_refused() -> None:
    assert codes(b"colour,size\nred,4\n", "upload.csv") == {"E_UNKNOWN_FILE"}
