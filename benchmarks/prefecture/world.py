"""Everything made so far, shared by the builders of the tables, and small reckonings of theirs."""

from __future__ import annotations

import csv
import hashlib
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.prefecture.facts import HOLIDAYS, MUNICIPALITIES, OFFICES
from benchmarks.prefecture.streams import Stream

FISCAL_YEAR = (date(2026, 4, 1), date(2027, 3, 31))
SUMMER = (date(2026, 7, 1), date(2026, 8, 31))
OPENS, CLOSES = 8 * 60 + 30, 17 * 60 + 15
DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEK = "MO;TU;WE;TH;FR"
TOKYO = "YG-TKY"
HEAD_OFFICE = "YG-HQ"


@dataclass(frozen=True, slots=True)
class Department:
    """`least`, `lunch`, `peak`: people who must be there."""

    dept_id: str
    office_id: str
    kind: str
    headcount: int
    counter: bool
    least: int
    lunch: int
    peak: int


@dataclass(frozen=True, slots=True)
class Person:
    """`km` and `minutes` one way; `earliest` and `latest` minutes of the day, None where nothing binds."""

    staff_id: str
    department: Department
    role: str
    municipality: str
    km: float
    minutes: int
    mode: str
    child: bool
    care: bool
    telework: bool
    earliest: int | None
    latest: int | None
    short_time: bool

    @property
    def office_id(self) -> str:
        return self.department.office_id

    @property
    def eligible(self) -> bool:
        return self.child or self.care or self.km >= 35


class World:
    """`scale`: of inventory and requests; below 4,000 staff the square root, so that scarcity survives."""

    def __init__(self, staff: int, seed: int, demand: float, yukatsu: float, folder: Path) -> None:
        self.headcount, self.demand, self.yukatsu = staff, demand, yukatsu
        self._seed, self._folder = seed, folder
        ratio = staff / 4000
        self.scale = ratio if ratio >= 1 else math.sqrt(ratio)
        self.manifest: dict[str, dict[str, Any]] = {}
        self.stats: dict[str, Any] = {}
        off = {date.fromisoformat(row[0]) for row in HOLIDAYS}
        self.workdays = [day for day in days_between(*FISCAL_YEAR) if day.weekday() < 5 and day not in off]
        self.summer = [day for day in self.workdays if SUMMER[0] <= day <= SUMMER[1]]
        self.office = {office.office_id: office for office in OFFICES}
        self.municipality = {place.code: place for place in MUNICIPALITIES}
        self.satellites = [office.office_id for office in OFFICES if office.satellite_fy]
        self.travel: dict[tuple[str, str], tuple[float, int]] = {}
        self.departments: list[Department] = []
        self.staff: list[Person] = []
        self.people_of: dict[str, list[Person]] = defaultdict(list)
        self.units: dict[str, dict[str, int]] = defaultdict(dict)
        self.resource_ids: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._minutes_from_home: dict[tuple[str, str], int] = {}

    def stream(self, name: str) -> Stream:
        return Stream(self._seed, name)

    def write(self, name: str, header: str, rows: Iterable[Sequence[Any]]) -> None:
        path, count = self._folder / name, 0
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(header.split(","))
            for row in rows:
                writer.writerow(row)
                count += 1
        data = path.read_bytes()
        self.manifest[name] = {"rows": count, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}

    def workday(self, day: date, steps: int) -> date:
        """The working day so many working days after (or before) the day."""
        place = bisect_left(self.workdays, day)
        return self.workdays[max(0, min(len(self.workdays) - 1, place + steps))]

    def minutes(self, one: str, other: str) -> int:
        return self.travel[one, other][1] if one != other else 0

    def minutes_from_home(self, person: Person, office_id: str) -> int:
        key = (person.municipality, office_id)
        if key not in self._minutes_from_home:
            home, office = self.municipality[person.municipality], self.office[office_id]
            straight = haversine(home.lat, home.lon, office.lat, office.lon)
            self._minutes_from_home[key] = road(straight)[1] + 6
        return self._minutes_from_home[key]


def haversine(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Kilometres in a straight line."""
    a1, o1, a2, o2 = map(math.radians, (lat, lon, other_lat, other_lon))
    h = math.sin((a2 - a1) / 2) ** 2 + math.cos(a1) * math.cos(a2) * math.sin((o2 - o1) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(h))


def road(straight: float) -> tuple[float, int]:
    """About how many km by road and minutes by car for a straight line in km."""
    if straight < 0.35:
        return 0.3, 5
    km = straight * 1.28 + 0.4
    speed = 24 if km < 8 else 33 if km < 20 else 40 if km < 45 else 50
    return round(km, 1), round(km / speed * 60 + 4)


def hhmm(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def stamp(day: date, minutes: int) -> str:
    day += timedelta(days=minutes // 1440)
    return f"{day.isoformat()}T{hhmm(minutes % 1440)}:00+09:00"


def days_between(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def largest_remainder(total: int, weights: Sequence[float]) -> list[int]:
    """The total in whole parts as near to the weights as can be."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(share) for share in exact]
    order = sorted(range(len(weights)), key=lambda place: (parts[place] - exact[place], place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts
