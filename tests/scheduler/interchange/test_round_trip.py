"""What is written is what is read: any text, in both encodings; and no bytes whatever stop the reader."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.clock import TOKYO
from scheduler.interchange import fields
from scheduler.interchange.context import Context
from scheduler.interchange.decoding import decode
from scheduler.interchange.entities import ENTITIES
from scheduler.interchange.files import ParsedDirectory, read_directory, read_file
from scheduler.interchange.reading import read_table
from scheduler.interchange.writing import write_csv

TEXTS = st.text(st.characters(exclude_characters="\0\x1b", exclude_categories=["Cs"]), max_size=60)
FORMULAS = st.builds("".join, st.tuples(st.sampled_from(["=", "'=", "''+", "-", "@", "＝", "\t="]), TEXTS))
STAMP = "2026-07-01T15:00:00+09:00"


def cells_of(data: bytes) -> list[list[str]]:
    text = decode(data).text
    assert text is not None
    table = read_table(text)
    assert table.ragged == 0
    return [record.cells for record in table.records]


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_any_text_round_trips(pairs: list[tuple[str, str]]) -> None:
    rows = [{"key": "k", "first": first, "second": second} for first, second in pairs]
    data = write_csv(("key", "first", "second"), rows).data
    assert data is not None
    back = [["k", *map(restored_cell, cells[1:])] for cells in cells_of(data)]
    assert back == [["k", first, second] for first, second in pairs]


def restored_cell(cell: str) -> str:
    return fields.restored(cell)


@given(st.one_of(TEXTS, FORMULAS))
def test_a_note_read_from_an_export_is_the_note(note: str) -> None:
    kept = note.strip()
    data = write_csv(("id", "note"), [{"id": "1", "note": kept}]).data
    assert data is not None
    (cells,) = cells_of(data)
    if cells[1].strip():
        assert fields.text()(cells[1]).value == kept


@given(st.one_of(TEXTS, FORMULAS))
def test_no_cell_of_an_export_is_a_formula(note: str) -> None:
    data = write_csv(("id", "note"), [{"id": "1", "note": note}]).data
    assert data is not None
    assert not cells_of(data)[0][1].startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


def test_numbers_stay_numbers() -> None:
    row = {"a": -5, "b": 1.5, "c": True, "d": None, "e": date(2026, 7, 1), "f": time(8, 30), "g": ("x", "y")}
    data = write_csv(tuple(row), [row], labels={"a": "数量"}).data
    assert data is not None
    assert data.decode("utf-8-sig") == "数量,b,c,d,e,f,g\r\n-5,1.5,1,,2026-07-01,08:30,x;y\r\n"


def test_instants_are_written_on_the_clock_of_the_office() -> None:
    data = write_csv(("at",), [{"at": datetime(2026, 7, 1, 15, tzinfo=TOKYO)}]).data
    assert data == b"\xef\xbb\xbfat\r\n2026-07-01T15:00:00+09:00\r\n"
    with pytest.raises(ValueError, match="without a zone"):
        write_csv(("at",), [{"at": datetime(2026, 7, 1, 15)}])  # noqa: DTZ001 - that is the point


def test_cp932_lists_what_it_cannot_hold() -> None:
    rows = [{"id": "1", "note": "髙 ① ～"}, {"id": "2", "note": "𠮷 — 葛\U000e0100"}]
    export = write_csv(("id", "note"), rows, encoding="cp932")
    assert export.data is None
    (issue,) = export.issues
    assert (issue.row, issue.line, issue.column, issue.code) == (2, 3, "note", "E_EXPORT_CHAR")
    assert issue.params["letters"] == "— (U+2014), 𠮷 (U+20BB7), U+E0100"


def test_cp932_reads_the_wave_dash_back_as_its_double() -> None:
    data = write_csv(("id", "note"), [{"id": "1", "note": "8:30〜17:15"}], encoding="cp932").data
    assert data is not None
    assert cells_of(data) == [["1", "8:30～17:15"]]


def test_the_sample_survives_an_export(reference: ParsedDirectory) -> None:
    exported = {}
    for name, entity in ENTITIES.items():
        data = write_csv(tuple(entity.by_name), [row.values for row in reference.of(name)]).data
        assert data is not None
        exported[f"{name}.csv"] = data
    again = read_directory(exported, Context())
    assert again.clean
    for name in ENTITIES:
        assert [row.values for row in again.of(name)] == [row.values for row in reference.of(name)]


@given(st.binary(max_size=200))
def test_random_bytes_only_give_issues(data: bytes) -> None:
    for name in ("upload.csv", "requests.csv", "travel.csv"):
        report = read_file(name, data, Context()).report
        assert report.total == report.accepted + report.ignored + report.rejected
        assert report.accepted == 0


@given(st.lists(st.lists(st.one_of(TEXTS, st.sampled_from(["YG-HQ", "S000302", STAMP, "seat", "1"])), max_size=12)))
def test_random_cells_under_a_good_header_only_give_issues(rows: list[list[str]]) -> None:
    for entity in ENTITIES.values():
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        width = len(entity.columns)
        writer.writerow(entity.by_name)
        writer.writerows([(row * width)[:width] for row in rows])
        report = read_file(f"{entity.name}.csv", buffer.getvalue().encode(), Context()).report
        assert not report.file_refused
        assert report.total == report.accepted + report.ignored + report.rejected
