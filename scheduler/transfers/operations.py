"""Orders units from one office to another, and calls an order off as long as nothing has left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, insert, literal, not_, select

from calendars import clean_line
from scheduler.audit.operations import record
from scheduler.db.tables import allocation, closure, loan, office, pool, transfer, transfer_item, unit
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.interval import Interval
from scheduler.domain.policy import DEFAULT_POLICY, Policy
from scheduler.domain.reason import Reason
from scheduler.domain.states import TRANSFER, LoanState, TransferState, UnitStatus, advance
from scheduler.errors import Refused
from scheduler.feeds.revisions import touch
from scheduler.offices.queries import closed_days
from scheduler.transfers import rules
from scheduler.transfers.giving_back import give_back
from scheduler.transfers.promised_elsewhere import hand_promises_on
from scheduler.transfers.rehoming import pool_like, put_into, shut
from scheduler.transfers.rules import Way


@dataclass(frozen=True, slots=True)
class Ordered:
    """The transfer, and when its units should be there: they can be booked there from then on."""

    transfer_id: int
    due_at: datetime


def order(
    tx: Connection,
    *,
    actor: Actor,
    now: datetime,
    asset_numbers: Sequence[str],
    to_office_id: str,
    leaves_on: date,
    carrier: str = rules.COURIER,
    due_at: datetime | None = None,
    note_ja: str = "",
    policy: Policy = DEFAULT_POLICY,
) -> Ordered:
    """Have named units of one kind sent from the office where they are to another.

    They belong to the other office from now on and are out of use until their planned arrival. Promises that other
    units can keep are handed on to those. `carrier` "own" needs no courier; `due_at` says when it arrives then.

    Raises:
        Refused: one reason for each unit that cannot go and each rule that is broken; nothing has changed.
        NotFound: there is no such office.
    """
    permission.require(permission.may_keep_stock(actor), "order-transfer")
    load(tx, office, to_office_id)
    wanted = tuple(dict.fromkeys(number.strip() for number in asset_numbers if number.strip()))
    _refuse_if(rules.numbers(wanted), rules.note(note_ja))
    units = _units(tx, wanted)
    way = Way(units[0].office_id, to_office_id, leaves_on, carrier, due_at)
    arrives = _arrival(tx, units, way, now=now, policy=policy)
    with tx.begin_nested():
        outages = _shut_and_clear(tx, units, Interval(now, arrives), actor=actor, now=now)
        transfer_id = _store(tx, units, way, arrives, outages, note_ja, actor=actor, now=now)
        for row in units:
            put_into(tx, row.id, pool_like(tx, row.pool_id, to_office_id), usable_from=arrives, now=now)
    touch(tx, [("office", way.from_office_id), ("office", to_office_id)], now=now)
    after = {"from": way.from_office_id, "to": to_office_id, "units": list(wanted), "due_at": arrives.isoformat()}
    record(tx, actor=actor, now=now, action="order", noun="transfer", key=transfer_id, after=after)
    return Ordered(transfer_id, arrives)


def cancel(tx: Connection, transfer_id: int, *, expected: int | None = None, actor: Actor, now: datetime) -> int:
    """Call off what has not left yet: the units stay where they are and belong there again. Returns the version.

    Raises:
        Refused: somebody has booked a unit at the other office by now (`transfer-unit-awaited`).
        IllegalTransition: it has left, or is over.
    """
    permission.require(permission.may_keep_stock(actor), "cancel-transfer")
    row = load(tx, transfer, transfer_id, lock=True)
    state = advance("transfer", TRANSFER, TransferState(row.state), "cancel")
    with tx.begin_nested():
        open_items = select(transfer_item).where(
            transfer_item.c.transfer_id == transfer_id, transfer_item.c.outcome.is_(None)
        )
        for item in tx.execute(open_items.order_by(transfer_item.c.id)).all():
            give_back(tx, item, "cancelled", actor=actor, now=now)
        version = change(tx, transfer, transfer_id, expected=expected, state=state, cancelled_at=now, changed_at=now)
    touch(tx, [("office", row.from_office_id), ("office", row.to_office_id)], now=now)
    record(tx, actor=actor, now=now, action="cancel", noun="transfer", key=transfer_id, before={"state": row.state})
    return version


def _units(tx: Connection, wanted: Sequence[str]) -> Sequence[Row[Any]]:
    """The units with their pools, locked; all of one kind at one office."""
    query: Select[Any] = (
        select(unit.c.id, unit.c.asset_number, unit.c.status, unit.c.pool_id, pool.c.office_id, pool.c.kind)
        .join(pool, pool.c.id == unit.c.pool_id)
        .where(unit.c.asset_number.in_(wanted))
        .order_by(unit.c.id)
    )
    found = tx.execute(query.with_for_update(of=unit)).all()
    missing = sorted(set(wanted) - {row.asset_number for row in found})
    if missing:
        raise Refused(*(Reason("transfer-number-unknown", {"asset_number": number[:60]}) for number in missing))
    first = found[0]
    mixed = [row for row in found if (row.office_id, row.kind) != (first.office_id, first.kind)]
    if mixed:
        raise Refused(Reason("transfer-mixed", {"one": first.asset_number, "other": mixed[0].asset_number}))
    return found


def _arrival(tx: Connection, units: Sequence[Row[Any]], way: Way, *, now: datetime, policy: Policy) -> datetime:
    kind = units[0].kind
    _refuse_if(*rules.kind_and_offices(kind, way))
    closed = closed_days(tx)
    _refuse_if(rules.leaving_day(way.leaves_on, now, closed))
    arrives = rules.arrival(tx, way, len(units), now=now, closed=closed, policy=policy)
    problem = arrives if isinstance(arrives, Reason) else None
    _refuse_if(
        problem,
        rules.room(tx, way.to_office_id, kind, len(units), now=now),
        *(_unit_problem(tx, row, now=now) for row in units),
    )
    assert isinstance(arrives, datetime)  # noqa: S101 - a reason has been raised above
    return arrives


def _unit_problem(tx: Connection, row: Row[Any], *, now: datetime) -> Reason | None:
    """Why this unit cannot be sent, whatever the day."""
    number = {"asset_number": row.asset_number}
    underway = select(transfer_item.c.transfer_id).where(
        transfer_item.c.unit_id == row.id, transfer_item.c.outcome.is_(None)
    )
    transfer_id = tx.execute(underway).scalar_one_or_none()
    if transfer_id is not None:
        return Reason("transfer-underway", {**number, "transfer": transfer_id})
    out = select(loan.c.due_at).where(loan.c.unit_id == row.id, loan.c.state == LoanState.ISSUED)
    due_at = tx.execute(out).scalar_one_or_none()
    if due_at is not None:
        return Reason("transfer-unit-out", {**number, "due": due_at, "proposal": _another(tx, row, now=now)})
    if row.status != UnitStatus.ACTIVE or _is_shut(tx, row.id, now):
        return Reason("transfer-unit-not-usable", {**number, "proposal": _another(tx, row, now=now)})
    return None


def _is_shut(tx: Connection, unit_id: int, now: datetime) -> bool:
    stands = (closure.c.cancelled_at.is_(None), closure.c.starts_at <= now, closure.c.ends_at > now)
    return tx.execute(select(closure.c.id).where(closure.c.unit_id == unit_id, *stands)).first() is not None


def _shut_and_clear(
    tx: Connection, units: Sequence[Row[Any]], away: Interval, *, actor: Actor, now: datetime
) -> dict[int, int]:
    """The outage of each unit, after all promises were handed on; what still needs one of them refuses the order."""
    outages = {row.id: shut(tx, row.id, away, actor=actor, now=now) for row in units}
    reasons = []
    for row in units:
        until = hand_promises_on(tx, row.id, but_not_to=outages, actor=actor, now=now)
        if until is not None:
            params = {"asset_number": row.asset_number, "until": until}
            reasons.append(Reason("transfer-unit-needed", {**params, "proposal": _another(tx, row, now=now)}))
    _refuse_if(*reasons)
    return outages


def _another(tx: Connection, row: Row[Any], *, now: datetime) -> str:
    """The number of another unit like it that could be sent instead; "none" when there is none."""
    held = exists(
        select(literal(1)).where(allocation.c.unit_id == unit.c.id, allocation.c.holds, allocation.c.held_until > now)
    )
    shut_now = exists(
        select(literal(1)).where(
            closure.c.unit_id == unit.c.id, closure.c.cancelled_at.is_(None), closure.c.ends_at > now
        )
    )
    query = (
        select(unit.c.asset_number)
        .where(
            unit.c.pool_id == row.pool_id,
            unit.c.id != row.id,
            unit.c.status == UnitStatus.ACTIVE,
            not_(held),
            not_(shut_now),
        )
        .order_by(unit.c.asset_number)
        .limit(1)
    )
    return tx.execute(query).scalar_one_or_none() or "none"


def _store(
    tx: Connection,
    units: Sequence[Row[Any]],
    way: Way,
    arrives: datetime,
    outages: dict[int, int],
    note_ja: str,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    values = {
        "kind": units[0].kind,
        "from_office_id": way.from_office_id,
        "to_office_id": way.to_office_id,
        "state": TransferState.ORDERED,
        "carrier": way.carrier,
        "leaves_on": way.leaves_on,
        "due_at": arrives,
        "note_ja": " ".join(clean_line(note_ja).split()),
        "created_by": actor.staff_id,
        "created_at": now,
        "changed_at": now,
    }
    transfer_id = int(tx.execute(insert(transfer).values(values).returning(transfer.c.id)).scalar_one())
    rows = [
        {
            "transfer_id": transfer_id,
            "unit_id": row.id,
            "from_pool_id": row.pool_id,
            "closure_id": outages[row.id],
            "note_ja": "",
        }
        for row in units
    ]
    tx.execute(insert(transfer_item), rows)
    return transfer_id


def _refuse_if(*found: Reason | None) -> None:
    reasons = tuple(reason for reason in found if reason is not None)
    if reasons:
        raise Refused(*reasons)
