"""Seats, PCs, tablets, kits and rooms, and when which cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from benchmarks.prefecture.facts import INVENTORY
from benchmarks.prefecture.streams import Stream
from benchmarks.prefecture.world import CLOSES, OPENS, World, stamp

NAMES = {
    "seat": "サテライトオフィス席",
    "mobile_pc": "貸出用モバイルPC",
    "tablet": "貸出用タブレット",
    "web_kit": "Web会議セット",
    "web_room": "Web会議室",
}
DEVICES = ("mobile_pc", "tablet")
MOVABLE = ("mobile_pc", "tablet", "web_kit")


def build_resources(world: World, stream: Stream) -> None:
    rows = []
    for kind, offices in INVENTORY.items():
        for office_id, base in offices.items():
            count = max(1, round(base * world.scale))
            world.units[kind][office_id] = count
            for number in range(1, count + 1):
                resource_id = f"{kind.upper()}-{office_id[3:]}-{number:03d}"
                capacity, attributes, system, turnaround, unit = _make(stream, kind, number)
                status = "repair" if kind in DEVICES and stream.chance(0.04) else "active"
                world.resource_ids[kind, office_id].append(resource_id)
                made = (f"{NAMES[kind]}{number}", capacity, ";".join(attributes), system, int(kind in MOVABLE))
                rows.append([resource_id, office_id, kind, *made, turnaround, unit, status])
    world.write(
        "resources.csv",
        "resource_id,office_id,kind,name_ja,capacity,attributes,conf_system,movable,turnaround_min,booking_unit,status",
        rows,
    )


def _make(stream: Stream, kind: str, number: int) -> tuple[int, list[str], str, int, str]:
    """Capacity, attributes, conference system, turnaround in minutes and unit of booking."""
    if kind == "seat":
        found = _some(stream, (("monitor", 0.5), ("partition", 0.6), ("quiet", 0.4), ("headset", 0.5)))
        found += ["fixed_pc"] if stream.chance(0.7) else ["bring_pc"]
        return 1, [*found, "accessible"] if number == 1 else found, "", 0, "slot15"
    if kind == "mobile_pc":
        return 1, ["windows", "vpn", *_some(stream, (("lte", 0.6), ("light", 0.3)))], "", 60, "day"
    if kind == "tablet":
        network = "lte" if stream.chance(0.75) else "wifi"
        return 1, [network, "camera", *_some(stream, (("rugged", 0.25), ("gnss", 0.3)))], "", 30, "half_day"
    system = "both"
    if not (number == 1 and kind == "web_kit"):
        system = stream.weighted([("lgwan", 5), ("internet", 3), ("both", 2)])
    capacity = stream.pick([4, 6, 8, 12, 20, 24]) if kind == "web_room" else stream.pick([2, 4, 6])
    found = ["camera", "microphone", *_some(stream, (("document_camera", 0.2),))]
    found += ["accessible"] if kind == "web_room" and stream.chance(0.5) else []
    return capacity, found, system, 15, "slot15"


def _some(stream: Stream, shares: tuple[tuple[str, float], ...]) -> list[str]:
    return [name for name, share in shares if stream.chance(share)]


def build_closures(world: World, stream: Stream) -> None:
    rows = [*_known_closures(), *_repairs(world, stream)]
    world.write(
        "closures.csv",
        "closure_id,resource_id,office_id,kind,start,end,reason_ja,reason_code",
        ([f"C{number:05d}", *row] for number, row in enumerate(rows, 1)),
    )


def _known_closures() -> list[list[str]]:
    reserved = (_at(7, 1, OPENS), _at(7, 3, CLOSES), "県議会対応のため会議室を留保", "reserved")
    return [
        ["", "YG-HQ", "seat", _at(7, 21, OPENS), _at(7, 22, CLOSES), "15階空調更新工事", "works"],
        ["", "YG-OKI", "web_room", _at(8, 17, OPENS), _at(8, 21, CLOSES), "会議室改修", "works"],
        ["", "YG-SNI", "", _at(8, 8, 0), _at(8, 8, 1440), "全館停電（電気設備点検）", "power"],
        ["", "YG-MGM", "", _at(8, 25, 720), _at(8, 25, CLOSES), "祭りに伴う交通規制のため来庁制限", "access"],
        ["WEB_ROOM-HQ-001", "YG-HQ", "web_room", *reserved],
        ["", "YG-TKY", "", _at(8, 13, OPENS), _at(8, 14, CLOSES), "入居ビル設備点検", "works"],
    ]


def _at(month: int, day: int, minutes: int) -> str:
    return stamp(date(2026, month, day), minutes)


def _repairs(world: World, stream: Stream) -> Iterator[list[str]]:
    for (kind, _), resource_ids in world.resource_ids.items():
        for resource_id in resource_ids:
            if kind in DEVICES and stream.chance(0.08):
                first = stream.pick(world.summer)
                last = world.workday(first, stream.between(2, 8))
                yield [resource_id, "", kind, stamp(first, OPENS), stamp(last, CLOSES), "修理・更新作業", "repair"]
