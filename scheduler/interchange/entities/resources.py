"""Files of what can be booked: resources and the times they are closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scheduler.domain import request_rules
from scheduler.domain.reason import Reason
from scheduler.interchange.columns import Column, Entity, Finding
from scheduler.interchange.context import Context, Values
from scheduler.interchange.fields import (
    code,
    end_stamp,
    flag,
    identifier,
    integer,
    office_reference,
    stamp,
    text,
    words,
)

KINDS = ("seat", "mobile_pc", "tablet", "web_kit", "web_room")
ATTRIBUTES = (
    "monitor",
    "partition",
    "quiet",
    "headset",
    "fixed_pc",
    "bring_pc",
    "accessible",
    "windows",
    "vpn",
    "lte",
    "wifi",
    "light",
    "camera",
    "rugged",
    "gnss",
    "microphone",
    "document_camera",
)


def _with_resources(context: Context, rows: Sequence[Values]) -> Context:
    found = {r["resource_id"]: r["kind"] for r in rows}
    return replace(context, resources={**context.resources, **found})


def _closes_something(values: Values, _: Context) -> Iterator[Finding]:
    if not values["resource_id"] and not values["office_id"]:
        yield "office_id", Reason("E_EMPTY")


def _in_order(values: Values, _: Context) -> Iterator[Finding]:
    reason = request_rules.order(values["start"], values["end"])
    if reason:
        yield "end", reason


RESOURCES = Entity(
    "resources",
    ("resource_id",),
    (
        Column("resource_id", identifier, "備品番号", required=True, aliases=("機材番号",)),
        Column("office_id", office_reference, "庁舎コード", required=True, refers="office"),
        Column("kind", code(*KINDS), "種別", required=True),
        Column("name_ja", text(60), "名称", required=True),
        Column("capacity", integer(1, 500), "定員", default=1),
        Column("attributes", words(*ATTRIBUTES), "属性", default=(), many=True),
        Column("conf_system", code("lgwan", "internet", "both"), "会議システム", default=""),
        Column("movable", flag, "移動可", default=False),
        Column("turnaround_min", integer(0, 1_440), "準備時間", default=0),
        Column("booking_unit", code("slot15", "half_day", "day"), "予約単位", default="slot15"),
        Column("status", code("active", "repair"), "状態", default="active"),
    ),
    extend=_with_resources,
)

CLOSURES = Entity(
    "closures",
    ("closure_id",),
    (
        Column("closure_id", identifier, "利用不可番号", required=True),
        Column("resource_id", identifier, "備品番号", refers="resource", aliases=("機材番号",)),
        Column("office_id", office_reference, "庁舎コード", refers="office"),
        Column("kind", code(*KINDS), "種別", default=""),
        Column("start", stamp, "開始日時", required=True),
        Column("end", end_stamp, "終了日時", required=True),
        Column("reason_ja", text(200), "理由", default=""),
        Column("reason_code", code("works", "power", "access", "reserved", "repair"), "理由コード", required=True),
    ),
    row_rules=(_in_order, _closes_something),
)
