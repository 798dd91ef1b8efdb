"""Sections of every office with the people they need at each hour."""

from __future__ import annotations

import math
from collections.abc import Iterator

from benchmarks.prefecture.facts import FACILITY_COUNTERS, OFFICES, SECTIONS, Office, Section
from benchmarks.prefecture.world import WEEK, Department, World, largest_remainder

LARGEST_UNIT = 40  # people; larger sections are split
BUSY_MONTHS = {
    "policy": "10;11;1;2",
    "counter": "5;6;2;3",
    "field": "5;6;7;9",
    "technical": "2;3;7;8",
    "support": "3;4",
}


def build_departments(world: World) -> None:
    stream = world.stream("departments")
    rows: list[list[object]] = []
    coverage: list[list[object]] = []
    heads = largest_remainder(world.headcount, [float(office.headcount) for office in OFFICES])
    for office, head in zip(OFFICES, heads, strict=True):
        for section, unit, size in _units(office, head):
            counter = section.has_counter or office.office_id in FACILITY_COUNTERS
            short = counter and stream.chance(0.15)  # shorter counter hours, a recent trend
            department = _department(f"D{len(rows) + 1:04d}", office, section, size, counter=counter)
            hours = ("09:00", "16:30") if short else ("08:30", "17:15")
            world.departments.append(department)
            rows.append(_row(department, section, unit, hours if counter else ("", "")))
            coverage += _coverage(department, hours, short=short)
    world.write(
        "departments.csv",
        "dept_id,office_id,bureau_ja,bureau_en,section_ja,section_en,unit_no,kind,headcount,has_counter,counter_open,"
        "counter_close,min_staff,min_staff_lunch,min_staff_peak,busy_months,max_shifted_fraction",
        rows,
    )
    world.write("coverage.csv", "dept_id,days,from_time,to_time,min_staff,preferred_staff,basis", coverage)


def _units(office: Office, head: int) -> Iterator[tuple[Section, int | str, int]]:
    """Each section with the number of its unit ("" for only one) and its people."""
    sections = SECTIONS[office.office_type]
    keep = len(sections)
    if head < 9 * keep:
        keep = max(1, min(keep, round(head / 12)))
    sizes = largest_remainder(head, [float(section.weight) for section in sections[:keep]])
    for section, size in zip(sections, sizes, strict=False):
        units = max(1, math.ceil(size / LARGEST_UNIT))
        for unit, people in enumerate(largest_remainder(size, [1.0] * units), 1):
            if people:
                yield section, unit if units > 1 else "", people


def _department(dept_id: str, office: Office, section: Section, size: int, *, counter: bool) -> Department:
    least = max(1, round(size * (0.35 if counter else 0.15))) if counter or size >= 3 else 0
    return Department(
        dept_id,
        office.office_id,
        section.kind,
        size,
        counter,
        least,
        lunch=max(1, round(size * 0.15)) if counter else min(1, least),
        peak=max(least, round(size * 0.45)) if counter else least,
    )


def _row(department: Department, section: Section, unit: int | str, hours: tuple[str, str]) -> list[object]:
    names = (section.bureau_ja, section.bureau_en, section.section_ja, section.section_en)
    needs = (department.least, department.lunch, department.peak)
    busy = BUSY_MONTHS.get(section.kind, "7;8")
    people = (department.headcount, int(department.counter))
    return [
        department.dept_id,
        department.office_id,
        *names,
        unit,
        section.kind,
        *people,
        *hours,
        *needs,
        busy,
        "0.3333",
    ]


def _coverage(department: Department, hours: tuple[str, str], *, short: bool) -> Iterator[list[object]]:
    dept_id, least, lunch, peak = department.dept_id, department.least, department.lunch, department.peak
    if department.counter:
        opens, closes = hours
        if short:
            yield [dept_id, WEEK, "08:30", opens, 1, 1, "phone"]
            yield [dept_id, WEEK, closes, "17:15", 1, 1, "phone"]
        else:
            yield [dept_id, WEEK, opens, "09:00", least, least + 1, "counter"]
        yield [dept_id, "MO", "09:00", "11:00", peak, peak + 1, "peak"]
        yield [dept_id, "TU;WE;TH;FR", "09:00", "11:00", least, least + 1, "counter"]
        yield [dept_id, WEEK, "11:00", "12:00", least, least + 1, "counter"]
        yield [dept_id, WEEK, "12:00", "13:00", lunch, lunch + 1, "lunch"]
        yield [dept_id, WEEK, "13:00", "15:00", peak, peak + 1, "peak"]
        yield [dept_id, WEEK, "15:00", closes, least, least + 1, "counter"]
    elif least:
        yield [dept_id, WEEK, "08:30", "12:00", least, least, "phone"]
        yield [dept_id, WEEK, "12:00", "13:00", 1, 1, "lunch"]
        yield [dept_id, WEEK, "13:00", "17:15", least, least, "phone"]
