"""Requests, their legs and their dates into their tables. What is stored already is never written again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from scheduler.db import tables
from scheduler.domain.interval import Interval
from scheduler.domain.states import Approval, RequestState
from scheduler.imports.upserting import insert_all
from scheduler.interchange.context import Values
from scheduler.interchange.digest import content_digest
from scheduler.interchange.entities import ENTITIES
from scheduler.requests.operations import expand, occurrence_rows

# A new wish says nothing about its approval.
_APPROVALS = {
    "": Approval.PENDING,
    "approved": Approval.APPROVED,
    "pending": Approval.PENDING,
    "rejected": Approval.DECLINED,
}


def store_requests(tx: Connection, rows: list[Values], now: datetime) -> None:
    stored = set(tx.execute(select(tables.request.c.code)).scalars())
    new = [row for row in rows if row["request_id"] not in stored]
    insert_all(tx, tables.request, (_request(row, now) for row in new))
    ids = dict(tx.execute(select(tables.request.c.code, tables.request.c.id)).all())
    insert_all(tx, tables.occurrence, (item for row in new for item in _occurrences(row, ids[row["request_id"]])))


def _request(row: Values, now: datetime) -> dict[str, Any]:
    return {
        "code": row["request_id"],
        "series_id": row["series_id"],
        "staff_id": row["staff_id"],
        "submitted_at": row["submitted_at"],
        "kind": row["kind"],
        "purpose": row["purpose"],
        "office_id": row["office_id"],
        "starts_at": row["start"],
        "ends_at": row["end"],
        "use_dates": [day.isoformat() for day in row["use_dates"]],
        "flex_earlier_min": row["flex_earlier_min"],
        "flex_later_min": row["flex_later_min"],
        "alt_office_ids": list(row["alt_office_ids"]),
        "alt_dates": [day.isoformat() for day in row["alt_dates"]],
        "quantity": row["quantity"],
        "required_attributes": sorted(row["required_attributes"]),
        "conf_system": row["conf_system"],
        "rrule": row["rrule"],
        "exdates": [day.isoformat() for day in row["exdates"]],
        "meeting_id": row["meeting_id"],
        "priority": row["priority"],
        "ground": next(iter(row["eligibility"]), "general"),
        "saved_min": row["saved_min"],
        "approver_id": row["approver_id"],
        "approval": _APPROVALS[row["approval"]],
        "overtime_order_no": row["overtime_order_no"],
        "note_ja": row["note_ja"],
        "may_move": row["may_move"],
        "may_wait": row["may_wait"],
        "content_digest": content_digest(ENTITIES["requests"], row),
        "changed_at": now,
    }


def _occurrences(row: Values, request_id: int) -> Iterator[dict[str, Any]]:
    dates = expand(Interval(row["start"], row["end"]), row["rrule"], row["exdates"])
    # What was taken back or declined before it came here can no longer be granted.
    over = row["cancelled_at"] is not None or row["approval"] == "rejected"
    for item in occurrence_rows(request_id, dates):
        if over:
            item["state"] = RequestState.CANCELLED
        yield item | {"cancelled_at": row["cancelled_at"]}


def store_conference_legs(tx: Connection, rows: list[Values], now: datetime) -> None:  # noqa: ARG001 - one shape for all
    leg, request = tables.request_leg, tables.request
    complete = set(
        tx.execute(
            select(request.c.code).join(leg, leg.c.request_id == request.c.id).group_by(request.c.code, request.c.id)
        ).scalars()
    )
    ids = dict(tx.execute(select(request.c.code, request.c.id)).all())
    insert_all(tx, leg, (_leg(row, ids) for row in rows if row["request_id"] not in complete))


def _leg(row: Values, ids: dict[str, int]) -> dict[str, Any]:
    return {
        "request_id": ids[row["request_id"]],
        "office_id": row["office_id"],
        "need": row["need"],
        "participants": row["participants"],
        "is_host": row["is_host"],
    }
