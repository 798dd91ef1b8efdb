"""The file of travel times between offices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.domain.reason import Reason
from scheduler.interchange.columns import Column, Entity, Finding
from scheduler.interchange.context import Context, Values
from scheduler.interchange.fields import code, decimal, integer, office_reference
from scheduler.interchange.rows import Fate, Row

MAX_KM_PER_HOUR = 150
"""Faster than this is a slip of the pen, unless it is a train or an aeroplane."""


def _believable_speed(values: Values, context: Context) -> Iterator[Finding]:
    km, minutes = values["km"], values["minutes"]
    if values["mode"] == "rail_air" or km * 60 <= MAX_KM_PER_HOUR * minutes:
        return
    names = {key: context.offices[values[f"{key}_office_id"]].name_ja for key in ("from", "to")}
    yield "minutes", Reason("W_TRAVEL_SPEED", {**names, "km": km, "minutes": minutes})


def _leave_out_the_diagonal(rows: Sequence[Row], _: Context) -> None:
    """A way from an office to itself says nothing; it is left out without a word but the report's list of changes."""
    for row in rows:
        if row.values["from_office_id"] == row.values["to_office_id"]:
            row.fate = Fate.IGNORED
            row.note_change("to_office_id", row.values["to_office_id"], "")


def _same_both_ways(rows: Sequence[Row], context: Context) -> None:
    """Told once for a pair, on the row that comes second."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        start, end, minutes = (row.values[name] for name in ("from_office_id", "to_office_id", "minutes"))
        seen[start, end] = minutes
        back = seen.get((end, start), minutes)
        if row.good and back != minutes:
            names = {"from": context.offices[start].name_ja, "to": context.offices[end].name_ja}
            row.flag("minutes", Reason("W_TRAVEL_ASYMMETRIC", {**names, "minutes": minutes, "back": back}))


TRAVEL = Entity(
    "travel",
    ("from_office_id", "to_office_id"),
    (
        Column("from_office_id", office_reference, "出発庁舎コード", required=True, refers="office"),
        Column("to_office_id", office_reference, "到着庁舎コード", required=True, refers="office"),
        Column("km", decimal(0, 5_000), "距離", required=True),
        Column("minutes", integer(0, 2_880), "所要時間", required=True),
        Column("minutes_winter", integer(0, 2_880), "所要時間（冬）"),
        Column("mode", code("car", "walk", "rail_air"), "移動手段", default="car"),
        Column("basis", code("table", "estimated"), "根拠", default="table"),
    ),
    row_rules=(_believable_speed,),
    file_rules=(_leave_out_the_diagonal, _same_both_ways),
)
