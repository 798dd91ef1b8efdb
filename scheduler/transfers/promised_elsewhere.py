"""Frees a unit of promises that any unit like it can keep, and says what still needs this very one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from scheduler.db.tables import allocation, loan, unit
from scheduler.domain.actor import Actor
from scheduler.domain.states import LoanState, UnitStatus
from scheduler.promises.rearranging import take_over


def hand_promises_on(
    tx: Connection, unit_id: int, *, but_not_to: Collection[int], actor: Actor, now: datetime
) -> datetime | None:
    """Until when the unit is still needed after its promises were handed on to others of its pool; None: not at all.

    The unit itself must be shut already, so that nothing is put back onto it.
    """
    home = select(unit.c.pool_id).where(unit.c.id == unit_id).scalar_subquery()
    others = select(unit.c.id).where(
        unit.c.pool_id == home, unit.c.status == UnitStatus.ACTIVE, unit.c.id.not_in([unit_id, *but_not_to])
    )
    candidates = tx.execute(others.order_by(unit.c.asset_number)).scalars().all()
    for allocation_id in _promises(tx, unit_id, now):
        for other_id in candidates:
            if take_over(tx, allocation_id, other_id, actor=actor, now=now) and not _is_on(tx, allocation_id, unit_id):
                break
    return needed_until(tx, unit_id, now=now)


def needed_until(tx: Connection, unit_id: int, *, now: datetime) -> datetime | None:
    """When the last booking that holds the unit is over, its turnaround included."""
    query: Select[Any] = (
        select(allocation.c.held_until)
        .where(allocation.c.unit_id == unit_id, allocation.c.holds, allocation.c.held_until > now)
        .order_by(allocation.c.held_until.desc())
        .limit(1)
    )
    found: datetime | None = tx.execute(query).scalar_one_or_none()
    return found


def _promises(tx: Connection, unit_id: int, now: datetime) -> list[int]:
    query = (
        select(allocation.c.id)
        .join(loan, loan.c.allocation_id == allocation.c.id)
        .where(
            allocation.c.unit_id == unit_id,
            allocation.c.holds,
            allocation.c.bound.is_(False),
            allocation.c.held_until > now,
            loan.c.state == LoanState.RESERVED,
        )
        .order_by(allocation.c.starts_at, allocation.c.id)
    )
    return list(tx.execute(query).scalars())


def _is_on(tx: Connection, allocation_id: int, unit_id: int) -> bool:
    held = tx.execute(select(allocation.c.unit_id).where(allocation.c.id == allocation_id)).scalar_one()
    return bool(held == unit_id)
