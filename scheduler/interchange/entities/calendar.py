"""Files of days: holidays and the days of the office's policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from calendars import ClosedDays
from scheduler.interchange.columns import Column, Entity
from scheduler.interchange.context import Context, Values
from scheduler.interchange.fields import code, day, text, time_of_day


def _with_holidays(context: Context, rows: Sequence[Values]) -> Context:
    known = [(closed, context.closed.name_on(closed) or "") for closed in context.closed.dates]
    found = [(row["date"], row["name_ja"]) for row in rows]
    return replace(context, closed=ClosedDays([*found, *known]))


HOLIDAYS = Entity(
    "holidays",
    ("date",),
    (
        Column("date", day, "日付", required=True),
        Column("name_ja", text(40), "名称", required=True),
        Column("name_en", text(80), "名称（英語）", default=""),
        Column("kind", code("national", "year_end"), "区分", default="national"),
    ),
    extend=_with_holidays,
)

POLICY_DAYS = Entity(
    "policy_days",
    ("date", "scope", "kind"),
    (
        Column("date", day, "日付", required=True),
        Column("scope", text(40), "対象", required=True),
        Column(
            "kind",
            code("no_overtime", "bureau_no_overtime", "light_down_day", "light_down_week", "assembly"),
            "区分",
            required=True,
        ),
        Column("name_ja", text(60), "名称", required=True),
        Column("leave_by", time_of_day, "退庁時刻"),
        Column("lights_out_check", time_of_day, "消灯確認時刻"),
        Column("curfew", time_of_day, "利用終了時刻"),
        Column("provenance", text(), "出典", default=""),
    ),
)
