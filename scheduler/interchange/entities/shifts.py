"""Files of staggered hours: the patterns there are, and what people wish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from calendars import is_working_day
from scheduler.domain import request_rules
from scheduler.domain.reason import Reason
from scheduler.interchange.columns import Column, Entity, Finding
from scheduler.interchange.context import EVERY_PATTERN, Context, PatternFact, Values
from scheduler.interchange.fields import (
    WEEKDAYS,
    code,
    day,
    flag,
    identifier,
    integer,
    pattern,
    stamp,
    text,
    time_of_day,
    words,
)

MAX_PERIOD = timedelta(days=366)
_PATTERN_OR_EVERY = pattern(r"\*|[A-Za-z0-9][A-Za-z0-9_.-]{0,19}")
_WISHES = ("prefer", "fixed")
"""The kinds that ask to work a pattern; the others say when one cannot, or is away."""


def _minutes_add_up(values: Values, _: Context) -> Iterator[Finding]:
    start, end, rest_start, rest_end = (_minutes(values[name]) for name in ("start", "end", "break_start", "break_end"))
    worked = (end - start) - (rest_end - rest_start)
    if not start <= rest_start <= rest_end <= end or worked != values["work_min"]:
        yield "work_min", Reason("E_PATTERN_MINUTES", {"minutes": values["work_min"], "found": worked})


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _period(values: Values, _: Context) -> Iterator[Finding]:
    first, last = values["date_from"], values["date_to"]
    reason = request_rules.order(first, last, last_included=True)
    if reason:
        yield "date_to", reason
    elif last - first > MAX_PERIOD:
        yield "date_to", Reason("E_PERIOD_TOO_LONG", {"days": (last - first).days + 1, "max": MAX_PERIOD.days})


def _wish_can_be_met(values: Values, context: Context) -> Iterator[Finding]:
    if values["kind"] not in _WISHES or values["date_to"] < values["date_from"]:
        return
    fact = context.patterns.get(values["pattern_id"])
    reason = fact and request_rules.lights_out(fact.end, _days(values), context.closed)
    if reason:
        yield "pattern_id", reason
    elif fact and not fact.in_force:
        yield "pattern_id", Reason("E_PATTERN_NOT_IN_FORCE", {"pattern": values["pattern_id"]})
    yield from _in_time(values, context)


def _in_time(values: Values, context: Context) -> Iterator[Finding]:
    """At least one day of the wish is worked, and it was made before the deadline of the first of these."""
    chosen = next(_days(values), None)
    if chosen is None:
        yield "weekdays", Reason("E_NO_MATCHING_DAY", {"start": values["date_from"], "end": values["date_to"]})
        return
    worked = next((each for each in _days(values) if is_working_day(each, context.closed)), None)
    reason: Reason | None
    if worked is None:
        reason = request_rules.closed_day([chosen], "", context.closed)
        column = "date_from"
    else:
        submitted: datetime | None = values["submitted_at"]
        reason = request_rules.shift_deadline(submitted, worked, context.closed) if submitted else None
        column = "submitted_at"
    if reason:
        yield column, reason


def _days(values: Values) -> Iterator[date]:
    """The days a wish is about, in order."""
    chosen = {WEEKDAYS.index(name) for name in values["weekdays"]}
    last = min(values["date_to"], values["date_from"] + MAX_PERIOD)
    for ordinal in range(values["date_from"].toordinal(), last.toordinal() + 1):
        each = date.fromordinal(ordinal)
        if each.weekday() in chosen:
            yield each


def _with_patterns(context: Context, rows: Sequence[Values]) -> Context:
    found = {r["pattern_id"]: PatternFact(r["start"], r["end"], r["in_force_yamagata"]) for r in rows}
    return replace(context, patterns={**context.patterns, **found})


SHIFT_PATTERNS = Entity(
    "shift_patterns",
    ("pattern_id",),
    (
        Column("pattern_id", identifier, "勤務パターン", required=True),
        Column("name_ja", text(60), "名称", required=True),
        Column("name_en", text(80), "名称（英語）", default=""),
        Column("start", time_of_day, "始業", required=True),
        Column("end", time_of_day, "終業", required=True),
        Column("season", code("all", "summer", "winter"), "時期", default="all"),
        Column("in_force_yamagata", flag, "施行中", default=True),
        Column("break_start", time_of_day, "休憩開始", default=time(12, 0)),
        Column("break_end", time_of_day, "休憩終了", default=time(13, 0)),
        Column("work_min", integer(0, 1_440), "勤務時間（分）", default=465),
        Column("provenance", text(), "出典", default=""),
    ),
    row_rules=(_minutes_add_up,),
    extend=_with_patterns,
)

SHIFT_PREFERENCES = Entity(
    "shift_preferences",
    ("preference_id",),
    (
        Column("preference_id", identifier, "希望番号", required=True),
        Column("staff_id", identifier, "職員番号", required=True, refers="staff"),
        Column("date_from", day, "開始日", required=True),
        Column("date_to", day, "終了日", required=True),
        Column("weekdays", words(*WEEKDAYS), "曜日", default=WEEKDAYS[:5], many=True),
        Column(
            "kind",
            code("prefer", "unavailable", "fixed", "leave", "away"),
            "区分",
            required=True,
            aliases=("種別",),
        ),
        Column("pattern_id", _PATTERN_OR_EVERY, "勤務パターン", default=EVERY_PATTERN, refers="pattern"),
        Column("weight", integer(1, 5), "重み", default=3),
        Column("reason", text(), "理由", default=""),
        Column("submitted_at", stamp, "申請日時"),
    ),
    row_rules=(_period, _wish_can_be_met),
    replaceable=False,
)

# Days of a section's plan as they are written for a spreadsheet and read back; none of the office's own files.
SHIFT_DAYS = Entity(
    "shift_days",
    ("staff_id", "date"),
    (
        Column("date", day, "日付", required=True),
        Column("staff_id", identifier, "職員番号", required=True, refers="staff"),
        # Empty: away.
        Column("pattern_id", identifier, "勤務パターン", default="", refers="pattern"),
        Column("start", text(20), "始業", default=""),
        Column("end", text(20), "終業", default=""),
        Column("break_start", text(20), "休憩開始", default=""),
        Column("break_end", text(20), "休憩終了", default=""),
        Column("pinned", text(20), "固定", default=""),
        Column("wished", text(20), "希望", default=""),
        Column("source", text(20), "決めた人", default=""),
    ),
)
