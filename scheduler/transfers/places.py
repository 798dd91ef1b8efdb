"""Where each unit is: in an office, on its way, or missing. One read, in which every unit has exactly one place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, select

from scheduler.db.tables import loan, pool, transfer, transfer_item, unit
from scheduler.domain.states import LoanState, TransferState, UnitStatus


class Whereabouts(StrEnum):
    OFFICE = "office"
    TRANSIT = "transit"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Place:
    """`office_id`: where it is; on its way, where it came from. `to_office_id`: where it is bound for, if anywhere."""

    unit_id: int
    asset_number: str
    kind: str
    status: UnitStatus
    whereabouts: Whereabouts
    office_id: str
    to_office_id: str | None
    transfer_id: int | None
    is_lent: bool


def places(tx: Connection, *, kind: str | None = None) -> tuple[Place, ...]:
    """Every unit but those written off, by office and number."""
    query: Select[Any] = (
        select(
            unit.c.id,
            unit.c.asset_number,
            unit.c.status,
            pool.c.kind,
            pool.c.office_id,
            transfer.c.id.label("transfer_id"),
            transfer.c.state,
            transfer.c.from_office_id,
            transfer.c.to_office_id,
            loan.c.id.label("loan_id"),
        )
        .select_from(unit)
        .join(pool, pool.c.id == unit.c.pool_id)
        .outerjoin(transfer_item, and_(transfer_item.c.unit_id == unit.c.id, transfer_item.c.outcome.is_(None)))
        .outerjoin(transfer, transfer.c.id == transfer_item.c.transfer_id)
        .outerjoin(loan, and_(loan.c.unit_id == unit.c.id, loan.c.state == LoanState.ISSUED))
        .where(unit.c.status != UnitStatus.RETIRED)
        .order_by(unit.c.asset_number)
    )
    if kind is not None:
        query = query.where(pool.c.kind == kind)
    found = (_place(row) for row in tx.execute(query))
    return tuple(sorted(found, key=lambda place: (place.office_id, place.kind, place.asset_number)))


def _place(row: Row[Any]) -> Place:
    whereabouts = Whereabouts.OFFICE
    if row.status == UnitStatus.LOST:
        whereabouts = Whereabouts.MISSING
    elif row.state == TransferState.IN_TRANSIT:
        whereabouts = Whereabouts.TRANSIT
    return Place(
        unit_id=row.id,
        asset_number=row.asset_number,
        kind=row.kind,
        status=UnitStatus(row.status),
        whereabouts=whereabouts,
        office_id=row.from_office_id or row.office_id,
        to_office_id=row.to_office_id,
        transfer_id=row.transfer_id,
        is_lent=row.loan_id is not None,
    )
