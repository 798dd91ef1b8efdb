"""Reasons as JSON columns: written by operations, read back as values by queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from scheduler.domain.reason import Reason, ReasonParam


def as_json(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    return [
        {"code": reason.code, "params": {key: _encoded(value) for key, value in reason.params.items()}}
        for reason in reasons
    ]


def from_json(rows: Sequence[Mapping[str, Any]]) -> tuple[Reason, ...]:
    return tuple(Reason(row["code"], {key: _decoded(value) for key, value in row["params"].items()}) for row in rows)


def _encoded(value: ReasonParam) -> Any:
    # datetime first: every datetime is a date as well.
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value


def _decoded(value: Any) -> ReasonParam:
    if isinstance(value, dict):
        if "instant" in value:
            return datetime.fromisoformat(value["instant"])
        return date.fromisoformat(value["date"])
    return value  # type: ignore[no-any-return]
