"""Transfers as the screens show them: running ones, those that are late, one with its units."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select, true

from scheduler.db.tables import transfer, transfer_item
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.states import TransferState
from scheduler.errors import NotFound
from scheduler.transfers.items import items
from scheduler.transfers.overdue import RUNNING
from scheduler.transfers.priority import priorities


@dataclass(frozen=True, slots=True)
class Transfer:
    """One line of a list. `is_overdue`: not received, and past its planned arrival. `comes_first`: disaster switch."""

    transfer_id: int
    version: int
    kind: str
    from_office_id: str
    to_office_id: str
    state: TransferState
    carrier: str
    leaves_on: date
    due_at: datetime
    created_at: datetime
    packed_at: datetime | None
    dispatched_at: datetime | None
    received_at: datetime | None
    cancelled_at: datetime | None
    units: int
    is_overdue: bool
    comes_first: bool


@dataclass(frozen=True, slots=True)
class TransferUnit:
    """`outcome` is None while the unit waits to be packed or to arrive; otherwise what became of it."""

    unit_id: int
    asset_number: str
    name_ja: str
    is_packed: bool
    received_at: datetime | None
    outcome: str | None
    note: str


@dataclass(frozen=True, slots=True)
class TransferDetail:
    transfer: Transfer
    note_ja: str
    units: tuple[TransferUnit, ...]
    may_order: bool
    may_send: bool
    may_receive: bool


def running(
    tx: Connection,
    *,
    actor: Actor,
    now: datetime,
    office_id: str | None = None,
    with_ended: bool = False,
    most: int = 500,
) -> tuple[Transfer, ...]:
    """From or to an office, or all: what comes first by the disaster switch, then the late, then by planned arrival.

    `with_ended`: those received and called off as well, the latest of them last.
    """
    permission.require(permission.may_see_desk(actor), "see-transfers")
    open_ones = true() if with_ended else transfer.c.state.in_(RUNNING)
    found = _read(tx, now, open_ones, _concerns(office_id), most=most)
    return tuple(sorted(found, key=lambda item: (item.state not in RUNNING, not item.comes_first, item.due_at)))


def one(tx: Connection, transfer_id: int, *, actor: Actor, now: datetime) -> TransferDetail:
    """A transfer with every unit that was ever part of it, or `NotFound`."""
    permission.require(permission.may_see_desk(actor), "see-transfers")
    found = _read(tx, now, transfer.c.id == transfer_id, most=1)
    if not found:
        raise NotFound("transfer", transfer_id)
    (line,) = found
    note = tx.execute(select(transfer.c.note_ja).where(transfer.c.id == transfer_id)).scalar_one()
    return TransferDetail(
        transfer=line,
        note_ja=note,
        units=tuple(_unit(row) for row in items(tx, transfer_id)),
        may_order=permission.may_keep_stock(actor),
        may_send=permission.may_hand_out(actor, line.from_office_id),
        may_receive=permission.may_hand_out(actor, line.to_office_id),
    )


def _concerns(office_id: str | None) -> ColumnElement[bool]:
    if office_id is None:
        return true()
    return or_(transfer.c.from_office_id == office_id, transfer.c.to_office_id == office_id)


def _read(tx: Connection, now: datetime, *conditions: ColumnElement[bool], most: int) -> list[Transfer]:
    count = (
        select(func.count())
        .where(transfer_item.c.transfer_id == transfer.c.id, transfer_item.c.outcome.is_distinct_from("extra"))
        .correlate(transfer)
        .scalar_subquery()
    )
    query = select(transfer, count.label("units")).where(*conditions).order_by(transfer.c.id.desc()).limit(most)
    first = priorities(tx)
    return [_line(row, now, first) for row in tx.execute(query)]


def _line(row: Row[Any], now: datetime, first: Container[str]) -> Transfer:
    state = TransferState(row.state)
    return Transfer(
        transfer_id=row.id,
        version=row.version,
        kind=row.kind,
        from_office_id=row.from_office_id,
        to_office_id=row.to_office_id,
        state=state,
        carrier=row.carrier,
        leaves_on=row.leaves_on,
        due_at=row.due_at,
        created_at=row.created_at,
        packed_at=row.packed_at,
        dispatched_at=row.dispatched_at,
        received_at=row.received_at,
        cancelled_at=row.cancelled_at,
        units=row.units,
        is_overdue=state in RUNNING and row.due_at < now,
        comes_first=row.to_office_id in first,
    )


def _unit(row: Row[Any]) -> TransferUnit:
    return TransferUnit(
        unit_id=row.unit_id,
        asset_number=row.asset_number,
        name_ja=row.name_ja,
        is_packed=row.packed_at is not None,
        received_at=row.received_at,
        outcome=row.outcome,
        note=row.note_ja,
    )
