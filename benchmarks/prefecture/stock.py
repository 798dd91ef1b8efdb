"""A year of demand, month after month of stock, and the PCs that sections hold."""

from __future__ import annotations

import math
from datetime import date, timedelta

from benchmarks.prefecture.facts import INVENTORY
from benchmarks.prefecture.streams import Stream
from benchmarks.prefecture.world import World, largest_remainder

FIRST_MONDAY = date(2025, 6, 30)
WEEKS = 52
# Requests for each unit held, loans a unit can serve, and hours of a loan, each in a week.
WEEKLY = {"mobile_pc": 1.5, "tablet": 2.0, "web_kit": 2.6, "seat": 3.0, "web_room": 4.0}
TURNS = {"mobile_pc": 1.7, "tablet": 4.0, "web_kit": 5.0, "seat": 7.0, "web_room": 8.0}
HOURS = {"mobile_pc": 26, "tablet": 5, "web_kit": 2, "seat": 4, "web_room": 2}
# Equipment is held where demand was, not where it is.
BIAS = {
    "YG-HQ": 0.6,
    "YG-MRY": 0.8,
    "YG-MGM": 1.7,
    "YG-SNI": 1.6,
    "YG-OKI": 1.2,
    "YG-TKY": 0.7,
    "YG-NOK": 1.3,
    "YG-HRB": 1.8,
}
SNOW = {"最上": 1.6, "庄内": 1.35, "置賜": 1.4, "村山": 1.15, "県外": 1.0}
MOVABLE = ("mobile_pc", "tablet", "web_kit")
SECTION_PCS = 560  # at 4,000 staff
# How much of its PCs a section uses: a third hardly touch theirs, a seventh are short of them.
LEVELS = [(0.06, 33.0), (0.35, 30.0), (0.65, 23.0), (1.15, 14.0)]


def build_history(world: World, stream: Stream) -> None:
    rows = []
    for week in range(WEEKS):
        start = FIRST_MONDAY + timedelta(days=7 * week)
        for kind, offices in INVENTORY.items():
            for office_id in offices:
                region = world.office[office_id].region
                mean = world.units[kind][office_id] * WEEKLY[kind] * BIAS.get(office_id, 1.0)
                mean = mean * _season(kind, region, start.month) * (1 + 0.25 * week / WEEKS) * world.demand
                rows.append([start, office_id, kind, *_week(stream, kind, world.units[kind][office_id], mean)])
    world.write(
        "demand_history.csv",
        "week_start,office_id,kind,units,requested,granted,refused,peak_concurrent,used_hours,returned_late",
        rows,
    )


def _season(kind: str, region: str, month: int) -> float:
    winter = month in (12, 1, 2)
    if kind == "mobile_pc":
        return SNOW[region] if winter else 1.25 if month in (7, 8) else 0.85 if month in (3, 4) else 1.0
    if kind == "tablet":
        if winter:
            return 1.2 if region in ("最上", "庄内") else 0.9
        return 1.35 if month in (5, 6, 7, 9) else 1.15 if month == 8 else 1.0
    return 0.8 if month in (3, 4) else 1.2 if month in (1, 2, 11) else 1.0


def _week(stream: Stream, kind: str, units: int, mean: float) -> list[int]:
    asked = stream.poisson(mean)
    granted = min(asked, int(units * TURNS[kind] * (0.85 + 0.15 * stream.unit())))
    peak = min(units, math.ceil(granted / TURNS[kind] + stream.unit() * 1.5)) if granted else 0
    late = sum(stream.chance(0.02) for _ in range(granted))
    return [units, asked, granted, asked - granted, peak, granted * HOURS[kind], late]


def build_stock(world: World, stream: Stream) -> None:
    rows = []
    for month in _months(13):
        for kind in MOVABLE:
            for office_id in INVENTORY[kind]:
                units = world.units[kind][office_id]
                repair = min(units, sum(stream.chance(0.03) for _ in range(units)))
                safety, storage = max(1, round(units * 0.25)), units + max(2, round(units * 0.5))
                rows.append([month, office_id, kind, units, units - repair, repair, safety, storage])
    world.write("stock.csv", "as_of,office_id,kind,on_hand,usable,in_repair,safety_stock,storage_capacity", rows)


def build_assigned(world: World) -> None:
    """PCs held by sections, beside the lending pool."""
    stream = world.stream("assigned")
    total = round(SECTION_PCS * world.headcount / 4000)
    shares = largest_remainder(
        total, [department.headcount * (0.6 + 0.8 * stream.unit()) for department in world.departments]
    )
    rows = []
    for department, units in zip(world.departments, shares, strict=True):
        level = stream.weighted(LEVELS)
        for month in _months(12):
            days = units * 20
            asked = stream.poisson(days * level * (1.15 if month.month in (7, 8, 1, 2) else 0.95))
            used = min(asked, int(days * 0.92))
            place = [month, department.dept_id, department.office_id, "mobile_pc"]
            rows.append([*place, units, days, used, asked - used])
    world.write(
        "section_equipment.csv", "month,dept_id,office_id,kind,units,capacity_days,used_days,refused_days", rows
    )


def _months(count: int) -> list[date]:
    return [date(2025 + (6 + number) // 12, (6 + number) % 12 + 1, 1) for number in range(count)]
