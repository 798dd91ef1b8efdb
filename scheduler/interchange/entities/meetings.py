"""The file of meetings people travel to: where a seat afterwards saves the way back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scheduler.domain import request_rules
from scheduler.interchange.columns import Column, Entity, Finding
from scheduler.interchange.context import Context, Values
from scheduler.interchange.fields import end_stamp, flag, identifier, integer, office_reference, stamp, text


def _in_order(values: Values, _: Context) -> Iterator[Finding]:
    reason = request_rules.order(values["start"], values["end"])
    if reason:
        yield "end", reason


def _with_meetings(context: Context, rows: Sequence[Values]) -> Context:
    return replace(context, meetings=context.meetings | {row["meeting_id"] for row in rows})


MEETINGS = Entity(
    "meetings",
    ("meeting_id",),
    (
        Column("meeting_id", identifier, "会議番号", required=True),
        Column("office_id", office_reference, "庁舎コード", required=True, refers="office"),
        Column("host_dept_id", identifier, "主催所属コード", required=True, refers="department"),
        Column("start", stamp, "開始日時", required=True),
        Column("end", end_stamp, "終了日時", required=True),
        Column("title_ja", text(100), "会議名", required=True),
        Column("branch_attendees", integer(0, 10_000), "出先からの出席者数", default=0),
        Column("is_peak", flag, "集中日", default=False),
    ),
    row_rules=(_in_order,),
    extend=_with_meetings,
)
