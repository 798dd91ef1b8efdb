"""Synthetic allocation rounds: offices with seats, loan PCs, tablets and rooms, and more wishes than units."""

from __future__ import annotations

from random import Random

from solver.allocation.problem import AllocationProblem, Option, Pool, Request, Unit, Use

DAY, HOUR, STEP = 1440, 60, 15
KINDS = ("seat", "mobile_pc", "tablet", "room")
UNITS_PER_OFFICE = {"seat": 1.5, "mobile_pc": 2.5, "tablet": 1.2, "room": 1}
SHARES = (40, 20, 25, 15)


def instance(requests: int, seed: int = 1, offices: int = 12, weeks: int = 6) -> AllocationProblem:
    """A round of that many requests; supply grows with them, so that the load stays the same.

    Each asks for a place and a time with a few flexible starts, other offices or days at a cost in
    minutes; a room request joins two or three offices, some seats come with a PC.
    """
    random = Random(seed)
    growth = max(1.0, requests / 1000)
    pools: dict[tuple[str, int], Pool] = {}
    number = 0
    for office in range(offices):
        for kind in KINDS:
            size = max(1, round(UNITS_PER_OFFICE[kind] * growth * random.uniform(0.5, 1.5)))
            units = []
            for _ in range(size):
                number += 1
                units.append(Unit(number, _outage(random, weeks)))
            pools[kind, office] = Pool(len(pools) + 1, tuple(units))
    made = tuple(_request(random, request_id, pools, offices, weeks) for request_id in range(1, requests + 1))
    return AllocationProblem(tuple(pools.values()), made, seed)


def _outage(random: Random, weeks: int) -> tuple[tuple[int, int], ...]:
    if random.random() > 0.15:
        return ()
    start = random.randrange(weeks * 7) * DAY
    return ((start, start + random.randint(1, 7) * DAY),)


def _request(random: Random, request_id: int, pools: dict[tuple[str, int], Pool], offices: int, weeks: int) -> Request:
    kind = random.choices(KINDS, SHARES)[0]
    office = min(int(random.expovariate(0.25)), offices - 1)  # the head office is the busiest
    # Every other day of the week, the middle of the day: the peaks.
    day = random.randrange(weeks) * 7 + random.choice((0, 1, 1, 2, 3, 3, 4))
    length = random.choice((60, 120, 180, 240)) if kind != "mobile_pc" else random.choice((1, 1, 2, 3)) * DAY
    start = 510 + STEP * random.randrange(0, max(1, (525 - min(length, 480)) // STEP))
    others = [other for other in range(offices) if other != office]
    places = [(office, 0)] + [(random.choice(others), random.randint(20, 90)) for _ in range(random.choice((0, 1, 2)))]
    days = [(day, 0)] + ([(day + 1, 240)] if random.random() < 0.3 and day % 7 < 4 else [])
    shifts = (0, 15, -15, 30) if kind != "mobile_pc" else (0,)
    joined = random.sample(others, random.choice((1, 1, 2)))
    bundle = kind == "seat" and random.random() < 0.15
    options: list[Option] = []
    for place, travel in places:
        for on, later in days:
            for shift in shifts[: random.randint(1, 4)]:
                begin = on * DAY + start + shift
                kinds = [(kind, place)] + [("room", other) for other in joined if kind == "room"]
                kinds += [("mobile_pc", place)] if bundle else []
                uses = tuple(Use((pools[key].pool_id,), begin, begin + length) for key in kinds)
                options.append(Option(len(options), uses, abs(shift) + travel + later))
    return Request(request_id, random.choice((10, 10, 10, 20, 30)), tuple(options))
