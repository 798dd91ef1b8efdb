"""The facts and assumptions that the prefecture is made from; README.md beside says where each comes from."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple


class Office(NamedTuple):
    """`satellite_fy`: fiscal year opened as a satellite office, 0 for none; `headcount` at 4,000 staff."""

    office_id: str
    name_ja: str
    name_en: str
    office_type: str
    region: str
    parent_office_id: str
    municipality_code: str
    municipality_ja: str
    address_ja: str
    lat: float
    lon: float
    satellite_fy: int
    headcount: int
    provenance: str


class Municipality(NamedTuple):
    """Its town hall and its population in 2020."""

    code: str
    name_ja: str
    region: str
    lat: float
    lon: float
    population: int


class Section(NamedTuple):
    """`weight`: its share of an office's people."""

    bureau_ja: str
    bureau_en: str
    section_ja: str
    section_en: str
    kind: str
    weight: int
    has_counter: bool


def _read(name: str) -> list[list[str]]:
    with (Path(__file__).parent / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))[1:]


def _sections() -> dict[str, list[Section]]:
    found: dict[str, list[Section]] = {}
    for office_type, bureau, bureau_en, name, name_en, kind, weight, counter in _read("sections"):
        section = Section(bureau, bureau_en, name, name_en, kind, int(weight), counter == "1")
        found.setdefault(office_type, []).append(section)
    return found


def _inventory() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for kind, office_id, units in _read("inventory"):
        found.setdefault(kind, {})[office_id] = int(units)
    return found


def _office(row: list[str]) -> Office:
    office_id, name, name_en, office_type, region, parent, code, municipality, address, *numbers, provenance = row
    lat, lon, satellite, headcount = numbers
    names = (office_id, name, name_en, office_type, region, parent, code, municipality, address)
    return Office(*names, float(lat), float(lon), int(satellite), int(headcount), provenance)


OFFICES = [_office(row) for row in _read("offices")]
MUNICIPALITIES = [
    Municipality(code, name, region, float(lat), float(lon), int(population))
    for code, name, region, lat, lon, population in _read("municipalities")
]
# Sections by type of office, the most important first: a small office keeps only these.
SECTIONS = _sections()
FACILITY_COUNTERS = {"YG-CGC", "YG-CGS"}
# Units of each kind at each office at 4,000 staff.
INVENTORY = _inventory()
TRAVEL = {(a, b): (float(km), int(minutes)) for a, b, km, minutes in _read("travel")}
# Door to door by rail or air, by region.
TOKYO_MINUTES = {region: int(minutes) for region, minutes in _read("tokyo_minutes")}
HOLIDAYS = _read("holidays")
SHIFT_PATTERNS = _read("shift_patterns")
COURIER = _read("courier")
_TITLES = _read("titles")
MEETING_TITLES = [title for of, title in _TITLES if of == "meeting"]
PEAK_MEETING_TITLES = [title for of, title in _TITLES if of == "peak_meeting"]
CONFERENCE_TITLES = [title for of, title in _TITLES if of == "conference"]
