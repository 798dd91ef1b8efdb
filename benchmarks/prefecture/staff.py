"""People as numbers: where they live, how they come, what makes them eligible."""

from __future__ import annotations

import math
from bisect import bisect_left
from datetime import date, timedelta

from benchmarks.prefecture.facts import MUNICIPALITIES, OFFICES, Office
from benchmarks.prefecture.streams import Stream
from benchmarks.prefecture.world import TOKYO, Department, Person, World, haversine, hhmm

TELEWORK = {"policy": 0.85, "support": 0.7, "technical": 0.6, "field": 0.5, "counter": 0.35, "institute": 0.3}
NURSERY_OPENS, NURSERY_CLOSES = 7 * 60, 19 * 60
# Both sides of the 35 km limit, in every prefecture: three people of the first section.
AT_THE_LIMIT = {4: 34.9, 5: 35.0, 6: 35.1}


def build_staff(world: World) -> None:
    stream = world.stream("staff")
    homes = {office.office_id: _homes(office) for office in OFFICES if office.office_id != TOKYO}
    rows = []
    for department in world.departments:
        office = world.office[department.office_id]
        for number in range(department.headcount):
            code, km, mode = _commute(stream, department, office, number, homes)
            person, row = _person(stream, world, department, number, code, km, mode)
            world.staff.append(person)
            world.people_of[department.dept_id].append(person)
            rows.append(row)
    world.write(
        "staff.csv",
        "staff_id,dept_id,office_id,role,home_municipality_code,home_municipality_ja,commute_km,commute_min,"
        "commute_mode,child_before_jhs,child_eligible_until,caregiver,telework_suitable,security_training_on,"
        "eligible_2017,earliest_start,latest_end,short_time",
        rows,
    )
    count = len(world.staff)
    world.stats["share_commute_ge_35km"] = round(sum(person.km >= 35 for person in world.staff) / count, 4)
    world.stats["share_child_before_jhs"] = round(sum(person.child for person in world.staff) / count, 4)
    world.stats["share_eligible_2017"] = round(sum(person.eligible for person in world.staff) / count, 4)


def _homes(office: Office) -> list[float]:
    """Cumulative weights of the municipalities: people live near their office."""
    total, cumulative = 0.0, []
    for place in MUNICIPALITIES:
        distance = haversine(place.lat, place.lon, office.lat, office.lon)
        total += place.population * (math.exp(-distance / 9.0) + 0.004 * math.exp(-distance / 60.0))
        cumulative.append(total)
    return cumulative


def _commute(
    stream: Stream, department: Department, office: Office, number: int, homes: dict[str, list[float]]
) -> tuple[str, float, str]:
    """Home municipality, km one way, and how."""
    if office.office_id == TOKYO:
        return "13101", round(12 + stream.unit() * 25, 1), "train"
    cumulative = homes[office.office_id]
    home = MUNICIPALITIES[bisect_left(cumulative, stream.unit() * cumulative[-1])]
    code = home.code
    straight = haversine(home.lat, home.lon, office.lat, office.lon)
    if code == office.municipality_code:
        km = min(18.0, 0.8 + stream.exponential(4.5))
    else:
        km = straight * (1.2 + stream.unit() * 0.2) + stream.unit() * 3
    km = round(max(0.5, km), 1)
    if department.dept_id == "D0001" and number in AT_THE_LIMIT:
        code, km = "06213", AT_THE_LIMIT[number]
    if km < 2.2 and stream.chance(0.6):
        return code, km, "walk_bike"
    if km > 12 and stream.chance(0.16):
        return code, km, "train"
    return code, km, "bus" if km < 12 and stream.chance(0.06) else "car"


def _minutes(km: float, mode: str) -> int:
    if mode == "walk_bike":
        return round(km * 12)
    pace = 0.40 if km < 10 else 0.60 if km < 35 else 0.80
    return round(km / pace + (12 if mode in ("train", "bus") else 4))


def _person(
    stream: Stream, world: World, department: Department, number: int, code: str, km: float, mode: str
) -> tuple[Person, list[object]]:
    minutes = _minutes(km, mode)
    role = "head" if number == 0 else "chief" if number % 6 == 3 else "fixed_term" if stream.chance(0.13) else "staff"
    child_age = stream.between(0, 11) if stream.chance(0.27) else None
    care = stream.chance(0.09)
    young = child_age is not None and child_age < 6
    dropoff = young and stream.chance(0.6)
    latest = NURSERY_CLOSES - minutes - 10 if dropoff and stream.chance(0.5) else None
    short_time = young and stream.chance(0.15)
    trained = "" if stream.chance(0.04) else date(2026, 4, 1) + timedelta(days=stream.between(3, 70))
    person = Person(
        f"S{len(world.staff) + 1:06d}",
        department,
        role,
        code,
        km,
        minutes,
        mode,
        child=child_age is not None,
        care=care,
        telework=stream.chance(TELEWORK[department.kind]) and role != "fixed_term",
        earliest=NURSERY_OPENS + 10 + minutes if dropoff else None,
        latest=latest,
        short_time=short_time,
    )
    until = f"{2026 + 12 - child_age}-03-31" if child_age is not None else ""
    return person, _row(world, person, until, trained)


def _row(world: World, person: Person, until: str, trained: object) -> list[object]:
    home = world.municipality.get(person.municipality)
    return [
        person.staff_id,
        person.department.dept_id,
        person.office_id,
        person.role,
        person.municipality,
        home.name_ja if home else "東京都",
        person.km,
        person.minutes,
        person.mode,
        int(person.child),
        until,
        int(person.care),
        int(person.telework),
        trained,
        int(person.eligible),
        hhmm(person.earliest) if person.earliest else "",
        hhmm(person.latest) if person.latest else "",
        int(person.short_time),
    ]
