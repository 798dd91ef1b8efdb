"""Stock against target as a file for spreadsheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from scheduler.interchange.writing import write_csv
from scheduler.transfers.balance import StockLine

COLUMNS = (
    "office_id", "office_name", "kind", "usable", "lent", "leaving", "coming", "in_repair", "missing",
    "safety_stock", "storage_capacity", "expected", "short", "over",
)  # fmt: skip


def stock_csv(lines: Iterable[StockLine], *, office_name: Callable[[str], str]) -> bytes:
    """UTF-8 with BOM; the names of offices are in the language of whoever asks."""
    rows = (
        {
            "office_id": line.office_id,
            "office_name": office_name(line.office_id),
            "kind": line.kind,
            "usable": line.usable,
            "lent": line.lent,
            "leaving": line.leaving,
            "coming": line.coming,
            "in_repair": line.in_repair,
            "missing": line.missing,
            "safety_stock": line.reserve,
            "storage_capacity": line.room,
            "expected": line.expected,
            "short": line.short,
            "over": line.over,
        }
        for line in lines
    )
    return write_csv(COLUMNS, rows).data or b""
