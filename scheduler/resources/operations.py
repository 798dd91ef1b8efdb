"""Keeps the stock: units come, get names, break and go; offices and units are closed for a while.

Nothing here cancels a booking: whatever gets in the way of one returns it, and the desk decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from scheduler.audit.operations import record
from scheduler.bookings.revisions import raise_revision
from scheduler.db.tables import allocation, booking, closure, loan, office, unit
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.interval import Interval
from scheduler.domain.reason import Reason
from scheduler.domain.states import LoanState, UnitStatus
from scheduler.errors import Refused
from scheduler.feeds.revisions import touch
from scheduler.feeds.window import still_shown
from scheduler.resources import rules, scopes
from scheduler.resources.affected import AffectedBooking, bookings_within
from scheduler.resources.pools import PoolKey, find_or_make
from scheduler.resources.status import put_status
from scheduler.waiting.freed import ask_for_offers, from_now_on, of_units


@dataclass(frozen=True, slots=True)
class StatusChange:
    """The unit's new version, and the bookings it can no longer serve."""

    version: int
    affected: tuple[AffectedBooking, ...]


@dataclass(frozen=True, slots=True)
class ClosureAdded:
    """The closure, and the bookings that lie in it."""

    closure_id: int
    affected: tuple[AffectedBooking, ...]


def add_unit(tx: Connection, *, actor: Actor, now: datetime, asset_number: str, name_ja: str, pool_key: PoolKey) -> int:
    """Take a unit into the stock, ready for use; returns its id.

    Raises:
        Refused: the number is malformed or taken, the name or the pool is not one the stock takes.
        NotFound: there is no such office.
    """
    permission.require(permission.may_keep_stock(actor), "add-unit")
    _allow(rules.asset_number(asset_number), rules.name(name_ja), rules.pool_key(pool_key))
    load(tx, office, pool_key.office_id)
    if tx.execute(select(unit.c.id).where(unit.c.asset_number == asset_number)).first() is not None:
        raise Refused(Reason("asset-number-taken", {"asset_number": asset_number}))
    values = {
        "asset_number": asset_number,
        "pool_id": find_or_make(tx, pool_key),
        "name_ja": rules.one_line(name_ja),
        "status": UnitStatus.ACTIVE,
        "changed_at": now,
    }
    unit_id = int(tx.execute(insert(unit).values(values).returning(unit.c.id)).scalar_one())
    touch(tx, scopes.subjects(tx, unit.c.id == unit_id), now=now)
    after = {"asset_number": asset_number, "office_id": pool_key.office_id, "kind": pool_key.kind}
    record(tx, actor=actor, now=now, action="add", noun="unit", key=unit_id, after=after)
    ask_for_offers(tx, of_units(tx, unit.c.id == unit_id, from_now_on(now)), now=now)
    return unit_id


def rename_unit(
    tx: Connection, *, actor: Actor, now: datetime, unit_id: int, expected: int | None, name_ja: str
) -> int:
    """Give a unit another name; every calendar that shows it shows the new one. Returns the unit's version.

    Raises:
        Refused: no name, or one that is too long.
        StaleVersion: somebody changed the unit first.
    """
    permission.require(permission.may_keep_stock(actor), "rename-unit")
    _allow(rules.name(name_ja))
    shown = (
        select(booking.c.id)
        .join(allocation, allocation.c.booking_id == booking.c.id)
        .where(allocation.c.unit_id == unit_id, still_shown(now))
    )
    # Bookings before the unit: the order in which the desk locks them.
    raise_revision(tx, tx.execute(shown).scalars(), now)
    before = load(tx, unit, unit_id, lock=True)
    name = rules.one_line(name_ja)
    version = change(tx, unit, unit_id, expected=expected, name_ja=name, changed_at=now)
    touch(tx, scopes.subjects(tx, unit.c.id == unit_id), now=now)
    record(
        tx,
        actor=actor,
        now=now,
        action="rename",
        noun="unit",
        key=unit_id,
        before={"name_ja": before.name_ja},
        after={"name_ja": name},
    )
    return version


def set_unit_status(
    tx: Connection, *, actor: Actor, now: datetime, unit_id: int, expected: int | None, status: UnitStatus
) -> StatusChange:
    """Send a unit to repair, write it off, report it lost, or bring it back.

    Raises:
        Refused: the unit is in somebody's hands (`unit-is-out`): it has to come back, or its loss be reported, first.
        StaleVersion: somebody changed the unit first.
    """
    permission.require(permission.may_keep_stock(actor), "set-unit-status")
    load(tx, unit, unit_id, lock=True)
    out = select(loan.c.due_at, unit.c.asset_number).join(unit, unit.c.id == loan.c.unit_id)
    held = tx.execute(out.where(loan.c.unit_id == unit_id, loan.c.state == LoanState.ISSUED)).one_or_none()
    if held is not None:
        raise Refused(Reason("unit-is-out", {"asset_number": held.asset_number, "due": held.due_at}))
    affected = put_status(tx, actor=actor, now=now, unit_id=unit_id, status=status, expected=expected)
    return StatusChange(int(load(tx, unit, unit_id).version), affected)


def add_closure(
    tx: Connection,
    *,
    actor: Actor,
    now: datetime,
    interval: Interval,
    reason_code: str,
    reason_ja: str,
    unit_id: int | None = None,
    office_id: str | None = None,
    kind: str | None = None,
) -> ClosureAdded:
    """Close one unit (an outage), an office, or one kind in it, for a while.

    Raises:
        Refused: the subject is not exactly one of those, the reason is unknown, or the time is over.
        NotFound: there is no such unit or office.
    """
    permission.require(permission.may_keep_stock(actor), "add-closure")
    _allow(
        rules.closure_subject(unit_id, office_id, kind),
        rules.closure_reason(reason_code, reason_ja),
        rules.closure_past(interval, now),
    )
    if unit_id is not None:
        load(tx, unit, unit_id)
    else:
        load(tx, office, office_id)
    subject = {"unit_id": unit_id, "office_id": office_id, "kind": kind}
    why = {"reason_code": reason_code, "reason_ja": rules.one_line(reason_ja), "created_by": actor.staff_id}
    closure_id = _insert_closure(tx, {**subject, **why}, interval, actor=actor, now=now)
    closed = scopes.closed_units(unit_id, office_id, kind)
    touch(tx, scopes.subjects(tx, closed), now=now)
    return ClosureAdded(closure_id, bookings_within(tx, interval, closed, now=now))


def _insert_closure(
    tx: Connection, values: Mapping[str, Any], interval: Interval, *, actor: Actor, now: datetime
) -> int:
    times = {"starts_at": interval.start, "ends_at": interval.end, "changed_at": now}
    made = insert(closure).values({**values, **times}).returning(closure.c.id)
    closure_id = int(tx.execute(made).scalar_one())
    after = {**values, **{name: moment.isoformat() for name, moment in times.items()}}
    record(tx, actor=actor, now=now, action="add", noun="closure", key=closure_id, after=after)
    return closure_id


def lift_closure(tx: Connection, *, actor: Actor, now: datetime, closure_id: int) -> None:
    """Open again what a closure closed; the closure stays on record as lifted.

    Raises:
        Refused: it was lifted before (`closure-lifted`), or its time is over (`closure-past`).
    """
    permission.require(permission.may_keep_stock(actor), "lift-closure")
    row = load(tx, closure, closure_id, lock=True)
    if row.cancelled_at is not None:
        raise Refused(Reason("closure-lifted", {"at": row.cancelled_at}))
    _allow(rules.closure_by_hand(row.reason_code), rules.closure_past(Interval(row.starts_at, row.ends_at), now))
    change(tx, closure, closure_id, expected=None, cancelled_at=now, changed_at=now)
    closed = scopes.closed_units(row.unit_id, row.office_id, row.kind)
    touch(tx, scopes.subjects(tx, closed), now=now)
    ask_for_offers(tx, of_units(tx, closed, Interval(row.starts_at, row.ends_at)), now=now)
    record(tx, actor=actor, now=now, action="lift", noun="closure", key=closure_id)


def _allow(*found: Reason | None) -> None:
    reasons = tuple(reason for reason in found if reason is not None)
    if reasons:
        raise Refused(*reasons)
