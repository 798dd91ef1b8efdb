"""Shift patterns, wishes for shifts, and the days on which a section is short whatever the shifts."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from benchmarks.prefecture.facts import SHIFT_PATTERNS
from benchmarks.prefecture.streams import Stream
from benchmarks.prefecture.world import DAY_CODES, SUMMER, WEEK, Person, World

OBON = (date(2026, 8, 12), date(2026, 8, 14))
TAKES_OBON_OFF = 0.42
# A quarter of the sections are "model workplaces": in Ehime's trial of 2015 86.5 % took part in two model bureaus,
# 45.8 % over all.
MODEL_SHARE, MODEL_WISH, USUAL_WISH = 0.25, 0.865, 0.38

Wish = list[object]
Absent = dict[tuple[str, date], set[str]]


def build_shifts(world: World) -> None:
    stream = world.stream("shifts")
    world.write(
        "shift_patterns.csv",
        "pattern_id,name_ja,name_en,start,end,season,in_force_yamagata,break_start,break_end,work_min,provenance",
        ([*row[:7], "12:00", "13:00", 465, row[7]] for row in SHIFT_PATTERNS),
    )
    keen = {
        department.dept_id: min(0.95, world.yukatsu * (MODEL_WISH if stream.chance(MODEL_SHARE) else USUAL_WISH))
        for department in world.departments
    }
    absent: Absent = defaultdict(set)
    world.write(
        "shift_preferences.csv",
        "preference_id,staff_id,date_from,date_to,weekdays,kind,pattern_id,weight,reason",
        ([f"P{number:07d}", *wish] for number, wish in enumerate(_wishes(world, stream, keen, absent), 1)),
    )
    _write_shortage(world, absent)


def _wishes(world: World, stream: Stream, keen: dict[str, float], absent: Absent) -> Iterator[Wish]:
    for person in world.staff:
        yield from _bound(person, stream)
        if not person.short_time and stream.chance(keen[person.department.dept_id]):
            yield from _early(world, person, stream)
        gone: set[date] = set()
        yield from _away(world, person, stream, gone)
        for day in gone:
            absent[person.department.dept_id, day].add(person.staff_id)


def _bound(person: Person, stream: Stream) -> Iterator[Wish]:
    """What a nursery, short hours or the first train leave."""
    summer = (person.staff_id, *SUMMER, WEEK)
    if person.short_time:
        yield [*summer, "fixed", "N0830", 5, "short_time"]
    elif person.earliest and person.earliest > 450:
        for pattern, start in (("Y0730", 450), ("Y0800", 480)):
            if person.earliest > start:
                yield [*summer, "unavailable", pattern, 5, "childcare_dropoff"]
    if person.latest and person.latest < 18 * 60 + 15:
        yield [*summer, "unavailable", "L0930", 5, "childcare_pickup"]
    if person.mode == "train" and person.km > 25 and stream.chance(0.4):
        yield [*summer, "unavailable", "Y0730", 4, "first_train"]


def _early(world: World, person: Person, stream: Stream) -> Iterator[Wish]:
    reason = stream.weighted([("family", 35), ("hobby", 30), ("quiet_morning", 25), ("care", 10)])
    pattern = "Y0730" if stream.chance(0.55) else "Y0800"
    if stream.chance(min(0.95, 0.6 * world.yukatsu)):
        usual = stream.weighted([(1, 3), (2, 3), (3, 2), (5, 2)])
        wanted = min(5, round(usual * max(1.0, world.yukatsu)))
        weekdays = ";".join(DAY_CODES[number] for number in sorted(stream.sample(range(5), wanted)))
        first = SUMMER[0] + timedelta(days=7 * stream.between(0, 4))
        last = min(SUMMER[1], first + timedelta(days=7 * stream.between(3, 9) - 1))
        yield [person.staff_id, first, last, weekdays, "prefer", pattern, stream.between(1, 5), reason]
    else:
        for day in sorted(stream.sample(world.summer, stream.between(1, 6))):
            yield [*_one_day(person, day), "prefer", pattern, stream.between(1, 5), reason]


def _away(world: World, person: Person, stream: Stream, gone: set[date]) -> Iterator[Wish]:
    """Leave and trips; adds the days to `gone`."""
    if stream.chance(TAKES_OBON_OFF):
        gone.update(day for day in world.summer if OBON[0] <= day <= OBON[1])
        yield [person.staff_id, *OBON, WEEK, "leave", "*", 5, "summer_leave"]
    else:
        for day in sorted(stream.sample(world.summer, stream.between(0, 3))):
            gone.add(day)
            yield [*_one_day(person, day), "leave", "*", 5, "summer_leave"]
    for day in sorted(stream.sample(world.summer, stream.poisson(2.0))):
        if day not in gone:
            gone.add(day)
            yield [*_one_day(person, day), "leave", "*", 5, "annual_leave"]
    for day in sorted(stream.sample(world.summer, stream.poisson(1.2))):
        if day not in gone:
            gone.add(day)
            yield [*_one_day(person, day), "away", "*", 5, stream.pick(["business_trip", "training"])]


def _one_day(person: Person, day: date) -> list[object]:
    return [person.staff_id, day, day, DAY_CODES[day.weekday()]]


def _write_shortage(world: World, absent: Absent) -> None:
    rows = []
    for department in world.departments:
        # Everybody on the standard shift is the best case; those on lunch duty (12-13) rest at
        # 11-12, when `least` people must stay, or at 13-14, when `peak` people must stay.
        need = max(department.peak, math.ceil((department.least + department.peak + department.lunch) / 2))
        for day in world.summer:
            present = department.headcount - len(absent[department.dept_id, day])
            if present < need:
                rows.append([department.dept_id, day, present, need, need - present, int(department.counter)])
    world.write("expected_shortage.csv", "dept_id,date,present,required,short_by,has_counter", rows)
    world.stats["dept_days"] = len(world.departments) * len(world.summer)
    world.stats["dept_days_short_whatever_the_shift"] = len(rows)
