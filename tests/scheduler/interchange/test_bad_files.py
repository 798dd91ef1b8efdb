"""Malformed files and the treatment each is promised: the acceptance list of the import."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest

from api.i18n import Translator
from scheduler.clock import TOKYO
from scheduler.interchange.context import Context
from scheduler.interchange.files import ParsedFile, read_file
from scheduler.interchange.issue import Issue

BAD = Path(__file__).parents[2] / "data" / "bad"
EXPECTED = list(csv.DictReader((BAD / "expected.csv").read_text(encoding="utf-8").splitlines()))


def parse(name: str, context: Context) -> ParsedFile:
    return read_file(name, (BAD / name).read_bytes(), context)


def issues_of(parsed: ParsedFile, code: str) -> list[Issue]:
    return [issue for issue in parsed.report.issues if issue.code == code]


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=TOKYO)


def test_every_bad_file_is_expected() -> None:
    assert {row["file"] for row in EXPECTED} == {path.name for path in BAD.iterdir()} - {"expected.csv"}
    assert len(EXPECTED) == 32


@pytest.mark.parametrize("row", EXPECTED, ids=[row["file"] for row in EXPECTED])
def test_treatment(row: Mapping[str, str], context: Context) -> None:
    report = parse(row["file"], context).report
    # A file whose letters cannot be told cannot tell either what it is about.
    assert report.entity == ("" if row["codes"] == "E_ENCODING" else row["entity"])
    counts = (report.total, report.accepted, report.ignored, report.rejected)
    assert counts == tuple(int(row[f"rows_{name}"]) for name in ("total", "accepted", "ignored", "rejected"))
    promised = set(filter(None, row["codes"].split(";")))
    # Beside the defect that gives the file its name, one cell of the numbers is in full width.
    extra = {"W_WIDTH"} if row["file"] == "42_wrong_scale_numbers.csv" else set()
    assert report.codes == promised | extra
    assert report.clean == (not row["expected"].startswith("reject"))
    assert report.file_refused == (row["expected"] == "reject_file")


def test_cp932_text_is_read(context: Context) -> None:
    (row,) = parse("01_sjis.csv", context).rows
    assert row.values["note_ja"] == "県庁での会議後に利用（～17時15分）①"


def test_the_line_break_of_a_note_is_kept_and_lines_are_told_beside_records(context: Context) -> None:
    parsed = parse("06_newline_in_field.csv", context)
    assert parsed.rows[0].values["note_ja"] == "1行目\n2行目"
    (issue,) = issues_of(parsed, "E_ID_FORMAT")
    assert (issue.row, issue.line, issue.column) == (2, 4, "request_id")


def test_an_official_name_is_accepted_and_a_near_miss_only_suggested(context: Context) -> None:
    parsed = parse("10_unknown_office.csv", context)
    assert [(row.number, row.values["office_id"]) for row in parsed.rows] == [(2, "YG-HQ")]
    (issue,) = issues_of(parsed, "E_UNKNOWN_OFFICE")
    assert issue.row == 1
    assert issue.params["suggestion"] == "YG-MRY"


def test_both_rows_of_a_conflict_name_both_lines(context: Context) -> None:
    conflict = issues_of(parse("13_duplicate_conflict.csv", context), "E_DUPLICATE_ID")
    assert [(issue.row, issue.params["first"], issue.params["second"]) for issue in conflict] == [(1, 2, 3), (2, 2, 3)]


def test_formulas_are_stored_unchanged(context: Context) -> None:
    notes = [row.values["note_ja"] for row in parse("15_formula_injection.csv", context).rows]
    assert notes == [
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("http://example.invalid","x")',
        "@SUM(1+1)",
        "+81",
        "-2+3",
    ]


def test_24_00_ends_a_day(context: Context) -> None:
    (row,) = parse("19_time_24_25.csv", context).rows
    assert row.values["closure_id"] == "C90001"
    assert row.values["end"] == at(8, 9, 0)


def test_full_width_becomes_half_width_except_in_notes(context: Context) -> None:
    parsed = parse("20_fullwidth.csv", context)
    (row,) = parsed.rows
    read = [row.values[name] for name in ("request_id", "staff_id", "office_id", "start", "end", "note_ja")]
    assert read == ["QB00020", "S000302", "YG-HQ", at(7, 1, 15), at(7, 1, 17, 15), "全角の空白"]
    changed = {change.column: change.after for change in parsed.report.normalised}
    assert changed["start"] == "2026-07-01T15:00:00+09:00"
    assert "note_ja" not in changed


def test_era_dates_are_read(context: Context) -> None:
    rows = parse("21_era_dates.csv", context).rows
    assert [(row.values["start"], row.values["end"]) for row in rows] == [
        (at(7, 1, 15), at(7, 1, 17, 15)),
        (at(7, 2, 15), at(7, 2, 17, 15)),
    ]


def test_missing_columns_are_named_in_order(context: Context) -> None:
    (issue,) = parse("22_missing_column.csv", context).report.issues
    assert issue.params["names"] == "submitted_at, start, end"


def test_rare_letters_are_kept(context: Context) -> None:
    notes = [row.values["note_ja"] for row in parse("32_extended_kanji.csv", context).rows]
    assert notes == ["髙 﨑 𠮷 ㈱ ① ～ 〜 —", "葛\U000e0100"]


def test_the_diagonal_is_left_out_and_shown_among_the_changes(context: Context) -> None:
    parsed = parse("37_travel_gaps.csv", context)
    assert [(change.row, change.after) for change in parsed.report.normalised] == [(4, "")]
    (speed,) = issues_of(parsed, "W_TRAVEL_SPEED")
    (asymmetry,) = issues_of(parsed, "W_TRAVEL_ASYMMETRIC")
    assert (speed.row, asymmetry.row) == (3, 2)


def test_numbers(context: Context) -> None:
    parsed = parse("42_wrong_scale_numbers.csv", context)
    assert [(row.values["resource_id"], row.values["capacity"]) for row in parsed.rows] == [("ROOM-1", 12)]
    assert [(issue.row, issue.code) for issue in parsed.report.issues if issue.code != "W_WIDTH"] == [
        (2, "E_RANGE"),
        (3, "E_BAD_NUMBER"),
        (4, "E_BAD_NUMBER"),
        (5, "E_BAD_NUMBER"),
        (6, "E_UNKNOWN_CODE"),
    ]


@pytest.mark.parametrize(
    ("name", "code", "sentence"),
    [
        ("03_utf16.csv", "E_ENCODING", "文字コードを判別できません。UTF-8またはShift_JISのCSVで保存し直してください。"),
        ("06_newline_in_field.csv", "E_ID_FORMAT", "request_idに改行が含まれています。"),
        (
            "08_end_before_start.csv",
            "E_END_BEFORE_START",
            "終了（7月1日(水)15:00）が開始（7月1日(水)17:15）より前です。",
        ),
        (
            "10_unknown_office.csv",
            "E_UNKNOWN_OFFICE",
            "庁舎コード「YG-MRR」はありません。「YG-MRY 村山総合支庁」ではありませんか。",
        ),
        ("11_unknown_staff.csv", "E_UNKNOWN_STAFF", "職員番号「S999999」は登録されていません。"),
        (
            "13_duplicate_conflict.csv",
            "E_DUPLICATE_ID",
            "申請番号QB00001が異なる内容で2回使われています（2行目、3行目）。",
        ),
        ("16_huge_field.csv", "E_TOO_LONG", "備考は500文字以内で入力してください（140000文字）。"),
        ("18_impossible_dates.csv", "E_BAD_DATE", "2026年2月30日は存在しない日付です。"),
        ("19_time_24_25.csv", "E_BAD_TIME", "開始に24:00は使えません。翌日の0:00と入力してください。"),
        (
            "21_era_dates.csv",
            "E_BAD_ERA",
            "「平成38年7月3日」はありません（平成は平成31年4月30日まで）。令和8年7月3日ではありませんか。",
        ),
        ("22_missing_column.csv", "E_MISSING_COLUMN", "必須の列がありません: submitted_at, start, end"),
        ("24_unknown_column.csv", "W_UNKNOWN_COLUMN", "「機密区分」列は読み込みませんでした。"),
        ("25_ragged_rows.csv", "E_COLUMN_COUNT", "2行目の列数が10です（正しくは9）。"),
        ("33_closed_day.csv", "E_CLOSED_DAY", "7月20日(月)は海の日のため閉庁日です。"),
        (
            "36_swapped_coordinates.csv",
            "E_OUT_OF_JAPAN",
            "緯度・経度が日本の範囲外です。緯度と経度が逆ではありませんか。",
        ),
        (
            "37_travel_gaps.csv",
            "W_TRAVEL_SPEED",
            "山形県庁→庄内総合支庁の所要時間9分は速すぎます。確認してください。",
        ),
        (
            "38_pattern_past_lights_out.csv",
            "E_PATTERN_LIGHTS_OUT",
            "7月1日(水)は18:00に消灯を確認するため、18:15までの勤務は選べません。",
        ),
        ("39_deadline.csv", "E_DEADLINE", "申請期限（6月30日(火)17:15）を過ぎています。"),
        (
            "40_not_allowed.csv",
            "E_OWN_OFFICE",
            "山形県庁のサテライトオフィスは、山形県庁以外に勤務する職員が利用できます。",
        ),
    ],
)
def test_sentences(name: str, code: str, sentence: str, context: Context) -> None:
    issue = issues_of(parse(name, context), code)[0]
    assert Translator("ja", strict=True).sentence(issue.reason) == sentence
