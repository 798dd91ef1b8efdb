"""One query answers "what is free"; the same query chooses the unit of an instant booking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, literal, not_, or_, select

from scheduler.db.tables import allocation, closure, office, pool, travel, unit
from scheduler.db.time import plus_minutes
from scheduler.domain.states import UnitStatus
from scheduler.domain.wish import Need


@dataclass(frozen=True, slots=True)
class FreeUnit:
    """A unit that can be booked for the whole time asked for."""

    unit_id: int
    asset_number: str
    name_ja: str
    kind: str
    office_id: str
    office_name_ja: str
    office_name_en: str
    attributes: tuple[str, ...]
    conf_system: str
    people: int
    turnaround_min: int
    # Road minutes from the place asked about; 0 in that place itself.
    minutes: int


def free_units(tx: Connection, need: Need, *, anywhere: bool = False, is_winter: bool = False) -> tuple[FreeUnit, ...]:
    """Units that fit the need and are free for all of it, best first.

    Nearest first; then the unit with the fewest attributes nobody asked for, so that special ones stay free.
    `anywhere` looks at every office; otherwise only at the one the need names.
    """
    rows = tx.execute(_free(tx, need, anywhere=anywhere, is_winter=is_winter)).all()
    return tuple(_free_unit(row) for row in rows)


def _free(tx: Connection, need: Need, *, anywhere: bool, is_winter: bool) -> Select[Any]:
    minutes = travel.c.minutes_winter if is_winter else travel.c.minutes
    here = pool.c.office_id == need.office_id
    query = (
        select(
            unit.c.id,
            unit.c.asset_number,
            unit.c.name_ja,
            pool,
            office.c.name_ja.label("office_name_ja"),
            office.c.name_en.label("office_name_en"),
            func.coalesce(minutes, 0).label("minutes"),
        )
        .join(pool, pool.c.id == unit.c.pool_id)
        .join(office, office.c.office_id == pool.c.office_id)
        .outerjoin(
            travel,
            and_(travel.c.from_office_id == need.office_id, travel.c.to_office_id == pool.c.office_id),
        )
        .where(
            unit.c.status == UnitStatus.ACTIVE,
            pool.c.kind.in_(need.unit_kinds),
            pool.c.people >= need.people,
            *(_has_attribute(name) for name in sorted(need.attributes)),
            not_(taken(tx, need)),
            not_(closed(need)),
        )
        # A place without a known road comes last, not first.
        .order_by(not_(here), func.coalesce(minutes, 100_000), _surplus(), unit.c.asset_number)
    )
    if not anywhere:
        query = query.where(here)
    if need.unit_id is not None:
        query = query.where(unit.c.id == need.unit_id)
    if need.conf_system not in {"", "any"}:
        query = query.where(pool.c.conf_system.in_([need.conf_system, "both"]))
    return query


def taken(tx: Connection, need: Need, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Another booking holds the unit during the need or the turnaround that has to follow it.

    With conditions on the allocation only those count that meet them.
    """
    return exists(
        select(literal(1)).where(
            *conditions,
            allocation.c.unit_id == unit.c.id,
            allocation.c.holds,
            allocation.c.starts_at < plus_minutes(tx, need.interval.end, pool.c.turnaround_min),
            allocation.c.held_until > need.interval.start,
        )
    )


def closed(need: Need) -> ColumnElement[bool]:
    """The office, the kind in it, or the unit itself is closed during the need."""
    concerns = or_(
        closure.c.unit_id == unit.c.id,
        and_(
            closure.c.unit_id.is_(None),
            closure.c.office_id == pool.c.office_id,
            or_(closure.c.kind.is_(None), closure.c.kind == pool.c.kind),
        ),
    )
    return exists(
        select(literal(1)).where(
            concerns,
            closure.c.cancelled_at.is_(None),
            closure.c.starts_at < need.interval.end,
            closure.c.ends_at > need.interval.start,
        )
    )


def _has_attribute(name: str) -> ColumnElement[bool]:
    return (literal(";") + pool.c.attributes + literal(";")).contains(f";{name};", autoescape=True)


def _surplus() -> ColumnElement[int]:
    return func.length(pool.c.attributes) + pool.c.people


def _free_unit(row: Row[Any]) -> FreeUnit:
    return FreeUnit(
        unit_id=row.id,
        asset_number=row.asset_number,
        name_ja=row.name_ja,
        kind=row.kind,
        office_id=row.office_id,
        office_name_ja=row.office_name_ja,
        office_name_en=row.office_name_en,
        attributes=tuple(filter(None, row.attributes.split(";"))),
        conf_system=row.conf_system,
        people=row.people,
        turnaround_min=row.turnaround_min,
        minutes=row.minutes,
    )
