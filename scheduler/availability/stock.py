"""The units and what keeps each of them busy in a window: the ground of near misses and of the allocation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from scheduler.db.tables import allocation, closure, pool, unit
from scheduler.domain.interval import Interval, merged
from scheduler.domain.states import UnitStatus
from scheduler.domain.wish import Need


@dataclass(frozen=True, slots=True)
class StockUnit:
    """One active unit; `busy` are sorted, disjoint intervals in which it cannot be used."""

    unit_id: int
    asset_number: str
    name_ja: str
    pool_id: int
    kind: str
    office_id: str
    attributes: frozenset[str]
    conf_system: str
    people: int
    turnaround_min: int
    busy: tuple[Interval, ...]

    def serves(self, need: Need) -> bool:
        """Whether the unit is of the right sort, whatever the time."""
        return (
            self.kind in need.unit_kinds
            and self.office_id == need.office_id
            and self.people >= need.people
            and need.attributes <= self.attributes
            and (need.conf_system in {"", "any", self.conf_system} or self.conf_system == "both")
        )

    def is_free(self, interval: Interval) -> bool:
        held = interval.extended(timedelta(minutes=self.turnaround_min))
        return not any(busy.overlaps(held) for busy in self.busy)


@dataclass(frozen=True, slots=True)
class Stock:
    """Every active unit of the offices and kinds that were loaded, with what keeps it busy in the window."""

    units: tuple[StockUnit, ...]

    def free_for(self, need: Need) -> tuple[StockUnit, ...]:
        return tuple(unit for unit in self.units if unit.serves(need) and unit.is_free(need.interval))

    def can_serve(self, needs: Sequence[Need]) -> bool:
        """Whether all the needs can be served together by different units (first fit: enough for one wish)."""
        used: set[int] = set()
        for need in needs:
            free = [unit.unit_id for unit in self.free_for(need) if unit.unit_id not in used]
            if len(free) < need.quantity:
                return False
            used.update(free[: need.quantity])
        return True


def load_stock(
    tx: Connection,
    window: Interval,
    *,
    office_ids: Iterable[str] | None = None,
    kinds: Iterable[str] | None = None,
    except_booking_ids: Iterable[int] = (),
) -> Stock:
    """The stock as one transaction sees it. Bookings in `except_booking_ids` do not count as busy."""
    condition = unit.c.status == UnitStatus.ACTIVE
    if office_ids is not None:
        condition = and_(condition, pool.c.office_id.in_(list(office_ids)))
    if kinds is not None:
        condition = and_(condition, pool.c.kind.in_(list(kinds)))
    query = (
        select(unit.c.id, unit.c.asset_number, unit.c.name_ja, unit.c.pool_id, pool)
        .join(pool, pool.c.id == unit.c.pool_id)
        .where(condition)
        .order_by(unit.c.asset_number)
    )
    rows = tx.execute(query).all()
    held = _held(tx, window, except_booking_ids)
    closures = _closures(tx, window)
    return Stock(tuple(_stock_unit(row, held[row.id], closures) for row in rows))


def _held(tx: Connection, window: Interval, except_booking_ids: Iterable[int]) -> dict[int, list[Interval]]:
    query = select(allocation.c.unit_id, allocation.c.starts_at, allocation.c.held_until).where(
        allocation.c.holds,
        allocation.c.starts_at < window.end,
        allocation.c.held_until > window.start,
        allocation.c.booking_id.not_in(list(except_booking_ids)),
    )
    found: dict[int, list[Interval]] = defaultdict(list)
    for row in tx.execute(query):
        found[row.unit_id].append(Interval(row.starts_at, row.held_until))
    return found


def _closures(tx: Connection, window: Interval) -> Sequence[Row[Any]]:
    query = select(closure).where(
        closure.c.cancelled_at.is_(None),
        closure.c.starts_at < window.end,
        closure.c.ends_at > window.start,
        or_(closure.c.unit_id.is_not(None), closure.c.office_id.is_not(None)),
    )
    return tx.execute(query).all()


def _stock_unit(row: Row[Any], held: list[Interval], closures: Sequence[Row[Any]]) -> StockUnit:
    shut = [
        Interval(item.starts_at, item.ends_at)
        for item in closures
        if item.unit_id == row.id
        or (item.unit_id is None and item.office_id == row.office_id and item.kind in {None, row.kind})
    ]
    return StockUnit(
        unit_id=row.id,
        asset_number=row.asset_number,
        name_ja=row.name_ja,
        pool_id=row.pool_id,
        kind=row.kind,
        office_id=row.office_id,
        attributes=frozenset(filter(None, row.attributes.split(";"))),
        conf_system=row.conf_system,
        people=row.people,
        turnaround_min=row.turnaround_min,
        busy=merged([*held, *shut]),
    )
