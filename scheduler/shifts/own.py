"""Published shifts and wishes, as their own person sees them and as the head of the section keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from scheduler.db.tables import season, shift, shift_assignment, shift_pattern, shift_preference, staff_member
from scheduler.db.versions import load
from scheduler.domain.actor import Actor, Role
from scheduler.domain.permission import may_plan_section, require
from scheduler.domain.reason import Reason
from scheduler.reasons import from_json
from scheduler.shifts.wishes import may_set


@dataclass(frozen=True, slots=True)
class MyShift:
    """A published day.  `reasons`: why the wish for it was not met, and what would have helped."""

    date: date
    pattern_id: str
    name_ja: str
    name_en: str
    start: time
    end: time
    break_start: time
    break_end: time
    wished_pattern_id: str | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class WishView:
    """A wish as it was set (scheduler.shifts.wishes): weekdays as codes "MO" to "SU"."""

    preference_id: str
    staff_id: str
    kind: str
    first: date
    last: date
    weekdays: tuple[str, ...]
    pattern_id: str
    weight: int
    may_withdraw: bool


def my_shifts(tx: Connection, *, actor: Actor, first: date, last: date) -> tuple[MyShift, ...]:
    """The actor's published shifts from a day to a day, both included."""
    require(actor.has(Role.STAFF) and actor.staff_id is not None, "see-own-shifts")
    in_plan = and_(
        shift_assignment.c.plan_id == shift.c.plan_id,
        shift_assignment.c.staff_id == shift.c.staff_id,
        shift_assignment.c.date == shift.c.date,
    )
    query = (
        select(
            shift.c.date,
            shift.c.pattern_id,
            shift_pattern.c.name_ja,
            shift_pattern.c.name_en,
            shift_pattern.c.start,
            shift_pattern.c.end,
            shift.c.break_start,
            shift.c.break_end,
            shift_assignment.c.wished_pattern_id,
            shift_assignment.c.reasons,
        )
        .join(shift_pattern, shift_pattern.c.pattern_id == shift.c.pattern_id)
        .outerjoin(shift_assignment, in_plan)
        .where(shift.c.staff_id == actor.staff_id, shift.c.date >= first, shift.c.date <= last)
        .order_by(shift.c.date)
    )
    return tuple(MyShift(*row[:9], from_json(row.reasons or ())) for row in tx.execute(query))


def my_wishes(tx: Connection, season_id: str, *, actor: Actor) -> tuple[WishView, ...]:
    """Everything the office has from the actor for a season: wishes, fixed patterns, leave, trips."""
    require(actor.has(Role.STAFF) and actor.staff_id is not None, "see-own-wishes")
    term = load(tx, season, season_id)
    query = select(shift_preference).where(
        shift_preference.c.staff_id == actor.staff_id,
        shift_preference.c.date_from <= term.last_day,
        shift_preference.c.date_to >= term.first_day,
    )
    rows = tx.execute(query.order_by(shift_preference.c.date_from, shift_preference.c.preference_id))
    return tuple(_wish(row, actor, actor.department_id or "") for row in rows)


def section_wishes(tx: Connection, season_id: str, department_id: str, *, actor: Actor) -> tuple[WishView, ...]:
    """What the office has from everybody of a section, by person, for who plans it; nobody is asked for grounds."""
    require(may_plan_section(actor, department_id), "see-section-wishes")
    term = load(tx, season, season_id)
    query = (
        select(shift_preference)
        .join(staff_member, staff_member.c.staff_id == shift_preference.c.staff_id)
        .where(
            staff_member.c.department_id == department_id,
            shift_preference.c.date_from <= term.last_day,
            shift_preference.c.date_to >= term.first_day,
        )
        .order_by(shift_preference.c.staff_id, shift_preference.c.date_from, shift_preference.c.preference_id)
    )
    return tuple(_wish(row, actor, department_id) for row in tx.execute(query))


def _wish(row: Row[Any], actor: Actor, department_id: str) -> WishView:
    return WishView(
        row.preference_id,
        row.staff_id,
        row.kind,
        row.date_from,
        row.date_to,
        tuple(row.weekdays.split(";")),
        row.pattern_id,
        row.weight,
        may_set(actor, row.staff_id, department_id, row.kind),
    )
