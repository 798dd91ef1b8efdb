"""Reads an admission planning file (XML) into an allocation problem with the day on which each request becomes known.

Rooms become pools with a unit per bed, patients become requests for the nights of their stay.  Needed features and the
departments' specialisms decide which rooms may serve; where the admission may wait, each later day is an option of
its own.  Prices are ours, after the soft constraints of the original: a preferred feature that is missing 20, a
department that treats the specialism only as an auxiliary 20, more beds in the room than preferred 10, and 5 for each
day of waiting.  Who lies in a room already keeps it: the bed is busy.

Left out of the original problem: sex and age policies of rooms, operating theatres and surgery days, transfers during
a stay, the risk of a longer stay, and the rule that everybody is admitted at last (here a request may be refused).
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from solver.allocation import AllocationProblem, Option, Pool, Request, Unit, Use

DAY = 1440
FEATURE, AUXILIARY, BEDS, WAITING = 20, 20, 10, 5
GOALS = ("served", "cost", "stability")


@dataclass(frozen=True, slots=True)
class Room:
    """A room as the file describes it; `main` and `auxiliary` are specialisms of its department."""

    pool_id: int
    beds: int
    features: frozenset[str]
    main: frozenset[str]
    auxiliary: frozenset[str]


@dataclass(frozen=True, slots=True)
class Stays:
    """Everything known in hindsight, and on which day (0 is the first) each request is registered.

    Request ids count in order of registration.
    """

    problem: AllocationProblem
    registered: dict[int, int]
    days: int


def read_stays(path: Path) -> Stays:
    root = ET.fromstring(path.read_bytes())
    horizon = _child(root, "descriptor/Horizon")
    first, days = date.fromisoformat(horizon.attrib["start_day"]), int(horizon.attrib["num_days"])
    names, rooms = _rooms(root)
    specialism = {item.attrib["name"]: item.attrib["specialism"] for item in _child(root, "treatments")}
    patients = sorted(_child(root, "patients"), key=lambda item: item.attrib["registration"])
    in_bed: dict[int, list[tuple[int, int]]] = defaultdict(list)
    requests, registered = [], {}
    for request_id, patient in enumerate(patients, 1):
        start, end = (_day(patient, name, first) * DAY for name in ("admission", "discharge"))
        if "room" in patient.attrib:
            in_bed[names[patient.attrib["room"]]].append((start, end))
            continue
        last = _day(patient, "max_admission", first) * DAY if "max_admission" in patient.attrib else start
        options = _options(patient, rooms, specialism[patient.attrib["treatment"]], (start, end, last))
        requests.append(Request(request_id, 1, options))
        registered[request_id] = _day(patient, "registration", first)
    pools = tuple(_pool(room, in_bed[room.pool_id]) for room in rooms)
    return Stays(AllocationProblem(pools, tuple(requests), goals=GOALS), registered, days)


def _rooms(root: ET.Element) -> tuple[dict[str, int], list[Room]]:
    treats = {
        item.attrib["name"]: tuple(
            frozenset(entry.text or "" for entry in item.iter(tag)) for tag in ("main_specialism", "aux_specialism")
        )
        for item in _child(root, "departments")
    }
    rooms, names = [], {}
    for pool_id, item in enumerate(_child(root, "rooms"), 1):
        features = frozenset(entry.text or "" for entry in item.iter("feature"))
        names[item.attrib["name"]] = pool_id
        rooms.append(Room(pool_id, int(item.attrib["capacity"]), features, *treats[item.attrib["department"]]))
    return names, rooms


def _options(
    patient: ET.Element, rooms: list[Room], specialism: str, times: tuple[int, int, int]
) -> tuple[Option, ...]:
    """Rooms of one price are one option, because the request does not mind which of them it gets; cheapest first."""
    by_price: dict[int, list[int]] = defaultdict(list)
    for room in rooms:
        price = _price(patient, room, specialism)
        if price is not None:
            by_price[price].append(room.pool_id)
    start, end, last = times
    priced = sorted(
        (price + WAITING * (wait // DAY), wait, tuple(pools))
        for wait in range(0, last - start + 1, DAY)
        for price, pools in by_price.items()
    )
    return tuple(
        Option(number, (Use(pools, start + wait, end + wait),), price)
        for number, (price, wait, pools) in enumerate(priced)
    )


def _price(patient: ET.Element, room: Room, specialism: str) -> int | None:
    wishes: dict[str, set[str]] = defaultdict(set)
    for entry in patient.iter("room_property"):
        wishes[entry.attrib["type"]].add(entry.attrib["name"])
    if specialism not in room.main | room.auxiliary or not wishes["needed"] <= room.features:
        return None
    price = FEATURE * len(wishes["preferred"] - room.features) + AUXILIARY * (specialism not in room.main)
    return price + BEDS * (room.beds > int(patient.attrib.get("preferred_capacity", room.beds)))


def _pool(room: Room, in_bed: list[tuple[int, int]]) -> Pool:
    beds: list[list[tuple[int, int]]] = [[] for _ in range(room.beds)]
    for span in sorted(in_bed):
        next(bed for bed in beds if not bed or bed[-1][1] <= span[0]).append(span)
    return Pool(room.pool_id, tuple(Unit(room.pool_id * 100 + bed, tuple(busy)) for bed, busy in enumerate(beds)))


def _child(root: ET.Element, path: str) -> ET.Element:
    found = root.find(path)
    if found is None:
        raise ValueError(f"the file has no {path}")
    return found


def _day(patient: ET.Element, name: str, first: date) -> int:
    return (date.fromisoformat(patient.attrib[name]) - first).days
