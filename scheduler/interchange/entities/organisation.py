"""Files of the organisation: offices, departments, staff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import time

from scheduler.domain.reason import Reason
from scheduler.interchange.columns import Column, Entity, Finding
from scheduler.interchange.context import Context, OfficeFact, StaffFact, Values
from scheduler.interchange.fields import (
    code,
    day,
    decimal,
    flag,
    identifier,
    integer,
    list_of,
    office_reference,
    pattern,
    text,
    time_of_day,
)

REGIONS = ("村山", "最上", "置賜", "庄内", "県外")
_LATITUDES, _LONGITUDES = (20.0, 46.0), (122.0, 154.0)
_MUNICIPALITY = pattern("[0-9]{5}")


def _inside_japan(values: Values, _: Context) -> Iterator[Finding]:
    lat, lon = values["lat"], values["lon"]
    if not _within(lat, _LATITUDES) or not _within(lon, _LONGITUDES):
        swapped = _within(lon, _LATITUDES) and _within(lat, _LONGITUDES)
        yield "lat", Reason("E_OUT_OF_JAPAN", {"lat": lat, "lon": lon, "swapped": "yes" if swapped else "no"})


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _hours_in_order(values: Values, _: Context) -> Iterator[Finding]:
    if values["close_time"] <= values["open_time"]:
        yield "close_time", _out_of_order(values["open_time"], values["close_time"])


def _counter_in_order(values: Values, _: Context) -> Iterator[Finding]:
    opens, closes = values["counter_open"], values["counter_close"]
    if opens and closes and closes <= opens:
        yield "counter_close", _out_of_order(opens, closes)


def _out_of_order(start: time, end: time) -> Reason:
    problem = "same" if start == end else "before"
    return Reason("E_END_BEFORE_START", {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}", "problem": problem})


def _with_offices(context: Context, rows: Sequence[Values]) -> Context:
    found = {r["office_id"]: OfficeFact(r["name_ja"], r["lat"], r["lon"]) for r in rows}
    return replace(context, offices={**context.offices, **found})


def _with_departments(context: Context, rows: Sequence[Values]) -> Context:
    found = {r["dept_id"]: r["office_id"] for r in rows}
    return replace(context, departments={**context.departments, **found})


def _with_staff(context: Context, rows: Sequence[Values]) -> Context:
    found = {r["staff_id"]: StaffFact(r["office_id"], r["dept_id"], r["security_training_on"]) for r in rows}
    return replace(context, staff={**context.staff, **found})


OFFICES = Entity(
    "offices",
    ("office_id",),
    (
        Column("office_id", identifier, "庁舎コード", required=True),
        Column("name_ja", text(60), "庁舎名", required=True, aliases=("名称",)),
        Column("name_en", text(80), "庁舎名（英語）", default=""),
        Column(
            "office_type",
            code("hq", "branch", "sub_branch", "tokyo", "institute", "facility"),
            "庁舎区分",
            required=True,
        ),
        Column("region", code(*REGIONS), "地域", required=True),
        Column("parent_office_id", office_reference, "上位庁舎コード", refers="office"),
        Column("municipality_code", _MUNICIPALITY, "市区町村コード", default=""),
        Column("municipality_ja", text(40), "市区町村", default=""),
        Column("address_ja", text(120), "所在地", default=""),
        Column("lat", decimal(-180, 180), "緯度", required=True),
        Column("lon", decimal(-180, 180), "経度", required=True),
        Column("satellite_fy", integer(2000, 2199), "サテライト開設年度"),
        Column("open_time", time_of_day, "開庁時刻", default=time(8, 30)),
        Column("close_time", time_of_day, "閉庁時刻", default=time(17, 15)),
        Column("provenance", text(), "出典", default=""),
    ),
    row_rules=(_inside_japan, _hours_in_order),
    extend=_with_offices,
    defines_what_it_refers_to=True,
)

DEPARTMENTS = Entity(
    "departments",
    ("dept_id",),
    (
        Column("dept_id", identifier, "所属コード", required=True),
        Column("office_id", office_reference, "庁舎コード", required=True, refers="office"),
        Column("bureau_ja", text(40), "部局", default=""),
        Column("bureau_en", text(80), "部局（英語）", default=""),
        Column("section_ja", text(40), "所属", required=True, aliases=("所属名",)),
        Column("section_en", text(80), "所属（英語）", default=""),
        Column("unit_no", text(10), "担当", default=""),
        Column(
            "kind",
            code("policy", "support", "technical", "field", "counter", "institute"),
            "所属区分",
            default="support",
        ),
        Column("headcount", integer(0, 10_000), "人数", required=True),
        Column("has_counter", flag, "窓口の有無", default=False),
        Column("counter_open", time_of_day, "窓口開始時刻"),
        Column("counter_close", time_of_day, "窓口終了時刻"),
        Column("min_staff", integer(0, 10_000), "最少人数", default=0),
        Column("min_staff_lunch", integer(0, 10_000), "最少人数（昼）", default=0),
        Column("min_staff_peak", integer(0, 10_000), "最少人数（繁忙時）", default=0),
        Column("busy_months", list_of(integer(1, 12)), "繁忙月", default=(), many=True),
        Column("max_shifted_fraction", decimal(0, 1), "時差出勤の上限割合", default=0.3333),
    ),
    row_rules=(_counter_in_order,),
    extend=_with_departments,
)

STAFF = Entity(
    "staff",
    ("staff_id",),
    (
        Column("staff_id", identifier, "職員番号", required=True),
        Column("dept_id", identifier, "所属コード", required=True, refers="department"),
        Column("office_id", office_reference, "庁舎コード", required=True, refers="office"),
        Column("role", code("head", "chief", "staff", "fixed_term"), "職", default="staff"),
        Column("home_municipality_code", _MUNICIPALITY, "居住地コード", default=""),
        Column("home_municipality_ja", text(40), "居住地", default=""),
        Column("commute_km", decimal(0, 1_000), "通勤距離", default=0.0),
        Column("commute_min", integer(0, 600), "通勤時間", default=0),
        Column("commute_mode", code("car", "train", "bus", "walk_bike"), "通勤手段", default="car"),
        Column("child_before_jhs", flag, "中学校就学前の子", default=False),
        Column("child_eligible_until", day, "子の対象期限"),
        Column("caregiver", flag, "介護", default=False),
        Column("telework_suitable", flag, "在宅勤務に適した業務", default=False),
        Column("security_training_on", day, "情報セキュリティ研修受講日"),
        Column("eligible_2017", flag, "2017年度の対象", default=False),
        Column("earliest_start", time_of_day, "最早始業時刻"),
        Column("latest_end", time_of_day, "最遅終業時刻"),
        Column("short_time", flag, "短時間勤務", default=False),
    ),
    extend=_with_staff,
)
