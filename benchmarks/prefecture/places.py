"""Offices, municipalities, ways between offices, the courier."""

from __future__ import annotations

from benchmarks.prefecture.facts import COURIER, MUNICIPALITIES, OFFICES, TOKYO_MINUTES, TRAVEL, Municipality, Office
from benchmarks.prefecture.world import TOKYO, World, haversine, road


def build_places(world: World) -> None:
    world.write(
        "offices.csv",
        "office_id,name_ja,name_en,office_type,region,parent_office_id,municipality_code,municipality_ja,"
        "address_ja,lat,lon,satellite_fy,open_time,close_time,provenance",
        (
            [*office[:9], *_point(office), office.satellite_fy or "", "08:30", "17:15", office.provenance]
            for office in OFFICES
        ),
    )
    world.write(
        "municipalities.csv",
        "municipality_code,name_ja,region,lat,lon,population_2020",
        ([*place[:3], *_point(place), place.population] for place in MUNICIPALITIES),
    )
    rows = [_way(world, one, other) for one in OFFICES for other in OFFICES if one.office_id != other.office_id]
    world.write("travel.csv", "from_office_id,to_office_id,km,minutes,minutes_winter,mode,basis", rows)
    world.write("courier.csv", "office_a,office_b,days,lead_days,capacity_items", COURIER)


def _point(place: Office | Municipality) -> tuple[str, str]:
    return f"{place.lat:.6f}", f"{place.lon:.6f}"


def _way(world: World, one: Office, other: Office) -> list[object]:
    straight = haversine(one.lat, one.lon, other.lat, other.lon)
    pair = (one.office_id, other.office_id)
    known = TRAVEL.get(pair) or TRAVEL.get(pair[::-1])
    mode, basis = "car", "table"
    if TOKYO in pair:
        region = one.region if other.office_id == TOKYO else other.region
        km, minutes, mode = round(straight * 1.15, 1), TOKYO_MINUTES[region], "rail_air"
    elif known:
        km, minutes = known
    else:
        km, minutes = road(straight)
        mode, basis = ("walk" if km < 1 else "car"), "estimated"
    world.travel[pair] = (km, minutes)
    return [*pair, km, minutes, minutes if mode != "car" else round(minutes * 1.25), mode, basis]
