"""An approved exchange becomes what the two people work by, and stays so in plans that are made later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, select, update

from scheduler.db.tables import shift, shift_assignment, shift_plan
from scheduler.domain.reason import Reason
from scheduler.domain.states import ShiftPlanState
from scheduler.feeds.revisions import touch
from scheduler.reasons import as_json
from scheduler.shifts.editing import refigure
from scheduler.shifts.exchange import Exchange


def carry_out(tx: Connection, found: Exchange, *, now: datetime) -> None:
    """Change the published days, and pin them in the published plan and in a proposal that is open."""
    plan = found.sheet.plan
    plans = _plans(tx, plan)
    for staff_id, day, taken in _taken(found):
        values = {name: getattr(taken, name) for name in ("pattern_id", "break_start", "break_end")}
        here = and_(shift.c.staff_id == staff_id, shift.c.date == day)
        tx.execute(update(shift).where(here).values(version=shift.c.version + 1, changed_at=now, **values))
        for row in plans:
            if values["pattern_id"] in row.key["patterns"]:
                _pin(tx, row.id, staff_id, day, values)
    for row in plans:
        refigure(tx, row.id)
    touch(tx, [("person", staff_id) for staff_id in found.pair.staff_ids], now=now)
    touch(tx, [("section", plan.department_id)], now=now)


def _taken(found: Exchange) -> Iterator[tuple[str, date, Row[Any]]]:
    """Each person and day with the other's shift."""
    one, other = found.pair.staff_ids
    for day in found.pair.days:
        yield one, day, found.shifts[other, day]
        yield other, day, found.shifts[one, day]


def _plans(tx: Connection, published: Row[Any]) -> Sequence[Any]:
    query = select(shift_plan.c.id, shift_plan.c.key).where(
        shift_plan.c.season_id == published.season_id,
        shift_plan.c.department_id == published.department_id,
        shift_plan.c.state.in_((ShiftPlanState.PROPOSED, ShiftPlanState.PUBLISHED)),
    )
    return tx.execute(query.order_by(shift_plan.c.id).with_for_update()).all()


def _pin(tx: Connection, plan_id: int, staff_id: str, day: date, values: dict[str, Any]) -> None:
    here = and_(
        shift_assignment.c.plan_id == plan_id,
        shift_assignment.c.staff_id == staff_id,
        shift_assignment.c.date == day,
    )
    row = tx.execute(select(shift_assignment).where(here)).one_or_none()
    if row is None:
        return  # away by that plan: it is out of date anyway
    is_unmet = row.wished_pattern_id not in {None, values["pattern_id"]}
    reasons = as_json([Reason("shift-swapped")]) if is_unmet else []
    tx.execute(update(shift_assignment).where(here).values(pinned=True, source="swap", reasons=reasons, **values))
