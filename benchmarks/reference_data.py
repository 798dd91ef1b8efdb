"""Reads a reference prefecture (a directory of CSV files) into allocation problems, of one kind or of all together.

Conventions of the data: stamps carry +09:00; a request's interval is what it occupies; turnaround of the
unit follows it; times move in steps of a quarter of an hour; requests cancelled or rejected ask for nothing.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from solver.allocation.problem import AllocationProblem, Option, Pool, Request, Unit, Use

Row = dict[str, str]
STEP = 15
KINDS = {
    "seat": ("seat",),
    "mobile_pc": ("mobile_pc",),
    "tablet": ("tablet",),
    "web_conference": ("web_kit", "web_room"),
}
UNTIL = datetime.fromisoformat("2026-08-31T23:59:59+09:00")
PEOPLE_LOOKED_AT = 4  # a larger party joins through the room's own screen


@dataclass(frozen=True)
class PoolKey:
    """What makes units interchangeable."""

    kind: str
    office: str
    attributes: frozenset[str]
    system: str
    capacity: int
    turnaround: int

    @property
    def systems(self) -> tuple[str, ...]:
        return ("lgwan", "internet") if self.system == "both" else (self.system,)


def minutes(stamp: datetime) -> int:
    return int(stamp.timestamp()) // 60


def read(folder: Path, name: str) -> list[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


class Prefecture:
    """The tables a problem is made of, and the pools of all kinds."""

    def __init__(self, folder: Path) -> None:
        self.requests = read(folder, "requests")
        self.holidays = {row["date"] for row in read(folder, "holidays")}
        self.legs: dict[str, list[Row]] = defaultdict(list)
        for row in read(folder, "conference_legs"):
            self.legs[row["request_id"]].append(row)
        self.travel = {
            (row["from_office_id"], row["to_office_id"]): int(row["minutes"]) for row in read(folder, "travel")
        }
        self.pools: dict[PoolKey, Pool] = {}
        self._add_pools(
            [row for row in read(folder, "resources") if row["status"] == "active"], read(folder, "closures")
        )

    def _add_pools(self, resources: list[Row], closures: list[Row]) -> None:
        groups: dict[PoolKey, list[Unit]] = defaultdict(list)
        for number, row in enumerate(resources, 1):
            spans = sorted(_span(closure) for closure in closures if _hits(closure, row))
            key = PoolKey(
                row["kind"],
                row["office_id"],
                frozenset(row["attributes"].split(";")),
                row["conf_system"],
                int(row["capacity"]),
                int(row["turnaround_min"]),
            )
            groups[key].append(Unit(number, _joined(spans)))
        for pool_id, (key, units) in enumerate(groups.items(), 1):
            self.pools[key] = Pool(pool_id, tuple(units))

    def problem(self, *kinds: str, weigh: str = "") -> AllocationProblem:
        """All occurrences of these kinds (of all without any); weight 1 each, or the column `weigh` (at least 1)."""
        wanted = kinds or tuple(KINDS)
        units = {kind for name in wanted for kind in KINDS[name]}
        pools = tuple(pool for key, pool in self.pools.items() if key.kind in units)
        requests: list[Request] = []
        for row in sorted(self.requests, key=lambda row: (row["submitted_at"], row["request_id"])):
            if row["kind"] not in wanted or row["cancelled_at"] or row["approval"] == "rejected":
                continue
            for start, end in occurrences(row):
                weight = max(1, int(row[weigh])) if weigh else 1
                options = self._options(row, start, end)
                requests.append(Request(len(requests) + 1, weight, options, kind=row["kind"]))
        return AllocationProblem(pools, tuple(requests))

    def _options(self, row: Row, start: datetime, end: datetime) -> tuple[Option, ...]:
        """Office by day by shift of the clock; the first is what was asked for, at cost 0."""
        offices = [row["office_id"], *filter(None, row["alt_office_ids"].split(";"))]
        days = [
            (start, end),
            *(
                self._moved(row, start, end, date.fromisoformat(day))
                for day in filter(None, row["alt_dates"].split(";"))
            ),
        ]
        shifts = sorted(range(-int(row["flex_earlier_min"]), int(row["flex_later_min"]) + 1, STEP), key=abs)
        options: list[Option] = []
        for office in offices:
            for number, (first, last) in enumerate(days):
                for shift in shifts:
                    uses = self._uses(row, office, minutes(first) + shift, minutes(last) + shift)
                    away = self.travel.get((offices[0], office), 0) if office != offices[0] else 0
                    if uses:
                        options.append(Option(len(options), uses, abs(shift) + away + (240 if number else 0)))
        return tuple(options)

    def _uses(self, row: Row, office: str, start: int, end: int) -> tuple[Use, ...]:
        """What the request takes at that time, or () when some office has nothing that fits."""
        if row["kind"] == "web_conference":
            wanted = [
                self._fitting(row, ("web_room",) if leg["need"] == "room" else KINDS["web_conference"], leg)
                for leg in self.legs[row["request_id"]]
            ]
        else:
            wanted = [self._fitting(row, (row["kind"],), {"office_id": office, "participants": "1"})]
        if not all(wanted):
            return ()
        return tuple(_use(fitting, start, end, int(row["quantity"])) for fitting in wanted)

    def _fitting(self, row: Row, kinds: tuple[str, ...], place: Row) -> list[tuple[PoolKey, Pool]]:
        attributes = set(filter(None, row["required_attributes"].split(";")))
        people = min(int(place["participants"]), PEOPLE_LOOKED_AT)
        return [
            (key, pool)
            for key, pool in self.pools.items()
            if key.kind in kinds
            and key.office == place["office_id"]
            and attributes <= key.attributes
            and row["conf_system"] in ("", "any", *key.systems)
            and (key.kind == "seat" or key.capacity >= people)
        ]

    def _moved(self, row: Row, start: datetime, end: datetime, day: date) -> tuple[datetime, datetime]:
        """The same use on another day; a loan goes out on the working day before and comes back on the one after."""
        if row["kind"] != "mobile_pc":
            return start + (day - start.date()), end + (day - start.date())
        last = day
        for _ in row["use_dates"].split(";")[1:]:
            last = self._working_day(last, 1)
        return (
            datetime.combine(self._working_day(day, -1), start.timetz()),
            datetime.combine(self._working_day(last, 1), end.timetz()),
        )

    def _working_day(self, day: date, step: int) -> date:
        day += timedelta(days=step)
        while day.weekday() >= 5 or day.isoformat() in self.holidays:
            day += timedelta(days=step)
        return day


def occurrences(row: Row) -> list[tuple[datetime, datetime]]:
    """The request's own interval, and for a weekly or fortnightly rule each that follows."""
    start, end = datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"])
    if not row["rrule"] or "MONTHLY" in row["rrule"]:
        return [(start, end)] if start.date().isoformat() not in row["exdates"] or not row["rrule"] else []
    step = timedelta(days=14 if "INTERVAL=2" in row["rrule"] else 7)
    found = []
    while start <= UNTIL:
        if start.date().isoformat() not in row["exdates"]:
            found.append((start, end))
        start, end = start + step, end + step
    return found


def _use(fitting: list[tuple[PoolKey, Pool]], start: int, end: int, quantity: int) -> Use:
    turnaround = -(-fitting[0][0].turnaround // STEP) * STEP
    return Use(tuple(pool.pool_id for _, pool in fitting), start, end + turnaround, quantity)


def _span(closure: Row) -> tuple[int, int]:
    return minutes(datetime.fromisoformat(closure["start"])), minutes(datetime.fromisoformat(closure["end"]))


def _hits(closure: Row, unit: Row) -> bool:
    if closure["resource_id"]:
        return closure["resource_id"] == unit["resource_id"]
    return closure["office_id"] == unit["office_id"] and closure["kind"] in ("", unit["kind"])


def _joined(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
