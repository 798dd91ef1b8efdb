"""Repairs as those who keep the stock see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from scheduler.db.tables import booking, department, repair, staff_member
from scheduler.db.versions import load
from scheduler.domain.actor import Actor
from scheduler.domain.permission import may_keep_stock, require
from scheduler.domain.states import PlanState
from scheduler.moving.moves import Move, Place, unit_rows
from scheduler.repairs.result import Alternative, RepairResult, from_json

NOTHING = RepairResult((), (), (), (), 0, "")


@dataclass(frozen=True, slots=True)
class Who:
    """Whose booking it is, and of what."""

    booking_id: int
    staff_id: str
    section_ja: str
    section_en: str
    kind: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a booking is or would be."""

    office_id: str
    starts_at: datetime
    ends_at: datetime
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """`is_displaced`: it is in the way; otherwise its person agreed to be moved."""

    booking_id: int
    who: Who
    before: Spot
    after: Spot
    is_displaced: bool


@dataclass(frozen=True, slots=True)
class LostView:
    booking_id: int
    who: Who
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class ByHandView:
    """`why`: in_use (or handed out), kept (pinned, or begun)."""

    booking_id: int
    who: Who
    why: str


@dataclass(frozen=True, slots=True)
class RepairView:
    """`fewest`: the bound on moves to another time or office; `is_proven`: nobody can keep as many with fewer."""

    repair_id: int
    closure_id: int
    state: PlanState
    version: int
    job_id: str | None
    created_at: datetime
    applied_at: datetime | None
    moves: tuple[Moved, ...]
    lost: tuple[LostView, ...]
    by_hand: tuple[ByHandView, ...]
    fewest: int
    is_proven: bool

    @property
    def others(self) -> int:
        """How many move although nothing is in their way."""
        return sum(not item.is_displaced for item in self.moves)


def one(tx: Connection, repair_id: int, *, actor: Actor) -> RepairView:
    """A repair in whatever state, with what it proposes."""
    require(may_keep_stock(actor), "see-repairs")
    return _view(tx, load(tx, repair, repair_id))


def of_closure(tx: Connection, closure_id: int, *, actor: Actor) -> tuple[RepairView, ...]:
    """Every repair of a closure, the latest first."""
    require(may_keep_stock(actor), "see-repairs")
    query = select(repair).where(repair.c.closure_id == closure_id).order_by(repair.c.id.desc())
    return tuple(_view(tx, row) for row in tx.execute(query).all())


def _view(tx: Connection, row: Row[Any]) -> RepairView:
    result = from_json(row.result) if row.result else NOTHING
    ids = (
        *(move.booking_id for move in result.moves),
        *(item.booking_id for item in result.lost),
        *(item.booking_id for item in result.by_hand),
    )
    people = _people(tx, ids)
    units = unit_rows(
        tx, {unit_id for move in result.moves for place in (move.before, move.after) for unit_id in place.unit_ids}
    )
    return RepairView(
        repair_id=row.id,
        closure_id=row.closure_id,
        state=PlanState(row.state),
        version=row.version,
        job_id=row.job_id,
        created_at=row.created_at,
        applied_at=row.applied_at,
        moves=tuple(_moved(move, people, units, result.displaced) for move in result.moves),
        lost=tuple(LostView(item.booking_id, people[item.booking_id], item.alternatives) for item in result.lost),
        by_hand=tuple(ByHandView(item.booking_id, people[item.booking_id], item.why) for item in result.by_hand),
        fewest=result.fewest,
        is_proven=result.status == "optimal",
    )


def _moved(move: Move, people: Mapping[int, Who], units: Mapping[int, Row[Any]], displaced: Iterable[int]) -> Moved:
    return Moved(
        move.booking_id,
        people[move.booking_id],
        _spot(move.before, units),
        _spot(move.after, units),
        move.booking_id in displaced,
    )


def _spot(place: Place, units: Mapping[int, Row[Any]]) -> Spot:
    names = tuple(units[unit_id].name_ja for unit_id in place.unit_ids)
    return Spot(place.office_id, place.starts_at, place.ends_at, names)


def _people(tx: Connection, booking_ids: Iterable[int]) -> dict[int, Who]:
    query: Select[Any] = (
        select(
            booking.c.id,
            booking.c.staff_id,
            department.c.section_ja,
            department.c.section_en,
            booking.c.kind,
            booking.c.starts_at,
            booking.c.ends_at,
        )
        .join(staff_member, staff_member.c.staff_id == booking.c.staff_id)
        .join(department, department.c.department_id == staff_member.c.department_id)
        .where(booking.c.id.in_(list(booking_ids)))
    )
    return {row.id: Who(*row) for row in tx.execute(query)}
