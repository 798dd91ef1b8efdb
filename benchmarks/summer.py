"""The sections of the reference summer as shift problems: `read(DIRECTORY)` on its CSV files."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from solver.shifts import OFF, Cover, Period, Person, Shift, ShiftProblem, Weights, Wish

FIRST, LAST = date(2026, 7, 1), date(2026, 8, 31)
STANDARD = "N0830"
BREAKS = ((720, 780), (660, 720), (780, 840))
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# A wish of weight 1 is worth an hour of one person below the preferred cover, which is priced per quarter hour.
WISH = 4
WEIGHTS = Weights(worst_off=4, moved_break=1)
VARIETY = 2

Line = dict[str, str]


@dataclass(frozen=True)
class Section:
    """A section's problem, the dates of its days, and how many are in each day."""

    dept_id: str
    problem: ShiftProblem
    dates: tuple[date, ...]
    present: tuple[int, ...]


def lines(directory: Path, name: str) -> list[Line]:
    with (directory / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(directory: Path) -> Iterator[Section]:
    """Every section, in order."""
    holidays = {date.fromisoformat(line["date"]) for line in lines(directory, "holidays")}
    every = (FIRST + timedelta(days) for days in range((LAST - FIRST).days + 1))
    dates = tuple(day for day in every if day.weekday() < 5 and day not in holidays)
    patterns = [
        line
        for line in lines(directory, "shift_patterns")
        if line["in_force_yamagata"] == "1" and line["season"] in {"all", "summer"}
    ]
    wishes, staff, coverage = (
        _grouped(directory, name, key)
        for name, key in (("shift_preferences", "staff_id"), ("staff", "dept_id"), ("coverage", "dept_id"))
    )
    for department in lines(directory, "departments"):
        dept_id = department["dept_id"]
        yield _section(department, staff[dept_id], wishes, coverage[dept_id], patterns, dates)


def _grouped(directory: Path, name: str, key: str) -> dict[str, list[Line]]:
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines(directory, name):
        groups[line[key]].append(line)
    return groups


def _section(
    department: Line,
    staff: list[Line],
    wishes: dict[str, list[Line]],
    coverage: list[Line],
    patterns: list[Line],
    dates: tuple[date, ...],
) -> Section:
    ids = {line["pattern_id"]: number for number, line in enumerate(patterns, 1)}
    shifts = tuple(
        Shift(ids[line["pattern_id"]], int(line["work_min"]), _minutes(line["start"]), _minutes(line["end"]), BREAKS)
        for line in patterns
    )
    people, wanted = [], []
    for number, line in enumerate(staff, 1):
        person, own = _person(number, wishes[line["staff_id"]], ids, dates)
        people.append(person)
        wanted.extend(own)
    cap = int(float(department["max_shifted_fraction"]) * len(staff) + 0.01)
    shifted = tuple(number for pattern, number in ids.items() if pattern != STANDARD)
    covers = list(_covers(coverage, dates))
    covers += [Cover(len(covers) + day, day, most=cap, shifts=shifted) for day in range(len(dates))]
    problem = ShiftProblem(
        days=tuple(day.toordinal() - 1 for day in dates),
        shifts=shifts,
        people=tuple(people),
        wishes=tuple(wanted),
        covers=tuple(covers),
        periods=tuple(_weeks(dates)),
        weights=WEIGHTS,
    )
    present = tuple(sum(person.choices[day] != (OFF,) for person in people) for day in range(len(dates)))
    return Section(department["dept_id"], problem, dates, present)


def _person(number: int, asked: list[Line], ids: dict[str, int], dates: tuple[date, ...]) -> tuple[Person, list[Wish]]:
    """Nobody is moved to a pattern they did not ask for: a day's choices are the standard one and those wished."""
    choices = [{ids[STANDARD]} for _ in dates]
    kinds: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    for line in asked:
        first, last = date.fromisoformat(line["date_from"]), date.fromisoformat(line["date_to"])
        for day, at in enumerate(dates):
            if first <= at <= last and WEEKDAYS[at.weekday()] in line["weekdays"]:
                kinds[line["kind"]].append((day, line))
    for day, line in kinds["prefer"]:
        choices[day].add(ids[line["pattern_id"]])
    for day, line in kinds["unavailable"]:
        choices[day].discard(ids.get(line["pattern_id"], OFF))
    for day, line in kinds["fixed"]:
        choices[day] = {ids[line["pattern_id"]]}
    for day, _ in kinds["leave"] + kinds["away"]:
        choices[day] = {OFF}
    wishes = [
        Wish(number, day, (ids[line["pattern_id"]],), WISH * int(line["weight"]))
        for day, line in kinds["prefer"]
        if ids[line["pattern_id"]] in choices[day]
    ]
    return Person(number, tuple(tuple(sorted(each)) for each in choices)), wishes


def _covers(coverage: list[Line], dates: tuple[date, ...]) -> Iterator[Cover]:
    number = 0
    for day, at in enumerate(dates):
        for line in coverage:
            if WEEKDAYS[at.weekday()] in line["days"]:
                span = _minutes(line["from_time"]), _minutes(line["to_time"])
                yield Cover(number, day, int(line["min_staff"]), None, int(line["preferred_staff"]), under=1, span=span)
                number += 1


def _weeks(dates: tuple[date, ...]) -> Iterator[Period]:
    weeks: dict[tuple[int, int], list[int]] = defaultdict(list)
    for day, at in enumerate(dates):
        weeks[at.isocalendar()[:2]].append(day)
    for days in weeks.values():
        yield Period(tuple(days), weight=VARIETY)


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])
