"""A small section in a season of staggered hours, and plans of it that are put in without solving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from sqlalchemy import Connection, func, insert, select

from scheduler.db import tables
from scheduler.domain.actor import Actor, Role
from scheduler.domain.states import ShiftPlanState
from scheduler.shifts import coverage, seasons
from scheduler.shifts.coverage import Need
from scheduler.shifts.patterns import clock_of
from scheduler.shifts.snapshot import take
from scheduler.shifts.wishes import Wish, set_wish
from solver.codec import dumps
from solver.shifts import OFF
from tests import builders
from tests.builders import at

SEASON, SECTION = "2026-summer", "D0001"
STANDARD, EARLY, LATE = "N0830", "E0730", "L0930"
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 7, day) for day in (6, 7, 8, 9))
# Wishes are closed, and every day of the season is still ahead.
NOW = at("2026-07-03 18:00")
PEOPLE = tuple(f"S{number:06}" for number in range(1, 7))

Given = Mapping[tuple[str, date], str]


def head(department_id: str = SECTION) -> Actor:
    return builders.actor("S000001", Role.MANAGER, department_id=department_id)


def person(number: int, department_id: str = SECTION) -> Actor:
    return builders.actor(f"S{number:06}", department_id=department_id)


def furnish(
    tx: Connection,
    *,
    people: Sequence[str] = PEOPLE,
    least: int = 2,
    preferred: int = 3,
    last: date = date(2026, 7, 17),
) -> None:
    """Six people at a counter from 8:30 to 17:15 with three patterns; two of them may work another than the usual."""
    builders.department(tx, SECTION)
    for staff_id in people:
        builders.staff_member(tx, staff_id, department_id=SECTION)
    pattern(tx, STANDARD, time(8, 30), time(17, 15), season="all")
    pattern(tx, EARLY, time(7, 30), time(16, 15))
    pattern(tx, LATE, time(9, 30), time(18, 15))
    need = Need(("MO", "TU", "WE", "TH", "FR"), time(8, 30), time(17, 15), least, preferred, "counter")
    coverage.write(tx, {SECTION: [need]})
    season(tx, last=last)


def pattern(tx: Connection, pattern_id: str, start: time, end: time, *, season: str = "summer") -> None:
    row = {
        "pattern_id": pattern_id,
        "name_ja": f"{start:%H:%M}始業",
        "name_en": f"From {start:%H:%M}",
        "start": start,
        "end": end,
        "season": season,
        "in_force": True,
        "break_start": time(12, 0),
        "break_end": time(13, 0),
        "work_minutes": 465,
    }
    tx.execute(insert(tables.shift_pattern).values(row))


def season(tx: Connection, *, first: date = MONDAY, last: date) -> None:
    """A season whose wishes are closed."""
    seasons.create(
        tx,
        SEASON,
        name_ja="夏の時差出勤",
        name_en="Summer",
        first_day=first,
        last_day=last,
        actor=builders.keeper(),
        now=at("2026-06-01 9:00"),
    )


def close(tx: Connection) -> None:
    seasons.move(tx, SEASON, event="close", actor=builders.keeper(), now=at("2026-07-03 17:30"))


def wish(tx: Connection, staff_id: str, pattern_id: str, *days: date, weight: int = 3) -> None:
    for day in days:
        asked = Wish(staff_id, "prefer", day, day, pattern_id=pattern_id, weight=weight)
        set_wish(tx, SEASON, asked, actor=builders.actor(staff_id), now=at("2026-06-20 9:00"))


def fact(tx: Connection, staff_id: str, kind: str, first: date, last: date, pattern_id: str = "*") -> None:
    """What the head of the section keeps: `leave`, `away`, `fixed`."""
    set_wish(tx, SEASON, Wish(staff_id, kind, first, last, pattern_id=pattern_id), actor=head(), now=NOW)


def propose(tx: Connection, given: Given | None = None, *, now: datetime = NOW, section: str = SECTION) -> int:
    """A proposed plan: what is given, and else the first choice of everybody's day."""
    snapshot = take(tx, SEASON, section)
    key, problem = snapshot.key, snapshot.problem
    number = select(func.count()).where(tables.shift_plan.c.department_id == section)
    row = {
        "season_id": SEASON,
        "department_id": section,
        "number": tx.execute(number).scalar_one() + 1,
        "state": ShiftPlanState.PROPOSED,
        "problem": dumps(problem),
        "key": key.as_json(),
        "figures": {},
        "shortages": [],
        "created_at": now,
        "proposed_at": now,
    }
    made = insert(tables.shift_plan).values(row).returning(tables.shift_plan.c.id)
    plan_id = int(tx.execute(made).scalar_one())
    wished = {(wish.person_id, wish.day): wish.choices[0] for wish in problem.wishes}
    rows = []
    for person_ in problem.people:
        for day, choices in enumerate(person_.choices):
            spot = (key.staff_id(person_.person_id), key.dates[day])
            choice = key.shifts[given[spot]] if given and spot in given else choices[0]
            if choice == OFF:
                continue
            rest = problem.shifts[choice - 1].breaks[0]
            wish_ = wished.get((person_.person_id, day))
            rows.append(
                {
                    "plan_id": plan_id,
                    "staff_id": spot[0],
                    "date": spot[1],
                    "pattern_id": key.pattern_id(choice),
                    "break_start": clock_of(rest[0]),
                    "break_end": clock_of(rest[1]),
                    "pinned": False,
                    "source": "solver",
                    "wished_pattern_id": key.pattern_id(wish_) if wish_ else None,
                    "reasons": [],
                }
            )
    tx.execute(insert(tables.shift_assignment), rows)
    return plan_id


def published(tx: Connection) -> dict[tuple[str, date], str]:
    """What everybody works by."""
    return {(row.staff_id, row.date): row.pattern_id for row in tx.execute(select(tables.shift))}


def planned(tx: Connection, plan_id: int) -> dict[tuple[str, date], str]:
    """What a plan gives."""
    query = select(tables.shift_assignment).where(tables.shift_assignment.c.plan_id == plan_id)
    return {(row.staff_id, row.date): row.pattern_id for row in tx.execute(query)}
