"""The units of a transfer by their numbers, as packing and receiving look for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from scheduler.db.tables import transfer, transfer_item, unit
from scheduler.domain.reason import Reason, ReasonParam
from scheduler.domain.states import TransferState
from scheduler.errors import Refused

_NAMED = 10


def items(tx: Connection, transfer_id: int) -> Sequence[Row[Any]]:
    """Every unit that was ever part of it, in the order of the order."""
    query: Select[Any] = (
        select(transfer_item, unit.c.asset_number, unit.c.name_ja, unit.c.status, unit.c.pool_id)
        .join(unit, unit.c.id == transfer_item.c.unit_id)
        .where(transfer_item.c.transfer_id == transfer_id)
        .order_by(transfer_item.c.id)
    )
    return tx.execute(query).all()


def is_open(item: Row[Any]) -> bool:
    """Still to be packed, or still to arrive."""
    return item.outcome is None


def item_of(found: Sequence[Row[Any]], asset_number: str) -> Row[Any] | None:
    return next((item for item in found if item.asset_number == asset_number.strip()), None)


def not_in_order(found: Sequence[Row[Any]], transfer_id: int, asset_number: str) -> Refused:
    """Refuses a number and names those that are meant."""
    meant = [item.asset_number for item in found if is_open(item)]
    listed = ", ".join(meant[:_NAMED]) + (" …" if len(meant) > _NAMED else "")
    params: dict[str, ReasonParam] = {
        "asset_number": asset_number[:60],
        "transfer": transfer_id,
        "meant": listed or "none",
    }
    return Refused(Reason("transfer-not-in-order", params))


def on_its_way(tx: Connection, asset_number: str) -> int:
    """The transfer with which the unit of that number is on its way.

    Raises:
        Refused: it is on no way (`transfer-not-on-its-way`).
    """
    query = (
        select(transfer.c.id)
        .join(transfer_item, transfer_item.c.transfer_id == transfer.c.id)
        .join(unit, unit.c.id == transfer_item.c.unit_id)
        .where(
            unit.c.asset_number == asset_number.strip(),
            transfer_item.c.outcome.is_(None),
            transfer.c.state == TransferState.IN_TRANSIT,
        )
    )
    found = tx.execute(query).scalar_one_or_none()
    if found is None:
        raise Refused(Reason("transfer-not-on-its-way", {"asset_number": asset_number[:60]}))
    return int(found)
