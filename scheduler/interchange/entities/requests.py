"""The file of requests: what people ask for, and the office's rules about asking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from calendars import local_date
from scheduler.domain import request_rules
from scheduler.domain.reason import Reason
from scheduler.interchange.columns import Column, Entity, Finding
from scheduler.interchange.context import Context, Values
from scheduler.interchange.entities.resources import ATTRIBUTES
from scheduler.interchange.fields import (
    code,
    day,
    end_stamp,
    flag,
    identifier,
    integer,
    list_of,
    office_reference,
    recurrence,
    stamp,
    text,
    words,
)
from scheduler.interchange.rows import Row

KINDS = ("seat", "mobile_pc", "tablet", "web_conference")
PURPOSES = (
    "after_meeting",
    "near_home",
    "between_trips",
    "home_telework",
    "field_trip",
    "disaster",
    "web_conference",
)


def _rules_of_the_office(values: Values, context: Context) -> Iterator[Finding]:
    start, end, kind, purpose = (values[name] for name in ("start", "end", "kind", "purpose"))
    reason = request_rules.order(start, end)
    if reason:
        yield "end", reason
        return  # the rules below need an interval
    office, home = values["office_id"], context.staff[values["staff_id"]].office_id
    allowed, name = context.own_office_allowed, context.offices[office].name_ja
    found = (
        ("start", request_rules.grid(start, end)),
        ("end", request_rules.curfew(start, end, purpose, kind=kind)),
        ("office_id", request_rules.own_office(kind, office, home, allowed=allowed, office_name=name)),
        *_days_open(values, context),
    )
    yield from ((column, reason) for column, reason in found if reason)


def _days_open(values: Values, context: Context) -> Iterator[tuple[str, Reason | None]]:
    kind, purpose = values["kind"], values["purpose"]
    days = request_rules.days_at_the_office(kind, values["start"], values["end"])
    yield "start", request_rules.closed_day(days, purpose, context.closed)
    for column in ("use_dates", "alt_dates"):
        yield column, request_rules.closed_day(values[column], purpose, context.closed)


def _training(values: Values, context: Context) -> Iterator[Finding]:
    """Judged for the first day of use. A row that says how the head decided is the record of something submitted
    before: it is taken with a warning, for the training may still come, and the allocation judges it then."""
    first_day = min(values["use_dates"], default=local_date(values["start"]))
    trained_on = context.staff[values["staff_id"]].trained_on
    reason = request_rules.training(values["kind"], trained_on, first_day)
    if reason:
        yield "staff_id", replace(reason, code="W_NO_TRAINING") if values["approval"] else reason


def _one_place_at_a_time(rows: Sequence[Row], _: Context) -> None:
    """Two seats at once are both wishes, of which at most one is granted: told on the row that comes second."""
    seats: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        values = row.values
        if values["kind"] == "seat" and values["approval"] != "rejected" and not values["cancelled_at"]:
            seats[values["staff_id"]].append(row)
    for of_one in seats.values():
        of_one.sort(key=lambda row: row.values["start"])
        latest = of_one[0]
        for row in of_one[1:]:
            if row.values["start"] < latest.values["end"]:
                first, second = sorted((latest, row), key=lambda each: each.number)
                params = {"other": first.values["request_id"], "other_line": first.line}
                second.flag("start", Reason("W_SELF_OVERLAP", params))
            latest = max(latest, row, key=lambda each: each.values["end"])


def _with_requests(context: Context, rows: Sequence[Values]) -> Context:
    return replace(context, requests=context.requests | {row["request_id"] for row in rows})


REQUESTS = Entity(
    "requests",
    ("request_id",),
    (
        Column("request_id", identifier, "申請番号", required=True),
        Column("series_id", identifier, "繰り返し番号"),
        Column("submitted_at", stamp, "申請日時", required=True),
        Column("staff_id", identifier, "職員番号", required=True, refers="staff"),
        Column("kind", code(*KINDS), "種別", required=True),
        Column("purpose", code(*PURPOSES), "目的", default=""),
        Column("office_id", office_reference, "庁舎コード", required=True, refers="office"),
        Column("start", stamp, "開始日時", required=True),
        Column("end", end_stamp, "終了日時", required=True),
        Column("use_dates", list_of(day), "使用日", default=(), many=True),
        Column("flex_earlier_min", integer(0, 480), "繰上げ可能時間", default=0),
        Column("flex_later_min", integer(0, 480), "繰下げ可能時間", default=0),
        Column("alt_office_ids", list_of(office_reference), "代替庁舎コード", default=(), refers="office", many=True),
        Column("alt_dates", list_of(day), "代替日", default=(), many=True),
        Column("quantity", integer(1, 50), "数量", default=1),
        Column("required_attributes", words(*ATTRIBUTES), "必要な属性", default=(), many=True),
        Column("conf_system", code("lgwan", "internet", "any"), "会議システム", default=""),
        Column("rrule", recurrence, "繰り返し規則", default=""),
        Column("exdates", list_of(day), "除外日", default=(), many=True),
        Column("meeting_id", identifier, "会議番号", refers="meeting"),
        Column("priority", integer(1, 5), "優先順位", default=5),
        Column("eligibility", words("child", "care", "commute35", "general"), "対象区分", default=(), many=True),
        Column("saved_min", integer(0, 100_000), "短縮時間", default=0),
        Column("approver_id", identifier, "承認者職員番号", refers="staff"),
        Column("approval", code("approved", "pending", "rejected"), "承認", default=""),
        Column("cancelled_at", stamp, "取消日時"),
        Column("outside_hours", flag, "時間外", default=False),
        Column("overtime_order_no", text(40), "時間外勤務命令番号", default=""),
        Column("note_ja", text(), "備考", default=""),
        Column("may_move", flag, "移動可", default=False),
        Column("may_wait", flag, "空き待ち", default=True),
    ),
    row_rules=(_rules_of_the_office, _training),
    file_rules=(_one_place_at_a_time,),
    extend=_with_requests,
    replaceable=False,
)
