"""Where a plan is short, for its page: what one more unit would serve there, as the solver confirmed it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from scheduler.db.tables import pool
from scheduler.plans.minutes import moment_of
from solver.allocation import AllocationPlan, Shortage, decode_remedies

SHORTAGES_SHOWN = 12


def shortages_of(tx: Connection, row: Row[Any], solution: AllocationPlan) -> list[dict[str, Any]]:
    """The dearest places first; without confirmation (a plan that nobody was refused in has none) only the prices."""
    pools = {item.id: item for item in tx.execute(select(pool))}
    if row.remedies:
        confirmed = decode_remedies(row.remedies).shortages
        return [_confirmed(item, pools) for item in confirmed if item.pool_id in pools][:SHORTAGES_SHOWN]
    dear = sorted(solution.statistics.prices, key=lambda price: -price.price)
    shown = [price for price in dear if price.pool_id in pools][:SHORTAGES_SHOWN]
    return [
        _place(pools[price.pool_id], price.start, price.end) | {"price": round(price.price), "requests": None}
        for price in shown
    ]


def _confirmed(shortage: Shortage, pools: Mapping[int, Row[Any]]) -> dict[str, Any]:
    """The hours are those of the one more unit, the price its worth at the dearest of them."""
    place = _place(pools[shortage.pool_id], shortage.extra.start, shortage.extra.end)
    return place | {"price": round(shortage.price), "requests": shortage.requests, "weight": shortage.weight}


def _place(where: Row[Any], start: int, end: int) -> dict[str, Any]:
    hours = {"starts_at": moment_of(start).isoformat(), "ends_at": moment_of(end).isoformat()}
    return {"kind": where.kind, "office_id": where.office_id, "attributes": where.attributes, **hours}
