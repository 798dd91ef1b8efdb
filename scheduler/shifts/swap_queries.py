"""Swaps as the two people and the head of their section see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, or_, select

from scheduler.db.tables import department, shift, shift_swap, staff_member
from scheduler.domain.actor import Actor, Role
from scheduler.domain.permission import may_plan_section, require
from scheduler.domain.states import SwapState
from scheduler.errors import NotFound, Refused
from scheduler.shifts.exchange import Pair, exchange
from scheduler.shifts.swaps import OPEN

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class SwapDay:
    """One day of an exchange with the patterns before it: of who asked, and of the other (None: no longer known)."""

    date: date
    pattern_id: str | None
    other_pattern_id: str | None


@dataclass(frozen=True, slots=True)
class SwapView:
    """`staff_id` asked `other_staff_id`."""

    swap_id: int
    staff_id: str
    other_staff_id: str
    department_id: str
    section_ja: str
    section_en: str
    days: tuple[SwapDay, ...]
    state: SwapState
    asked_at: datetime
    answered_at: datetime | None
    decided_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A colleague with whom a day could be exchanged without breaking a rule."""

    staff_id: str
    pattern_id: str


def one(tx: Connection, swap_id: int, *, actor: Actor) -> SwapView:
    """For the two, and for who plans their section."""
    row = tx.execute(_swaps().where(shift_swap.c.id == swap_id)).one_or_none()
    if row is None:
        raise NotFound("swap", swap_id)
    is_own = actor.has(Role.STAFF) and actor.staff_id in {row.staff_id, row.other_staff_id}
    require(is_own or may_plan_section(actor, row.department_id), "see-swap")
    return _view(row, _patterns(tx, [row]))


def mine(tx: Connection, *, actor: Actor) -> tuple[SwapView, ...]:
    """What the actor asked and was asked, latest first."""
    require(actor.has(Role.STAFF) and actor.staff_id is not None, "see-own-swaps")
    own = or_(shift_swap.c.staff_id == actor.staff_id, shift_swap.c.other_staff_id == actor.staff_id)
    return _views(tx, _swaps().where(own).order_by(shift_swap.c.id.desc()).limit(MOST_SHOWN))


def of_section(tx: Connection, department_id: str, *, actor: Actor) -> tuple[SwapView, ...]:
    """Swaps of a section that are open, those that wait for its head first, oldest first."""
    require(may_plan_section(actor, department_id), "see-swaps")
    query = _swaps().where(staff_member.c.department_id == department_id, shift_swap.c.state.in_(OPEN))
    return _views(tx, query.order_by(shift_swap.c.state != SwapState.AGREED, shift_swap.c.id))


def candidates(
    tx: Connection, day: date, *, pattern_id: str | None = None, actor: Actor, now: datetime
) -> tuple[Candidate, ...]:
    """Whom the actor could ask about a day of theirs, by staff number; with a `pattern_id` only who works that."""
    require(actor.has(Role.STAFF) and actor.staff_id is not None, "see-swap-candidates")
    own = tx.execute(select(shift).where(shift.c.staff_id == actor.staff_id, shift.c.date == day)).one_or_none()
    if own is None:
        return ()
    query = select(shift).where(
        shift.c.plan_id == own.plan_id, shift.c.date == day, shift.c.pattern_id != own.pattern_id
    )
    if pattern_id is not None:
        query = query.where(shift.c.pattern_id == pattern_id)
    found = []
    for row in tx.execute(query.order_by(shift.c.staff_id)).all():
        try:
            effect = exchange(tx, Pair(own.staff_id, day, row.staff_id, day), now=now).effect
        except Refused:  # the day has begun
            continue
        if effect.is_allowed:
            found.append(Candidate(row.staff_id, row.pattern_id))
    return tuple(found)


def _swaps() -> Select[Any]:
    return (
        select(shift_swap, staff_member.c.department_id, department.c.section_ja, department.c.section_en)
        .join(staff_member, staff_member.c.staff_id == shift_swap.c.staff_id)
        .join(department, department.c.department_id == staff_member.c.department_id)
    )


def _views(tx: Connection, query: Select[Any]) -> tuple[SwapView, ...]:
    rows = tx.execute(query).all()
    patterns = _patterns(tx, rows)
    return tuple(_view(row, patterns) for row in rows)


Patterns = Mapping[tuple[str, date], str]


def _patterns(tx: Connection, rows: Any) -> Patterns:
    """What the people of the swaps work on their days by now."""
    people = {staff_id for row in rows for staff_id in (row.staff_id, row.other_staff_id)}
    days = {day for row in rows for day in (row.date, row.other_date)}
    query = select(shift.c.staff_id, shift.c.date, shift.c.pattern_id).where(
        shift.c.staff_id.in_(people), shift.c.date.in_(days)
    )
    return {(row.staff_id, row.date): row.pattern_id for row in tx.execute(query)}


def _view(row: Row[Any], patterns: Patterns) -> SwapView:
    state = SwapState(row.state)
    return SwapView(
        swap_id=row.id,
        staff_id=row.staff_id,
        other_staff_id=row.other_staff_id,
        department_id=row.department_id,
        section_ja=row.section_ja,
        section_en=row.section_en,
        days=tuple(_day(row, day, state, patterns) for day in sorted({row.date, row.other_date})),
        state=state,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        decided_at=row.decided_at,
        version=row.version,
    )


def _day(row: Row[Any], day: date, state: SwapState, patterns: Patterns) -> SwapDay:
    own, other = patterns.get((row.staff_id, day)), patterns.get((row.other_staff_id, day))
    # Once it is carried out, what each works is what the other was to work.
    return SwapDay(day, other, own) if state is SwapState.APPROVED else SwapDay(day, own, other)
