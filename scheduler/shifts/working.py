"""The rows that people work by: replaced by those of a plan, with whoever sees a difference told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, update

from calendars import local_date
from scheduler.db.tables import shift
from scheduler.domain.loan_period import at
from scheduler.feeds.revisions import touch
from scheduler.notices.operations import tell
from scheduler.shifts.sheet import Sheet, Spot


@dataclass(frozen=True)
class Changed:
    """Days that are other than before, by person; `first_time`: people who had none; `sections`: whose they are."""

    people: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    first_time: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()

    @property
    def days(self) -> int:
        return sum(len(days) for days in self.people.values())

    def __add__(self, other: Changed) -> Changed:
        people = {**self.people}
        for staff_id, days in other.people.items():
            people[staff_id] = tuple(sorted({*people.get(staff_id, ()), *days}))
        return Changed(people, self.first_time | other.first_time, self.sections | other.sections)


def replace_shifts(tx: Connection, sheet: Sheet, *, now: datetime) -> Changed:
    """Give a section's people the days of the plan from today on; days that are over are what they were.

    Raises:
        IntegrityError: somebody was given another shift on one of the days at the same moment.
    """
    plan, dates = sheet.plan, [day for day in sheet.key.dates if day >= local_date(now)]
    if not dates:
        return Changed()
    wanted = {spot: item for spot, item in sheet.assignments.items() if spot[1] >= dates[0]}
    standing = _standing(tx, sheet, dates)
    new = [item for spot, item in wanted.items() if spot not in standing]
    other = [item for spot, item in wanted.items() if spot in standing and _differs(standing[spot], item)]
    gone = [spot for spot in standing if spot not in wanted]
    _delete(tx, gone)
    for item in other:
        _change(tx, item, plan, now)
    # Days that stay as they are come from the new plan, too: reasons are read there.
    stays = shift.c.staff_id.in_(sheet.key.staff_ids) & shift.c.date.between(dates[0], dates[-1])
    tx.execute(update(shift).where(stays).values(plan_id=plan.id, department_id=plan.department_id))
    if new:
        tx.execute(insert(shift), [_values(item, plan, now) for item in new])
    spots = [*((item.staff_id, item.date) for item in (*new, *other)), *gone]
    return _changed(spots, {staff_id for staff_id, _ in standing}, plan.department_id)


def tell_people(tx: Connection, term: Row[Any], changed: Changed, *, now: datetime) -> None:
    """A notice for everybody with a difference, and their calendars and their section's are marked."""
    touch(tx, [("person", staff_id) for staff_id in changed.people], now=now)
    if changed.people:
        touch(tx, [("section", department_id) for department_id in changed.sections], now=now)
    whole = {"start": _midnight(term.first_day), "end": _midnight(term.last_day)}
    for staff_id, days in changed.people.items():
        if staff_id in changed.first_time:
            tell(tx, staff_id, "shifts-published", whole, now=now)
        else:
            tell(tx, staff_id, "shifts-changed", {"start": _midnight(days[0]), "days": len(days)}, now=now)


def _standing(tx: Connection, sheet: Sheet, dates: Sequence[date]) -> dict[Spot, Row[Any]]:
    """Published days of the section, and of people of the plan wherever they were before."""
    mine = or_(shift.c.department_id == sheet.plan.department_id, shift.c.staff_id.in_(sheet.key.staff_ids))
    query = select(shift).where(mine, shift.c.date.between(dates[0], dates[-1])).with_for_update()
    return {(row.staff_id, row.date): row for row in tx.execute(query)}


def _differs(standing: Row[Any], item: Row[Any]) -> bool:
    return any(getattr(standing, name) != getattr(item, name) for name in ("pattern_id", "break_start", "break_end"))


def _values(item: Row[Any], plan: Row[Any], now: datetime) -> dict[str, Any]:
    return {
        "staff_id": item.staff_id,
        "date": item.date,
        "department_id": plan.department_id,
        "pattern_id": item.pattern_id,
        "break_start": item.break_start,
        "break_end": item.break_end,
        "plan_id": plan.id,
        "changed_at": now,
    }


def _change(tx: Connection, item: Row[Any], plan: Row[Any], now: datetime) -> None:
    here = and_(shift.c.staff_id == item.staff_id, shift.c.date == item.date)
    tx.execute(update(shift).where(here).values(version=shift.c.version + 1, **_values(item, plan, now)))


def _delete(tx: Connection, spots: Iterable[Spot]) -> None:
    days: dict[str, list[date]] = defaultdict(list)
    for staff_id, day in spots:
        days[staff_id].append(day)
    for staff_id, gone in days.items():
        tx.execute(delete(shift).where(shift.c.staff_id == staff_id, shift.c.date.in_(gone)))


def _changed(spots: Iterable[Spot], had: set[str], department_id: str) -> Changed:
    days: dict[str, list[date]] = defaultdict(list)
    for staff_id, day in spots:
        days[staff_id].append(day)
    people = {staff_id: tuple(sorted(own)) for staff_id, own in sorted(days.items())}
    return Changed(people, frozenset(set(people) - had), frozenset({department_id}))


def _midnight(day: date) -> str:
    return at(day, time(0)).isoformat()
