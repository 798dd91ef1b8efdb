"""What exchanging days between two people comes to: who would work what, and what that breaks or leaves short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy import Row as DataRow

from scheduler.db.tables import department, season, shift, shift_preference
from scheduler.db.versions import load
from scheduler.domain.loan_period import at
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.shifts.allowed import Allowed, allowed
from scheduler.shifts.editing import Effect, effect_of_rows
from scheduler.shifts.patterns import patterns
from scheduler.shifts.rules import day_rules
from scheduler.shifts.sheet import Sheet, open_sheet
from solver.shifts import Row


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people and the days on which each takes over what the other was to work (two, or the same one twice)."""

    staff_id: str
    day: date
    other_staff_id: str
    other_day: date

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(sorted({self.day, self.other_day}))

    @property
    def staff_ids(self) -> tuple[str, str]:
        return self.staff_id, self.other_staff_id


@dataclass(frozen=True)
class Exchange:
    """The published plan, the rows of the two people as they are, and what exchanging them would do."""

    pair: Pair
    sheet: Sheet
    shifts: Mapping[tuple[str, date], DataRow[Any]]
    effect: Effect


def exchange(tx: Connection, pair: Pair, *, now: datetime) -> Exchange:
    """Work the exchange out.

    Raises:
        Refused: they are one person, or of two sections, or a day has no published shift of both, or has begun.
    """
    if pair.staff_id == pair.other_staff_id:
        raise Refused(Reason("swap-oneself"))
    shifts = {(staff_id, day): _published(tx, staff_id, day) for staff_id in pair.staff_ids for day in pair.days}
    plans = {row.plan_id for row in shifts.values()}
    if len(plans) > 1:
        raise Refused(Reason("swap-other-section", {"staff": pair.other_staff_id}))
    sheet = open_sheet(tx, plans.pop())
    begun = [day for day in pair.days if _begins(sheet, shifts, pair, day) <= now]
    if begun:
        raise Refused(Reason("swap-begun", {"day": begun[0]}))
    if all(shifts[pair.staff_id, day].pattern_id == shifts[pair.other_staff_id, day].pattern_id for day in pair.days):
        raise Refused(Reason("swap-same", {"day": pair.day}))
    barred = tuple(_settled(tx, sheet, pair))
    effect = effect_of_rows(_agreed(sheet, pair), tuple(_exchanged(sheet, pair)))
    return Exchange(pair, sheet, shifts, replace(effect, refusals=(*barred, *effect.refusals)))


def _published(tx: Connection, staff_id: str, day: date) -> DataRow[Any]:
    query = select(shift).where(shift.c.staff_id == staff_id, shift.c.date == day).with_for_update()
    row = tx.execute(query).one_or_none()
    if row is None:
        raise Refused(Reason("swap-no-shift", {"staff": staff_id, "day": day}))
    return row


def _begins(sheet: Sheet, shifts: Mapping[tuple[str, date], DataRow[Any]], pair: Pair, day: date) -> datetime:
    """When the first of the two starts."""
    numbers = (sheet.key.shifts[shifts[staff_id, day].pattern_id] for staff_id in pair.staff_ids)
    return at(day, time(*divmod(min(sheet.shifts[number].start for number in numbers), 60)))


def _settled(tx: Connection, sheet: Sheet, pair: Pair) -> Iterator[Reason]:
    """Days whose pattern is settled for a reason of the person's own, which is nobody else's business."""
    for staff_id in pair.staff_ids:
        own = _allowed(tx, sheet, staff_id)
        for day in pair.days:
            number = sheet.key.days[day]
            other = pair.other_staff_id if staff_id == pair.staff_id else pair.staff_id
            takes = sheet.assignments[other, day].pattern_id
            if not own.choices[number] or (number in own.fixed and takes not in own.choices[number]):
                yield Reason("swap-not-possible", {"staff": staff_id, "day": day})


def _allowed(tx: Connection, sheet: Sheet, staff_id: str) -> Allowed:
    term = load(tx, season, sheet.plan.season_id)
    bureau = load(tx, department, sheet.plan.department_id).bureau_ja
    query = select(shift_preference).where(
        shift_preference.c.staff_id == staff_id,
        shift_preference.c.date_from <= term.last_day,
        shift_preference.c.date_to >= term.first_day,
    )
    rules = day_rules(tx, term.first_day, term.last_day, bureau)
    return allowed(tx.execute(query).all(), replace(rules, days=sheet.key.dates), patterns(tx, term.season_id), ())


def _agreed(sheet: Sheet, pair: Pair) -> Sheet:
    """That both agree counts as their wish, and what was pinned for them they may exchange."""
    persons = {sheet.key.persons[staff_id] for staff_id in pair.staff_ids}
    numbers = {sheet.key.days[day] for day in pair.days}
    every = tuple(sorted(sheet.shifts))
    people = tuple(
        replace(
            person,
            choices=tuple(
                tuple(dict.fromkeys((*choices, *every))) if day in numbers else choices
                for day, choices in enumerate(person.choices)
            ),
        )
        if person.person_id in persons
        else person
        for person in sheet.problem.people
    )
    pins = tuple(pin for pin in sheet.problem.pins if pin.person_id not in persons or pin.day not in numbers)
    return replace(sheet, problem=replace(sheet.problem, people=people, pins=pins))


def _exchanged(sheet: Sheet, pair: Pair) -> Iterator[Row]:
    """The rows of the plan with the two people's days exchanged, breaks included."""
    one, other = (sheet.rows[sheet.key.persons[staff_id] - 1] for staff_id in pair.staff_ids)
    numbers = {sheet.key.days[day] for day in pair.days}
    for row in sheet.rows:
        if row.person_id == one.person_id:
            yield _taking(row, other, numbers)
        elif row.person_id == other.person_id:
            yield _taking(row, one, numbers)
        else:
            yield row


def _taking(row: Row, other: Row, days: set[int]) -> Row:
    choices = tuple(other.choices[day] if day in days else choice for day, choice in enumerate(row.choices))
    breaks = tuple(other.breaks[day] if day in days else place for day, place in enumerate(row.breaks))
    return replace(row, choices=choices, breaks=breaks)
