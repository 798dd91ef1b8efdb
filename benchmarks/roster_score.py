"""Scores a roster of the shift scheduling format of Curtois and Qu (2014) from its published rules; knows no solver.

Hard: forbidden successions, most shifts of a type, minutes, consecutive days worked and off, weekends, days off.
A run at the edge of the horizon is never too short.  Soft: requests on and off, cover under and over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

FREE = "-"


@dataclass
class Employee:
    """A line of the staff section, and the fixed days off."""

    most_of: dict[str, int]
    most_minutes: int
    least_minutes: int
    most_run: int
    least_run: int
    least_off: int
    most_weekends: int
    days_off: set[int] = field(default_factory=set)


@dataclass
class Instance:
    """A file; requests are (employee, day, shift, weight), cover is (day, shift, need, under, over)."""

    horizon: int
    minutes: dict[str, int]
    forbidden: dict[str, set[str]]
    staff: dict[str, Employee]
    on: list[tuple[str, int, str, int]]
    off: list[tuple[str, int, str, int]]
    cover: list[tuple[int, str, int, int, int]]


def read(text: str) -> Instance:
    """The instance in the text."""
    rows: dict[str, list[list[str]]] = {}
    section = ""
    for line in (line.strip() for line in text.splitlines()):
        if line.startswith("SECTION_"):
            section = line.removeprefix("SECTION_")
            rows[section] = []
        elif line and not line.startswith("#"):
            rows[section].append([cell.strip() for cell in line.split(",")])
    staff = {}
    for name, caps, *numbers in rows["STAFF"]:
        most_of = {shift: int(most) for shift, most in (cap.split("=") for cap in caps.split("|"))}
        staff[name] = Employee(most_of, *map(int, numbers))
    for name, *days in rows["DAYS_OFF"]:
        staff[name].days_off.update(map(int, days))
    return Instance(
        int(rows["HORIZON"][0][0]),
        {name: int(minutes) for name, minutes, _ in rows["SHIFTS"]},
        {name: set(filter(None, banned.split("|"))) for name, _, banned in rows["SHIFTS"]},
        staff,
        [(name, int(day), shift, int(weight)) for name, day, shift, weight in rows["SHIFT_ON_REQUESTS"]],
        [(name, int(day), shift, int(weight)) for name, day, shift, weight in rows["SHIFT_OFF_REQUESTS"]],
        [(int(day), shift, int(need), int(under), int(over)) for day, shift, need, under, over in rows["COVER"]],
    )


def score(instance: Instance, roster: dict[str, Sequence[str]]) -> tuple[int, list[str]]:
    """The penalty, and every hard rule that is broken."""
    broken = [f"{name}: {what}" for name, row in roster.items() for what in _broken(instance, name, row)]
    total = sum(weight for name, day, shift, weight in instance.on if roster[name][day] != shift)
    total += sum(weight for name, day, shift, weight in instance.off if roster[name][day] == shift)
    for day, shift, need, under, over in instance.cover:
        have = sum(row[day] == shift for row in roster.values())
        total += under * max(0, need - have) + over * max(0, have - need)
    return total, broken


def _broken(instance: Instance, name: str, row: Sequence[str]) -> Iterator[str]:
    employee = instance.staff[name]
    worked = sum(instance.minutes[shift] for shift in row if shift != FREE)
    if not employee.least_minutes <= worked <= employee.most_minutes:
        yield f"{worked} minutes"
    for shift, most in employee.most_of.items():
        if row.count(shift) > most:
            yield f"{row.count(shift)} x {shift}"
    for day in range(instance.horizon - 1):
        if row[day] != FREE and row[day + 1] in instance.forbidden[row[day]]:
            yield f"day {day}: {row[day]} then {row[day + 1]}"
    for day in employee.days_off:
        if row[day] != FREE:
            yield f"day {day}: works on a day off"
    weekends = sum(set(row[day : day + 2]) != {FREE} for day in range(5, instance.horizon, 7))
    if weekends > employee.most_weekends:
        yield f"{weekends} weekends"
    yield from _broken_runs(employee, row)


def _broken_runs(employee: Employee, row: Sequence[str]) -> Iterator[str]:
    start = 0
    for free, group in groupby(row, key=FREE.__eq__):
        length = len(list(group))
        inner = start > 0 and start + length < len(row)
        least = employee.least_off if free else employee.least_run
        if (inner and length < least) or (not free and length > employee.most_run):
            yield f"day {start}: {length} days {'off' if free else 'worked'}"
        start += length
