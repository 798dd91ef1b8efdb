"""A repair becomes real: everybody moves and whoever is left is told, in one transaction, or nothing happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from scheduler.audit.operations import record
from scheduler.db.tables import booking, closure, repair
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.policy import DEFAULT_POLICY, Policy
from scheduler.domain.reason import Reason
from scheduler.domain.states import PLAN, BookingState, PlanState, advance
from scheduler.errors import StaleRepair
from scheduler.moving.moves import carry_out, obstacles
from scheduler.moving.standing import standing
from scheduler.repairs.losing import lose
from scheduler.repairs.result import RepairResult, from_json
from scheduler.waiting.freed import ask_for_offers, held_by


@dataclass(frozen=True, slots=True)
class Applied:
    """How many bookings were moved, and how many were lost."""

    moved: int
    lost: int


def apply_repair(
    tx: Connection,
    repair_id: int,
    *,
    expected_version: int | None = None,
    actor: Actor,
    now: datetime,
    policy: Policy = DEFAULT_POLICY,
) -> Applied:
    """Move everybody as proposed, and put whoever has no place on the waiting list; applying twice does nothing.

    Raises:
        StaleRepair: something has changed since it was proposed; nothing was applied.
        StaleVersion: somebody else was quicker.
    """
    permission.require(permission.may_keep_stock(actor), "repair")
    row = load(tx, repair, repair_id, lock=True)
    if row.state == PlanState.APPLIED:
        return Applied(0, 0)
    state = advance("plan", PLAN, PlanState(row.state), "apply")
    result = from_json(row.result)
    problems = _problems(tx, row.closure_id, result, now)
    if problems:
        raise StaleRepair(repair_id, problems)
    ids = [item.booking_id for item in result.lost]
    lost = standing(tx, booking.c.id.in_(ids), now=now, with_spoken_for=True)
    left = held_by(tx, [move.booking_id for move in result.moves])
    carry_out(tx, result.moves, actor=actor, now=now)
    for item in lost:
        lose(tx, item, policy=policy, actor=actor, now=now)
    ask_for_offers(tx, left, now=now)
    stamp = {"state": state, "applied_at": now, "applied_by": actor.staff_id}
    change(tx, repair, repair_id, expected=expected_version, **stamp)
    after = {"moved": len(result.moves), "lost": len(lost)}
    record(tx, actor=actor, now=now, action="apply", noun="repair", key=repair_id, after=after)
    return Applied(len(result.moves), len(lost))


def _problems(tx: Connection, closure_id: int, result: RepairResult, now: datetime) -> tuple[Reason, ...]:
    """What has come in between."""
    found: list[Reason] = []
    if load(tx, closure, closure_id).cancelled_at is not None:
        found.append(Reason("closure-lifted-since"))
    displaced = set(result.displaced)
    others = [move.booking_id for move in result.moves if move.booking_id not in displaced]
    unwilling = select(booking).where(booking.c.id.in_(others), ~booking.c.may_move)
    found += obstacles(tx, result.moves, now=now)
    # Whoever withdrew has usually been found there, by the version of the booking: once is enough.
    found += [reason for row in tx.execute(unwilling) if (reason := _changed(row)) not in found]
    expected = {item.booking_id: item.version for item in result.lost}
    rows = tx.execute(select(booking).where(booking.c.id.in_(list(expected))).with_for_update())
    found += [_changed(row) for row in rows if not _is_as_it_was(row, expected[row.id], now)]
    return tuple(found)


def _is_as_it_was(row: Row[Any], version: int, now: datetime) -> bool:
    return bool(row.state == BookingState.CONFIRMED and row.version == version and row.starts_at > now)


def _changed(row: Row[Any]) -> Reason:
    return Reason("booking-changed-since", {"kind": row.kind, "start": row.starts_at})
