"""At the office that receives: units are ticked off as they are unpacked, and what differs is recorded and told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from calendars import clean_text
from scheduler.audit.operations import record
from scheduler.db.tables import loan, pool, transfer, transfer_item, unit
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.domain.states import TRANSFER, LoanState, TransferState, UnitStatus, advance
from scheduler.errors import IllegalTransition, Refused
from scheduler.feeds.revisions import touch
from scheduler.loans.rules import Condition, return_note
from scheduler.notices.operations import tell
from scheduler.resources.affected import AffectedBooking, bookings_on_unit
from scheduler.resources.status import put_status
from scheduler.transfers.items import is_open, item_of, items, on_its_way
from scheduler.transfers.promised_elsewhere import needed_until
from scheduler.transfers.rehoming import open_again, pool_like, put_into

GOOD, EXTRA, MISSING = "good", "extra", "missing"


@dataclass(frozen=True, slots=True)
class Arrived:
    """What was unpacked; `left` are still to come, `affected` bookings the unit cannot serve as it is or is here."""

    transfer_id: int
    asset_number: str
    outcome: str
    left: int
    affected: tuple[AffectedBooking, ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """The numbers that did not come, and the bookings that counted on them."""

    missing: tuple[str, ...]
    affected: tuple[AffectedBooking, ...]


def receive_unit(
    tx: Connection,
    asset_number: str,
    *,
    transfer_id: int | None = None,
    condition: Condition = Condition.GOOD,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> Arrived:
    """Tick one unit off, by the number on it; with the last one the transfer is received.

    Its outage ends. A damaged one goes to repair. One that was missing may still turn up. One that nobody ordered is
    recorded as extra, and belongs here unless somebody has booked it where it came from: then it has to go back.

    Raises:
        Refused: damage was not described, the number is unknown, lent out, here already or part of another transfer,
            or (without `transfer_id`) not on its way.
        IllegalTransition: nothing is to be received.
    """
    problem = return_note(condition, note)
    if problem is not None:
        raise Refused(problem)
    row = _received_by(tx, transfer_id or on_its_way(tx, asset_number), actor)
    item = item_of(items(tx, row.id), asset_number)
    if item is not None and item.outcome == MISSING:
        affected = _take_in(tx, item, condition, note, actor=actor, now=now)
        return Arrived(row.id, item.asset_number, condition.value, 0, affected)
    if row.state != TransferState.IN_TRANSIT:
        raise IllegalTransition("transfer", row.state, "receive")
    if item is None:
        return _extra(tx, row, asset_number, note, actor=actor, now=now)
    if not is_open(item):
        return Arrived(row.id, item.asset_number, item.outcome, _left(tx, row.id), ())
    affected = _take_in(tx, item, condition, note, actor=actor, now=now)
    left = _left(tx, row.id)
    if left == 0:
        _finish(tx, row, actor=actor, now=now)
    return Arrived(row.id, item.asset_number, condition.value, left, affected)


def close_receipt(tx: Connection, transfer_id: int, *, actor: Actor, now: datetime) -> Closed:
    """Nothing more is in the parcel: what was not ticked off is missing, and counts as lost until it turns up.

    Raises:
        IllegalTransition: it is not on its way.
    """
    row = _received_by(tx, transfer_id, actor)
    advance("transfer", TRANSFER, TransferState(row.state), "receive")
    affected: list[AffectedBooking] = []
    missing = [item for item in items(tx, transfer_id) if is_open(item)]
    for item in missing:
        tx.execute(update(transfer_item).where(transfer_item.c.id == item.id).values(outcome=MISSING))
        affected += put_status(tx, actor=actor, now=now, unit_id=item.unit_id, status=UnitStatus.LOST)
        open_again(tx, item.closure_id, now=now)
    _finish(tx, row, actor=actor, now=now)
    return Closed(tuple(item.asset_number for item in missing), tuple(affected))


def _received_by(tx: Connection, transfer_id: int, actor: Actor) -> Row[Any]:
    row = load(tx, transfer, transfer_id, lock=True)
    permission.require(permission.may_hand_out(actor, row.to_office_id), "receive-transfer")
    return row


def _take_in(
    tx: Connection, item: Row[Any], condition: Condition, note: str, *, actor: Actor, now: datetime
) -> tuple[AffectedBooking, ...]:
    values = {"outcome": condition.value, "received_at": now, "note_ja": clean_text(note)}
    tx.execute(update(transfer_item).where(transfer_item.c.id == item.id).values(values))
    open_again(tx, item.closure_id, now=now)
    if condition is Condition.DAMAGED:
        return put_status(tx, actor=actor, now=now, unit_id=item.unit_id, status=UnitStatus.REPAIR)
    if item.status == UnitStatus.LOST:
        # It counted as lost and is there.
        put_status(tx, actor=actor, now=now, unit_id=item.unit_id, status=UnitStatus.ACTIVE)
    return ()


def _extra(tx: Connection, row: Row[Any], asset_number: str, note: str, *, actor: Actor, now: datetime) -> Arrived:
    found = _stray(tx, row, asset_number)
    values = {
        "transfer_id": row.id,
        "unit_id": found.id,
        "from_pool_id": found.pool_id,
        "received_at": now,
        "outcome": EXTRA,
        "note_ja": clean_text(note),
    }
    tx.execute(insert(transfer_item).values(values))
    affected = bookings_on_unit(tx, found.id, now=now)
    if needed_until(tx, found.id, now=now) is None:
        put_into(tx, found.id, pool_like(tx, found.pool_id, row.to_office_id), usable_from=now, now=now)
    if found.status == UnitStatus.LOST:
        put_status(tx, actor=actor, now=now, unit_id=found.id, status=UnitStatus.ACTIVE)
    record(tx, actor=actor, now=now, action="receive-extra", noun="transfer", key=row.id, after={"unit_id": found.id})
    return Arrived(row.id, found.asset_number, EXTRA, _left(tx, row.id), affected)


def _stray(tx: Connection, row: Row[Any], asset_number: str) -> Row[Any]:
    """A unit that was not ordered, as far as it may be kept here."""
    number = {"asset_number": asset_number.strip()[:60]}
    query: Select[Any] = (
        select(unit.c.id, unit.c.asset_number, unit.c.status, unit.c.pool_id, pool.c.office_id, pool.c.kind)
        .join(pool, pool.c.id == unit.c.pool_id)
        .where(unit.c.asset_number == asset_number.strip())
    )
    found = tx.execute(query.with_for_update(of=unit)).one_or_none()
    if found is None:
        raise Refused(Reason("transfer-number-unknown", number))
    elsewhere = select(transfer_item.c.transfer_id).where(
        transfer_item.c.unit_id == found.id, transfer_item.c.outcome.is_(None)
    )
    other = tx.execute(elsewhere).scalar_one_or_none()
    if other is not None:
        raise Refused(Reason("transfer-of-another", {**number, "transfer": other}))
    out = select(loan.c.due_at).where(loan.c.unit_id == found.id, loan.c.state == LoanState.ISSUED)
    due_at = tx.execute(out).scalar_one_or_none()
    if due_at is not None:
        raise Refused(Reason("unit-is-out", {**number, "due": due_at}))
    if found.office_id == row.to_office_id:
        raise Refused(Reason("transfer-already-here", {**number, "office": row.to_office_id}))
    return found


def _left(tx: Connection, transfer_id: int) -> int:
    return sum(is_open(item) for item in items(tx, transfer_id))


def _finish(tx: Connection, row: Row[Any], *, actor: Actor, now: datetime) -> None:
    state = advance("transfer", TRANSFER, TransferState(row.state), "receive")
    change(tx, transfer, row.id, expected=None, state=state, received_at=now, changed_at=now)
    touch(tx, [("office", row.from_office_id), ("office", row.to_office_id)], now=now)
    differences = {item.asset_number: item.outcome for item in items(tx, row.id) if item.outcome != GOOD}
    record(
        tx, actor=actor, now=now, action="advance", noun="transfer", key=row.id,
        before={"state": row.state}, after={"state": state.value, "differences": differences},
    )  # fmt: skip
    if differences and row.created_by is not None:
        told = {"transfer": row.id, "office": row.to_office_id, "count": len(differences)}
        tell(tx, row.created_by, "transfer-differences", told, now=now)
