"""The file of joining offices: every web conference is one row for each office that takes part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from scheduler.domain.reason import Reason
from scheduler.interchange.columns import Column, Entity
from scheduler.interchange.context import Context
from scheduler.interchange.fields import code, flag, identifier, integer, office_reference
from scheduler.interchange.rows import Row


def _one_host(rows: Sequence[Row], _: Context) -> None:
    """A conference has one host; without it nobody could say whose meeting it is. All its rows are told."""
    hosts = Counter(row.values["request_id"] for row in rows if row.values["is_host"])
    for row in rows:
        count = hosts[row.values["request_id"]]
        if count != 1:
            row.flag("is_host", Reason("E_HOST_COUNT", {"request": row.values["request_id"], "count": count}))


CONFERENCE_LEGS = Entity(
    "conference_legs",
    ("request_id", "office_id"),
    (
        Column("request_id", identifier, "申請番号", required=True, refers="request"),
        Column("office_id", office_reference, "庁舎コード", required=True, refers="office"),
        Column("participants", integer(1, 500), "参加人数", required=True),
        Column("need", code("room", "kit_or_room"), "必要な設備", default="kit_or_room"),
        Column("is_host", flag, "主催", default=False),
    ),
    file_rules=(_one_host,),
    replaceable=False,
)
