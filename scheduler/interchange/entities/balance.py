"""Files about which equipment belongs where: levels of the stock, couriers, past demand, equipment of sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.domain.reason import Reason
from scheduler.interchange.columns import Column, Entity, Finding, RowRule
from scheduler.interchange.context import Context, Values
from scheduler.interchange.entities.resources import KINDS
from scheduler.interchange.fields import WEEKDAYS, code, day, decimal, identifier, integer, office_reference, words
from scheduler.interchange.rows import Fate, Row

MOST = 1_000_000


def _within(whole: str, *parts: str) -> RowRule:
    """The rule that the parts together are no more than the whole they are parts of."""

    def rule(values: Values, _: Context) -> Iterator[Finding]:
        total = sum(values[name] for name in parts)
        if total > values[whole]:
            yield parts[-1], Reason("E_PARTS_EXCEED", {"parts": total, "whole": values[whole], "name": whole})

    return rule


def _reserve_has_room(values: Values, _: Context) -> Iterator[Finding]:
    reserve, room = values["safety_stock"], values["storage_capacity"]
    if reserve > room:
        yield "safety_stock", Reason("E_PARTS_EXCEED", {"parts": reserve, "whole": room, "name": "storage_capacity"})


def _leave_out_the_diagonal(rows: Sequence[Row], _: Context) -> None:
    """A run from an office to itself says nothing; it is left out, which the report's list of changes shows."""
    for row in rows:
        if row.values["office_a"] == row.values["office_b"]:
            row.fate = Fate.IGNORED
            row.note_change("office_b", row.values["office_b"], "")


def _count(name: str, label: str) -> Column:
    return Column(name, integer(0, MOST), label, required=True)


def _office(name: str = "office_id", label: str = "庁舎コード") -> Column:
    return Column(name, office_reference, label, required=True, refers="office")


STOCK = Entity(
    "stock",
    ("as_of", "office_id", "kind"),
    (
        Column("as_of", day, "基準日", required=True),
        _office(),
        Column("kind", code(*KINDS), "種別", required=True),
        _count("on_hand", "保有数"),
        _count("usable", "使用可能数"),
        Column("in_repair", integer(0, MOST), "修理中", default=0),
        _count("safety_stock", "予備"),
        _count("storage_capacity", "保管できる数"),
    ),
    row_rules=(_within("on_hand", "usable", "in_repair"), _reserve_has_room),
)

COURIER = Entity(
    "courier",
    ("office_a", "office_b"),
    (
        _office("office_a", "庁舎コード1"),
        _office("office_b", "庁舎コード2"),
        Column("days", words(*WEEKDAYS), "曜日", required=True, many=True),
        Column("lead_days", integer(0, 60), "日数", required=True),
        _count("capacity_items", "1便の個数"),
    ),
    file_rules=(_leave_out_the_diagonal,),
)

DEMAND_HISTORY = Entity(
    "demand_history",
    ("week_start", "office_id", "kind"),
    (
        Column("week_start", day, "週の初日", required=True),
        _office(),
        Column("kind", code(*KINDS), "種別", required=True),
        _count("units", "台数"),
        _count("requested", "申請数"),
        _count("granted", "貸出数"),
        _count("refused", "お断り数"),
        Column("peak_concurrent", integer(0, MOST), "最大同時利用数", default=0),
        Column("used_hours", decimal(0, MOST), "利用時間", default=0.0),
        Column("returned_late", integer(0, MOST), "返却遅れ", default=0),
    ),
    row_rules=(_within("requested", "granted", "refused"),),
)

SECTION_EQUIPMENT = Entity(
    "section_equipment",
    ("month", "dept_id", "kind"),
    (
        Column("month", day, "月", required=True),
        Column("dept_id", identifier, "所属コード", required=True, refers="department"),
        _office(),
        Column("kind", code(*KINDS), "種別", required=True),
        _count("units", "台数"),
        _count("capacity_days", "使用可能日数"),
        _count("used_days", "使用日数"),
        Column("refused_days", integer(0, MOST), "不足日数", default=0),
    ),
    row_rules=(_within("capacity_days", "used_days"),),
)
