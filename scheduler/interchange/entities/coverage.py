"""The file of coverage: how many people a section needs at work, by weekday and time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from scheduler.domain.reason import Reason
from scheduler.domain.request_rules import GRID_MINUTES
from scheduler.interchange.columns import Column, Entity, Finding
from scheduler.interchange.context import Context, Values
from scheduler.interchange.fields import WEEKDAYS, code, identifier, integer, time_of_day, words

MOST_STAFF = 1_000


def _times_in_order(values: Values, _: Context) -> Iterator[Finding]:
    start, end = values["from_time"], values["to_time"]
    if end <= start:
        params = {"start": _text(start), "end": _text(end), "problem": "same" if start == end else "before"}
        yield "to_time", Reason("E_END_BEFORE_START", params)
    for column, moment in (("from_time", start), ("to_time", end)):
        if moment.minute % GRID_MINUTES or moment.second:
            yield column, Reason("E_TIME_OFF_GRID", {"time": _text(moment), "minutes": GRID_MINUTES})


def _preferred_not_below(values: Values, _: Context) -> Iterator[Finding]:
    least, preferred = values["min_staff"], values["preferred_staff"]
    if preferred is not None and preferred < least:
        yield "preferred_staff", Reason("E_BELOW_MINIMUM", {"preferred": preferred, "minimum": least})


def _text(clock: time) -> str:
    return f"{clock:%H:%M}"


COVERAGE = Entity(
    "coverage",
    ("dept_id", "days", "from_time", "to_time"),
    (
        Column("dept_id", identifier, "所属コード", required=True, refers="department"),
        Column("days", words(*WEEKDAYS), "曜日", default=WEEKDAYS[:5], many=True),
        Column("from_time", time_of_day, "開始時刻", required=True),
        Column("to_time", time_of_day, "終了時刻", required=True),
        Column("min_staff", integer(0, MOST_STAFF), "最少人数", required=True),
        Column("preferred_staff", integer(0, MOST_STAFF), "望ましい人数"),
        Column("basis", code("counter", "peak", "lunch", "phone"), "根拠", default="counter"),
    ),
    row_rules=(_times_in_order, _preferred_not_below),
)
