"""Holidays, and the days with a rule of their own: no overtime, lights out, the assembly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from benchmarks.prefecture.facts import HOLIDAYS, SECTIONS
from benchmarks.prefecture.world import World, days_between

PERIODS = (
    (date(2026, 7, 7), date(2026, 7, 7), "light_down_day", "ライトダウンデー", "S month, A day"),
    (date(2026, 7, 27), date(2026, 7, 31), "light_down_week", "ライトダウンウィーク（夏）", "S season, A week"),
    (date(2026, 12, 14), date(2026, 12, 18), "light_down_week", "ライトダウンウィーク（冬）", "S season, A week"),
    (date(2026, 6, 16), date(2026, 7, 3), "assembly", "県議会6月定例会", "A"),
    (date(2026, 9, 15), date(2026, 10, 7), "assembly", "県議会9月定例会", "A"),
    (date(2026, 12, 1), date(2026, 12, 18), "assembly", "県議会12月定例会", "A"),
    (date(2027, 2, 16), date(2027, 3, 17), "assembly", "県議会2月定例会", "A"),
)

Row = tuple[date, str, str, str, str, str, str, str]


def build_calendar(world: World) -> None:
    world.write("holidays.csv", "date,name_ja,name_en,kind", sorted(HOLIDAYS))
    rows = [*_wednesdays(world), *_bureau_days(world), *_periods(world)]
    world.write(
        "policy_days.csv",
        "date,scope,kind,name_ja,leave_by,lights_out_check,curfew,provenance",
        sorted(rows, key=lambda row: (row[0], row[2], row[1])),
    )


def _wednesdays(world: World) -> Iterator[Row]:
    for day in world.workdays:
        if day.weekday() == 2:
            yield (day, "all", "no_overtime", "山形県庁NO残業デー", "17:15", "18:00", "20:00", "S")


def _bureau_days(world: World) -> Iterator[Row]:
    """Each bureau sets its own after its busy seasons; the days here are an assumption."""
    bureaus = sorted({section.bureau_ja for kind in ("hq", "branch") for section in SECTIONS[kind]})
    for month in range(12):
        year, number = 2026 + (3 + month) // 12, (3 + month) % 12 + 1
        days = [day for day in world.workdays if (day.year, day.month) == (year, number) and day.weekday() != 2]
        for place, bureau in enumerate(bureaus):
            day = days[(3 * place + 5) % len(days)]
            yield (day, bureau, "bureau_no_overtime", "部局別定時退庁日", "17:15", "", "20:00", "A")


def _periods(world: World) -> Iterator[Row]:
    workdays = set(world.workdays)
    for first, last, kind, name, tag in PERIODS:
        lights = ("17:15", "18:00") if "light" in kind else ("", "")
        for day in days_between(first, last):
            if day in workdays:
                yield (day, "all", kind, name, *lights, "20:00", tag)
