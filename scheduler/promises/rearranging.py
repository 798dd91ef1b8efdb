"""Makes room for a booking by exchanging promised units among units that are alike.

A promise holds a unit at every moment, so whatever is accepted here can be kept beside everything accepted before:
the database's own guard says so when the rows are put back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select, update
from sqlalchemy.exc import DBAPIError

from scheduler.audit.operations import record
from scheduler.bookings.revisions import touch_shown
from scheduler.db.guards import conflict_of
from scheduler.db.tables import allocation, closure, loan, pool, unit
from scheduler.domain.actor import Actor
from scheduler.domain.states import LoanState, UnitStatus
from scheduler.domain.wish import Need
from scheduler.promises.colouring import Busy, Piece, coloured, concerned

_NEW = 0  # no row has this id


def make_room(tx: Connection, need: Need, *, actor: Actor, now: datetime) -> bool:
    """Whether promises could be exchanged so that a unit for the need may be free now: look again.

    Every class of unit that serves the need is tried, plainest first. Only what was not handed out yet and is not
    bound moves, and only to a unit that its class calls the same. Without success nothing has changed.
    """
    for units in _classes(tx, need):
        arrangement = _Arrangement.read(tx, units, now)
        moves = arrangement.moves_for(_new(need, units))
        if moves and _move(tx, moves, actor=actor, now=now):
            return True
    return False


def has_room(tx: Connection, need: Need, *, now: datetime) -> bool:
    """Whether a unit for the need could be promised at this moment, if need be by exchanging others. Moves nothing."""
    return any(
        _Arrangement.read(tx, units, now, lock=False).moves_for(_new(need, units)) is not None
        for units in _classes(tx, need)
    )


def take_over(tx: Connection, allocation_id: int, unit_id: int, *, actor: Actor, now: datetime) -> bool:
    """Give an allocation this very unit of its pool, and the promises in its way other units of it.

    What the desk does when somebody takes the device that lies on top. Without success nothing has changed.
    """
    mine = tx.execute(select(allocation, unit.c.pool_id).join(unit).where(allocation.c.id == allocation_id)).one()
    query = select(unit.c.id, pool).join(pool, pool.c.id == unit.c.pool_id)
    units = tx.execute(query.where(pool.c.id == mine.pool_id, unit.c.status == UnitStatus.ACTIVE)).all()
    # Held from now on at the earliest: before that the unit may have been somebody else's.
    piece = Piece(mine.id, max(mine.starts_at, now), mine.held_until, mine.unit_id, frozenset({unit_id}))
    moves = _Arrangement.read(tx, units, now, without=mine).moves_for(piece)
    return bool(moves) and _move(tx, moves or (), actor=actor, now=now)


def _new(need: Need, units: Sequence[Row[Any]]) -> Piece:
    held_until = need.interval.end + timedelta(minutes=units[0].turnaround_min)
    only = None if need.unit_id is None else frozenset({need.unit_id})
    return Piece(_NEW, need.interval.start, held_until, only=only)


def _classes(tx: Connection, need: Need) -> list[list[Row[Any]]]:
    """The active units that serve the need, those that are alike together."""
    query = (
        select(unit.c.id, pool)
        .join(pool, pool.c.id == unit.c.pool_id)
        .where(
            unit.c.status == UnitStatus.ACTIVE,
            pool.c.kind.in_(need.unit_kinds),
            pool.c.office_id == need.office_id,
            pool.c.people >= need.people,
        )
        .order_by(unit.c.asset_number)
    )
    if need.conf_system not in {"", "any"}:
        query = query.where(pool.c.conf_system.in_([need.conf_system, "both"]))
    found: dict[tuple[Any, ...], list[Row[Any]]] = defaultdict(list)
    for row in tx.execute(query):
        attributes = frozenset(filter(None, row.attributes.split(";")))
        if need.attributes <= attributes:
            alike = (len(attributes), row.people, sorted(attributes), row.kind, row.conf_system, row.turnaround_min)
            found[alike[0], alike[1], tuple(alike[2]), *alike[3:]].append(row)
    return [found[alike] for alike in sorted(found)]


@dataclass(frozen=True, slots=True)
class _Move:
    """A row that holds a unit now, and the unit and the time from which it is to hold one."""

    row: Row[Any]
    unit_id: int
    starts_at: datetime


@dataclass(frozen=True)
class _Arrangement:
    """Units that are alike: what keeps them busy for good, and the promises that may change places."""

    fixed: Mapping[int, Sequence[Busy]]
    rows: Mapping[int, Row[Any]]
    pieces: Sequence[Piece]

    @classmethod
    def read(
        cls,
        tx: Connection,
        units: Sequence[Row[Any]],
        now: datetime,
        *,
        without: Row[Any] | None = None,
        lock: bool = True,
    ) -> _Arrangement:
        """`without`: a row that is about to move, so its unit counts as free of it."""
        closed = _closed(tx, units, now)
        fixed: dict[int, list[Busy]] = {row.id: list(closed[row.id]) for row in units}
        rows: dict[int, Row[Any]] = {}
        pieces: list[Piece] = []
        for row in _held(tx, [row.id for row in units], now, lock=lock):
            # What stands against a closure is for people to settle; here it stays where it is.
            is_kept = all(end <= row.starts_at or start >= row.held_until for start, end in closed[row.unit_id])
            if without is not None and row.id == without.id:
                rows[row.id] = row
            elif not row.bound and row.state == LoanState.RESERVED and is_kept:
                rows[row.id] = row
                # Of what was not fetched in time the past is over: another unit may have been somebody else's then.
                pieces.append(Piece(row.id, max(row.starts_at, now), row.held_until, row.unit_id))
            else:
                fixed[row.unit_id].append((row.starts_at, row.held_until))
        return cls(fixed, rows, pieces)

    def moves_for(self, piece: Piece) -> Sequence[_Move] | None:
        """Who changes places so that the piece fits in as well; None when it cannot."""
        together = concerned(self.pieces, piece)
        found = coloured(together, self.fixed)
        if found is None:
            return None
        starts = {item.key: item.starts_at for item in together}
        return [
            _Move(self.rows[key], unit_id, starts[key])
            for key, unit_id in sorted(found.items())
            if key != _NEW and self.rows[key].unit_id != unit_id
        ]


def _held(tx: Connection, unit_ids: Sequence[int], now: datetime, *, lock: bool) -> Sequence[Row[Any]]:
    """What holds the units from now on; locked before a move, so that no desk hands out what is being exchanged."""
    query = (
        select(allocation, loan.c.state)
        .outerjoin(loan, loan.c.allocation_id == allocation.c.id)
        .where(allocation.c.unit_id.in_(unit_ids), allocation.c.holds, allocation.c.held_until > now)
        .order_by(allocation.c.id)
    )
    return tx.execute(query.with_for_update(of=allocation) if lock else query).all()


def _closed(tx: Connection, units: Sequence[Row[Any]], now: datetime) -> Mapping[int, Sequence[Busy]]:
    """When each unit is closed. A turnaround may run into a closure, so closures start that much later here."""
    concerns = or_(
        closure.c.unit_id.in_([row.id for row in units]),
        and_(closure.c.unit_id.is_(None), closure.c.office_id == units[0].office_id),
    )
    found: dict[int, list[Busy]] = {row.id: [] for row in units}
    for shut in tx.execute(select(closure).where(concerns, closure.c.cancelled_at.is_(None), closure.c.ends_at > now)):
        for row in units:
            if shut.unit_id == row.id or (shut.unit_id is None and shut.kind in {None, row.kind}):
                found[row.id].append((shut.starts_at + timedelta(minutes=row.turnaround_min), shut.ends_at))
    return found


def _move(tx: Connection, moves: Sequence[_Move], *, actor: Actor, now: datetime) -> bool:
    """Release all, then place all: two that change places would be refused one by one.

    A lost race moves nothing and is no refusal: the caller looks again. The bookings keep their versions, for
    their people see the class and not the unit.
    """
    booking_ids = {move.row.booking_id for move in moves}
    try:
        with tx.begin_nested():
            touch_shown(tx, booking_ids, now=now)
            ids = [move.row.id for move in moves]
            tx.execute(update(allocation).where(allocation.c.id.in_(ids)).values(holds=False))
            for move in moves:
                _put(tx, move, actor=actor, now=now)
            touch_shown(tx, booking_ids, now=now)
    except DBAPIError as error:
        if conflict_of(error) is None:
            raise
    return True


def _put(tx: Connection, move: _Move, *, actor: Actor, now: datetime) -> None:
    row = move.row
    held = {"unit_id": move.unit_id, "starts_at": move.starts_at, "holds": True}
    tx.execute(update(allocation).where(allocation.c.id == row.id).values(held))
    follows = update(loan).where(loan.c.allocation_id == row.id, loan.c.state == LoanState.RESERVED)
    tx.execute(follows.values(unit_id=move.unit_id, version=loan.c.version + 1))
    units = {"before": {"unit_id": row.unit_id}, "after": {"unit_id": move.unit_id}}
    record(tx, actor=actor, now=now, action="exchange_promised", noun="booking", key=row.booking_id, **units)
