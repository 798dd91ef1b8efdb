"""What has changed since a section's plan was made: people, absences, wishes, needs, or what is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy import Connection, or_, select

from scheduler.db.tables import shift, shift_plan
from scheduler.domain.reason import Reason, ReasonParam
from scheduler.shifts.key import CAP, Key
from scheduler.shifts.sheet import Sheet
from scheduler.shifts.snapshot import Snapshot, take
from solver.shifts import OFF, ShiftProblem

# A page of reasons is enough to see that the plan has to be made again.
MOST_TOLD = 20


def changed_since(tx: Connection, sheet: Sheet, *, today: date) -> tuple[Reason, ...]:
    """Why the plan is out of date, from today on; () when it can be worked by."""
    plan = sheet.plan
    fresh = take(tx, plan.season_id, plan.department_id, previous_plan_id=plan.id)
    found = [
        *_published_since(tx, sheet),
        *_people(sheet.key, fresh.key),
        *_days(sheet, fresh, today),
        *_wishes(sheet, fresh, today),
        *_needs(sheet, fresh, today),
    ]
    return tuple(found[:MOST_TOLD])


def _published_since(tx: Connection, sheet: Sheet) -> Iterator[Reason]:
    """Another plan was published after this one was begun, or a published day was changed."""
    plan, dates = sheet.plan, sheet.key.dates
    same_section = (shift_plan.c.season_id == plan.season_id) & (shift_plan.c.department_id == plan.department_id)
    later_plan = select(shift_plan.c.id).where(same_section, shift_plan.c.published_at > plan.created_at)
    later_day = select(shift.c.plan_id).where(
        shift.c.department_id == plan.department_id,
        shift.c.date.between(min(dates), max(dates)) if dates else or_(False),
        shift.c.changed_at > plan.created_at,
    )
    if tx.execute(later_plan.limit(1)).first() or tx.execute(later_day.limit(1)).first():
        yield Reason("shifts-published-since")


def _people(key: Key, fresh: Key) -> Iterator[Reason]:
    for staff_id in sorted(set(key.staff_ids) - set(fresh.staff_ids)):
        yield Reason("shift-person-left", {"staff": staff_id})
    for staff_id in sorted(set(fresh.staff_ids) - set(key.staff_ids)):
        yield Reason("shift-person-joined", {"staff": staff_id})


def _days(sheet: Sheet, fresh: Snapshot, today: date) -> Iterator[Reason]:
    """Days on which somebody is away by now, or there again, or can no longer work what the plan gives them."""
    for staff_id, person in fresh.key.persons.items():
        if staff_id not in sheet.key.persons:
            continue
        choices = fresh.problem.people[person - 1].choices
        for number, day in enumerate(fresh.key.dates):
            if day < today:
                continue
            given = sheet.assignments.get((staff_id, day))
            where: Mapping[str, ReasonParam] = {"staff": staff_id, "day": day}
            if given is None and OFF not in choices[number]:
                yield Reason("shift-back-since", where)
            elif given is not None and choices[number] == (OFF,):
                yield Reason("shift-away-since", where)
            elif given is not None and fresh.key.shifts.get(given.pattern_id) not in choices[number]:
                yield Reason("shift-choice-since", where)


def _wishes(sheet: Sheet, fresh: Snapshot, today: date) -> Iterator[Reason]:
    """Wishes that the plan knows nothing of."""
    new = _wished(fresh.problem, fresh.key, today) - _wished(sheet.problem, sheet.key, today)
    known = {staff_id for staff_id, _, _ in new} & set(sheet.key.staff_ids)
    if known:
        yield Reason("shift-wishes-since", {"count": len(known)})


def _wished(problem: ShiftProblem, key: Key, today: date) -> set[tuple[str, date, str]]:
    return {
        (key.staff_id(wish.person_id), key.dates[wish.day], key.pattern_id(choice))
        for wish in problem.wishes
        for choice in wish.choices
        if key.dates[wish.day] >= today
    }


def _needs(sheet: Sheet, fresh: Snapshot, today: date) -> Iterator[Reason]:
    before, now = (_needed(each.problem, each.key, today) for each in (sheet, fresh))
    if before != now:
        yield Reason("shift-needs-since", {"day": min(before ^ now, key=lambda need: need[0])[0]})


def _needed(problem: ShiftProblem, key: Key, today: date) -> set[tuple[date, object, int, int]]:
    return {
        (key.dates[cover.day], cover.span, cover.least, cover.preferred)
        for cover in problem.covers
        if key.bases[cover.cover_id] != CAP and key.dates[cover.day] >= today
    }
