"""The job that works a repair out: the fewest people move, and nothing that was handed out, pinned or begun."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from scheduler.db.tables import booking, closure, repair
from scheduler.db.transaction import retrying
from scheduler.db.versions import change, load
from scheduler.domain.interval import Interval
from scheduler.domain.policy import DEFAULT_POLICY, Policy
from scheduler.domain.states import PLAN, BookingState, PlanState, advance
from scheduler.jobs.context import JobContext
from scheduler.jobs.registry import JobKind
from scheduler.moving.part import Part, take_part
from scheduler.moving.resolving import Changes, changes_of
from scheduler.moving.standing import Standing, standing, willing
from scheduler.repairs.alternatives import alternatives_for
from scheduler.repairs.operations import REPAIR_JOB
from scheduler.repairs.result import ByHand, Lost, RepairResult, as_json
from scheduler.resources.affected import bookings_within
from scheduler.resources.scopes import closed_units


@dataclass(frozen=True, slots=True)
class Damage:
    """What a closure gets in the way of: bookings that could go elsewhere, and those that people have to settle."""

    displaced: tuple[Standing, ...]
    by_hand: tuple[ByHand, ...]


def work_out(context: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Find places for the displaced; nothing is changed yet."""
    context.report({"stage": "repair"})
    now = context.clock.now()
    with context.database.read() as tx:
        row = tx.execute(select(repair).where(repair.c.job_id == context.job_id)).one()
        damage = damage_of(tx, row.closure_id, now=now)
        part, movable = _part(tx, damage.displaced, DEFAULT_POLICY, now)
    changes = _solved(part, movable, payload["seconds"])
    with context.database.read() as tx:
        result = _result(tx, damage, changes, DEFAULT_POLICY, now)
    return {"repair_id": row.id, "result": as_json(result)}


def publish(context: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Show it to those who decide."""

    def write() -> dict[str, Any]:
        with context.database.write() as tx:
            row = load(tx, repair, payload["repair_id"], lock=True)
            if row.state == PlanState.SOLVING:
                state = advance("plan", PLAN, PlanState.SOLVING, "propose")
                change(tx, repair, row.id, expected=None, state=state, result=payload["result"])
        return {"repair_id": payload["repair_id"]}

    return retrying(write)


def damage_of(tx: Connection, closure_id: int, *, now: datetime) -> Damage:
    """Everything that lies in the closure, split by whether a repair may touch it."""
    row = load(tx, closure, closure_id)
    closed = closed_units(row.unit_id, row.office_id, row.kind)
    hit = bookings_within(tx, Interval(row.starts_at, row.ends_at), closed, now=now)
    states = {item.booking_id: item.state for item in hit}
    displaced = standing(tx, booking.c.id.in_(list(states)), now=now, with_spoken_for=True)
    found = {item.booking_id for item in displaced}
    by_hand = tuple(
        ByHand(booking_id, "in_use" if state == BookingState.IN_USE else "kept")
        for booking_id, state in states.items()
        if booking_id not in found
    )
    return Damage(displaced, by_hand)


def _part(
    tx: Connection, displaced: tuple[Standing, ...], policy: Policy, now: datetime
) -> tuple[Part | None, frozenset[int]]:
    if not displaced:
        return None, frozenset()
    ids = {item.booking_id for item in displaced}
    around = [place for item in displaced for place in _around(item)]
    others = tuple(item for item in standing(tx, willing(around), now=now) if item.booking_id not in ids)
    part = take_part(tx, (*displaced, *others), displaced=ids, policy=policy, now=now)
    return part, frozenset(item.booking_id for item in others)


def _around(item: Standing) -> Iterator[tuple[str, str, Interval]]:
    """Units of the same sort on the same days, here and where else it could be: who sits there could make room."""
    offices = {need.office_id for need in item.needs}
    if item.asked is not None:
        offices |= set(item.asked.alt_office_ids)
    for office_id in sorted(offices):
        for kind in sorted({kind for need in item.needs for kind in need.unit_kinds}):
            yield office_id, kind, item.wish.interval


def _solved(part: Part | None, movable: frozenset[int], seconds: float) -> Changes:
    if part is None:
        return Changes((), {}, {}, (), 0, "optimal")
    return changes_of(part, movable=movable, wanted=frozenset(), seconds=seconds)


def _result(tx: Connection, damage: Damage, changes: Changes, policy: Policy, now: datetime) -> RepairResult:
    lost = [item for item in damage.displaced if item.booking_id in changes.lost]
    return RepairResult(
        moves=changes.moves,
        lost=tuple(_lost(tx, item, policy, now) for item in lost),
        by_hand=damage.by_hand,
        displaced=tuple(item.booking_id for item in damage.displaced),
        fewest=changes.fewest,
        status=changes.status,
    )


def _lost(tx: Connection, item: Standing, policy: Policy, now: datetime) -> Lost:
    return Lost(item.booking_id, item.version, alternatives_for(tx, item, policy=policy, now=now))


REPAIR = JobKind(REPAIR_JOB, (work_out, publish))
