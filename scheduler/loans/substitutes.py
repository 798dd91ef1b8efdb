"""Other units of the same pool that could be handed out instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, literal, not_, select

from scheduler.availability.queries import closed, taken
from scheduler.db.tables import allocation, loan, pool, unit
from scheduler.domain.interval import Interval
from scheduler.domain.reason import Reason
from scheduler.domain.states import LoanState, UnitStatus
from scheduler.domain.wish import Need
from scheduler.loans.hand_over import HandOver
from scheduler.loans.rules import is_unit_in_hand, obstacle_of_unit, opens_at


@dataclass(frozen=True, slots=True)
class Substitute:
    """Not `is_free`: promises to others are in its way, which may take other units of the pool."""

    unit_id: int
    asset_number: str
    is_free: bool


def substitutes(tx: Connection, item: HandOver, *, now: datetime) -> tuple[Substitute, ...]:
    """Units of the loan's pool that are at the desk and bound to nobody for its whole time: the free ones first.

    Once the hand-over is open they have to be free from now on: what is kept for somebody for the half hour before
    the loan starts is not there to be taken.
    """
    if now >= item.ends_at:
        return ()
    start = item.starts_at if now < opens_at(item) else now
    need = Need((item.kind,), item.office_id, Interval(start, item.ends_at))
    out = exists(select(literal(1)).where(loan.c.unit_id == unit.c.id, loan.c.state == LoanState.ISSUED))
    is_free = not_(taken(tx, need))
    query = (
        select(unit.c.id, unit.c.asset_number, is_free)
        .join(pool, pool.c.id == unit.c.pool_id)
        .where(
            unit.c.pool_id == item.pool_id,
            unit.c.id != item.unit_id,
            unit.c.status == UnitStatus.ACTIVE,
            not_(out),
            not_(taken(tx, need, allocation.c.bound)),
            not_(closed(need)),
        )
        .order_by(is_free.desc(), unit.c.asset_number)
    )
    return tuple(Substitute(row[0], row[1], bool(row[2])) for row in tx.execute(query))


def obstacle_with_proposal(tx: Connection, item: HandOver, *, now: datetime) -> Reason | None:
    """Why the loan's own unit cannot be handed out, with the first free substitute as a proposal."""
    if is_unit_in_hand(item):
        return None
    others = (other.asset_number for other in substitutes(tx, item, now=now) if other.is_free)
    return obstacle_of_unit(item, next(others, None))
