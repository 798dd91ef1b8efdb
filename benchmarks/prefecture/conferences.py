"""Web conferences that join offices, single ones and series."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from benchmarks.prefecture.facts import CONFERENCE_TITLES, INVENTORY
from benchmarks.prefecture.request_book import Ask, Leg, RequestBook, weekly_rule
from benchmarks.prefecture.world import OPENS, SUMMER, Person

HUBS = list(INVENTORY["web_kit"])
MAINS = ["YG-HQ", "YG-MRY", "YG-MGM", "YG-OKI", "YG-SNI"]
FREQUENCIES = {
    "week": "FREQ=WEEKLY;BYDAY=",
    "fortnight": "FREQ=WEEKLY;INTERVAL=2;BYDAY=",
    "month": "FREQ=MONTHLY;BYDAY=1",
}


def build_conferences(book: RequestBook) -> None:
    world, stream = book.world, book.stream
    for day in world.summer:
        for _ in range(stream.poisson(8.0 * world.scale * world.demand)):
            book.add(_conference(book, day, recurring=False))
    for _ in range(round(30 * world.scale)):
        series = book.next_series()
        weekday, frequency = stream.between(0, 4), stream.weighted([("week", 5), ("fortnight", 3), ("month", 2)])
        days, skipped = book.weekly(weekday)
        submitted = (world.workday(SUMMER[0], -stream.between(3, 20)), stream.between(OPENS, 1000))
        rule = weekly_rule(weekday, FREQUENCIES[frequency])
        ask = _conference(book, days[0], recurring=True)
        book.add(replace(ask, series=series, rrule=rule, exdates=skipped, submitted=submitted))


def _conference(book: RequestBook, day: date, *, recurring: bool) -> Ask:
    world, stream = book.world, book.stream
    host = stream.pick(world.staff)
    while host.office_id not in HUBS:
        host = stream.pick(world.staff)
    offices = _offices(book, host)
    length = stream.pick([30, 60, 60, 60, 90, 120])
    start = stream.pick(range(540, 931 - (length - 30), 15))
    if stream.chance(0.12):
        start = stream.pick([945, 960, 990])  # ends after 16:15: against the summer rule on late meetings
    legs = tuple(_leg(book, office_id, host) for office_id in offices)
    earlier, later = stream.pick([0, 30, 60]), stream.pick([0, 30, 60])
    dates = "" if recurring else book.other_dates(day, 0.25)
    return Ask(
        host,
        "web_conference",
        "web_conference",
        host.office_id,
        day,
        start,
        start + length,
        earlier=earlier,
        later=later,
        alt_dates=dates,
        system=stream.weighted([("lgwan", 60), ("internet", 30), ("any", 10)]),
        legs=legs,
        note=stream.pick(CONFERENCE_TITLES),
        saved=sum(2 * world.minutes(host.office_id, office_id) * people for office_id, people, _, _ in legs[1:]),
    )


def _offices(book: RequestBook, host: Person) -> list[str]:
    stream = book.stream
    count = stream.weighted([(2, 42), (3, 24), (4, 14), (5, 14), (8, 6)])
    pool = [office_id for office_id in (MAINS if stream.chance(0.7) else HUBS) if office_id != host.office_id]
    if count == 8:
        return [host.office_id, *[office_id for office_id in HUBS if office_id != host.office_id][:7]]
    return [host.office_id, *stream.sample(pool, count - 1)]


def _leg(book: RequestBook, office_id: str, host: Person) -> Leg:
    people = 1 + book.stream.poisson(2.2)
    need = "room" if book.stream.chance(0.25) else "kit_or_room"
    return office_id, people, need, int(office_id == host.office_id)
