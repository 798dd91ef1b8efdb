"""Stress rounds for the allocator: more wishes than units, in every form a wish can take.

Offices hold seats, loan PCs, tablets and rooms.  A seat may come with a PC (a bundle), a room request joins
rooms in several offices at once, a loan goes out the afternoon before and comes back the morning after,
over a weekend where one lies between.  Wishes have flexible times, other days, other offices, and series.
Supply is counted from the wishes, so that rounds of any size are loaded alike.
Day 0 is a Monday; times are minutes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import hypot
from random import Random
from typing import TypeVar

from benchmarks.load import peaks
from solver.allocation.problem import AllocationProblem, Option, Pool, Request, Unit, Use

T = TypeVar("T")
HOUR, DAY, STEP = 60, 1440, 15
OPEN, CLOSE = 8 * HOUR + 30, 17 * HOUR + 15
FIRST_MONDAY = 7 * DAY  # a loan for the first Monday goes out on the Friday before
KINDS = ("seat", "mobile_pc", "tablet", "room")
SHARES = (35, 15, 25, 25)
WORKING_DAYS = (0, 1, 2, 3, 4)
# How much more is wanted on a day at an office: meetings, rain, the week before a holiday.
SURGES = (1, 1, 1, 1, 1, 2, 2, 3, 4)
# Mid-morning and early afternoon are wanted most.
HOURS, HOUR_SHARES = (510, 540, 600, 660, 780, 840, 900), (4, 4, 5, 3, 5, 4, 3)
OTHER_DAY_COST = 240
FETCHED, BROUGHT_BACK = 16 * HOUR, 10 * HOUR
OUT_OF_ORDER = 0.15  # of the units, once for one to seven days
IN_A_SERIES = 0.04  # of seat and room requests, for three to six weeks
BUNDLED = 0.15  # of seat requests
GRADES = (1000, 1000, 1000, 2000, 3000)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for first, and what would do as well: offices with minutes of way, days, shifts of the clock."""

    kind: str
    day: int
    start: int
    length: int
    places: tuple[tuple[int, int], ...]
    other_days: tuple[int, ...]
    shifts: tuple[int, ...]
    joined: tuple[int, ...] = ()
    bundled: bool = False
    quantity: int = 1


def instance(
    requests: int, seed: int = 1, offices: int = 12, overload: tuple[float, float] = (0.2, 0.6)
) -> AllocationProblem:
    """A round of that many requests in six weeks, or if there are fewer than 1,000 in as many weeks as they fill.

    `overload`: the range from which each pool draws by how much the wishes exceed its units in its busiest hours
    (`benchmarks.load`), where every wish takes what it asks for first.
    """
    random = Random(seed)
    region = _Region(random, offices, weeks=max(1, min(6, requests // 160)))
    made = tuple(_requests(random, region, requests))
    return AllocationProblem(_pools(random, region, made, overload), made, seed)


class _Region:
    """Offices in a plane of 80 by 80 minutes; the first is the largest."""

    def __init__(self, random: Random, offices: int, weeks: int) -> None:
        self.offices, self.weeks = offices, weeks
        self.size = list(accumulate(1 / (office + 6) for office in range(offices)))
        points = [(random.uniform(0, 80), random.uniform(0, 80)) for _ in range(offices)]
        way = [[10 + round(hypot(a - x, b - y)) for x, y in points] for a, b in points]
        self.near = [
            sorted((minutes, other) for other, minutes in enumerate(row) if other != office)[:5]
            for office, row in enumerate(way)
        ]
        self.days = [day for day in range(7 * weeks) if day % 7 < 5]
        self.busy = list(accumulate(random.choice(SURGES) for _ in self.days))
        self._uses: dict[tuple[int, int, int, int], Use] = {}

    def use(self, kind: str, office: int, start: int, end: int, quantity: int = 1) -> Use:
        """Equal uses are one object: a round of 100,000 requests has many."""
        key = (self.pool_id(kind, office), FIRST_MONDAY + start, FIRST_MONDAY + end, quantity)
        if key not in self._uses:
            self._uses[key] = Use(key[:1], *key[1:])
        return self._uses[key]

    def pool_id(self, kind: str, office: int) -> int:
        return KINDS.index(kind) * self.offices + office + 1


def _pools(
    random: Random, region: _Region, requests: Sequence[Request], overload: tuple[float, float]
) -> tuple[Pool, ...]:
    wanted = peaks([use for request in requests for use in request.options[0].uses])
    pools, number, owed = [], 0, 0.0
    for pool_id in range(1, len(KINDS) * region.offices + 1):
        # What rounding takes from one pool the next one gets.
        exact = wanted.get(pool_id, 0.0) / (1 + random.uniform(*overload))
        size = max(1, round(exact + owed))
        owed += exact - size
        units = tuple(Unit(number + unit, _outage(random, region.weeks)) for unit in range(1, size + 1))
        pools.append(Pool(pool_id, units))
        number += size
    return tuple(pools)


def _outage(random: Random, weeks: int) -> tuple[tuple[int, int], ...]:
    if random.random() > OUT_OF_ORDER:
        return ()
    start = FIRST_MONDAY + random.randrange(weeks * 7) * DAY
    return ((start, start + random.randint(1, 7) * DAY),)


def _requests(random: Random, region: _Region, count: int) -> Iterator[Request]:
    made, series = 0, 0
    while made < count:
        wish = _wish(random, region)
        weeks = 1
        if wish.kind in ("seat", "room") and random.random() < IN_A_SERIES:
            series += 1
            weeks = random.randint(min(3, region.weeks), region.weeks)
        weight = random.choice(GRADES) + 5 * random.choice((0, 0, 0, 1, 2, 3))
        for week in range(weeks):
            if made < count:
                made += 1
                again = replace(wish, day=(wish.day + 7 * week) % (7 * region.weeks))
                yield Request(
                    made, weight, _options(again, region), series=series if weeks > 1 else None, kind=wish.kind
                )


def _wish(random: Random, region: _Region) -> Wish:
    kind = random.choices(KINDS, SHARES)[0]
    office = random.choices(range(region.offices), cum_weights=region.size)[0]
    day = random.choices(region.days, cum_weights=region.busy)[0]
    wish = Wish(
        kind,
        day=day,
        start=random.choices(HOURS, HOUR_SHARES)[0],
        length=random.choice((120, 180, 240, 480)),
        places=((office, 0), *((other, way) for way, other in _some(random, region.near[office], (0, 0, 1, 1)))),
        other_days=tuple(_some(random, _rest_of_week(day), (0, 0, 0, 1))),
        shifts=_shifts(random, (1, 2, 2, 3)),
    )
    return _OF_KIND[kind](random, region, wish)


def _seat(random: Random, _: _Region, wish: Wish) -> Wish:
    return replace(wish, bundled=random.random() < BUNDLED)


def _loan(random: Random, _: _Region, wish: Wish) -> Wish:
    """Some days of work at home, by any of several days of the week; `length` counts days."""
    days = tuple(_some(random, _rest_of_week(wish.day), (0, 1, 1, 2, 3)))
    return replace(wish, length=random.choice((1, 1, 1, 2, 3)), other_days=days, shifts=(0,))


def _tablet(random: Random, _: _Region, wish: Wish) -> Wish:
    start, end = random.choice(((510, 720), (780, 1020), (510, 1020), (510, 1020)))
    return replace(wish, start=start, length=end - start, quantity=random.choice((1, 1, 1, 1, 1, 1, 2, 2, 3)))


def _joint_rooms(random: Random, region: _Region, wish: Wish) -> Wish:
    """Rooms in this office and up to three others at the same time; hours are negotiable, offices are not."""
    others = [other for other in range(region.offices) if other != wish.places[0][0]]
    return replace(
        wish,
        length=random.choice((60, 90, 120, 180, 240)),
        places=wish.places[:1],
        shifts=_shifts(random, (2, 3, 4)),
        joined=tuple(_some(random, others, (1, 2, 2, 3))),
    )


_OF_KIND = {"seat": _seat, "mobile_pc": _loan, "tablet": _tablet, "room": _joint_rooms}


def _some(random: Random, things: Sequence[T], counts: Sequence[int]) -> list[T]:
    return random.sample(things, min(random.choice(counts), len(things)))


def _rest_of_week(day: int) -> list[int]:
    return [other - day % 7 for other in WORKING_DAYS if other != day % 7]


def _shifts(random: Random, quarters: Sequence[int]) -> tuple[int, ...]:
    """0 first, then both ways, up to some quarters of an hour."""
    most = random.choice(quarters)
    return (0, *(sign * quarter * STEP for quarter in range(1, most + 1) for sign in (1, -1)))


def _options(wish: Wish, region: _Region) -> tuple[Option, ...]:
    """Place by day by shift; the first is what was asked for, at cost 0."""
    options: list[Option] = []
    for place, way in wish.places:
        for other in (0, *wish.other_days):
            for shift in wish.shifts:
                start, end = _span(wish, wish.day + other, shift)
                cost = abs(shift) + way + (OTHER_DAY_COST if other else 0)
                options.append(Option(len(options), _uses(wish, region, place, start, end), cost))
    return tuple(options)


def _uses(wish: Wish, region: _Region, place: int, start: int, end: int) -> tuple[Use, ...]:
    offices = (place, *wish.joined)
    uses = tuple(region.use(wish.kind, office, start, end, wish.quantity) for office in offices)
    return (*uses, region.use("mobile_pc", place, start, end)) if wish.bundled else uses


def _span(wish: Wish, day: int, shift: int) -> tuple[int, int]:
    if wish.kind != "mobile_pc":
        start = day * DAY + min(max(wish.start + shift, OPEN - HOUR), CLOSE + HOUR - wish.length)
        return start, start + wish.length
    before, after = _working_day(day - 1, -1), _working_day(_last_day(day, wish.length) + 1, 1)
    return before * DAY + FETCHED, after * DAY + BROUGHT_BACK


def _last_day(day: int, days: int) -> int:
    for _ in range(days - 1):
        day = _working_day(day + 1, 1)
    return day


def _working_day(day: int, step: int) -> int:
    while day % 7 >= 5:
        day += step
    return day
