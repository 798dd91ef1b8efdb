"""PCs for working at home, tablets for trips, and a week of heavy rain."""

from __future__ import annotations

from collections import Counter
from datetime import date

from benchmarks.prefecture.facts import INVENTORY
from benchmarks.prefecture.request_book import Ask, RequestBook
from benchmarks.prefecture.world import CLOSES, SUMMER, Person, stamp

DAYS_A_MONTH = 5  # of work at home, for each person
DISASTER = (date(2026, 7, 27), date(2026, 7, 31))  # an invented scenario


def build_loans(book: RequestBook) -> None:
    world, stream = book.world, book.stream
    home = [person for person in world.staff if person.telework]
    first_choice = [person for person in home if person.eligible]
    used: Counter[tuple[str, int]] = Counter()
    for day in world.summer:
        for _ in range(stream.poisson(17.0 * world.scale * world.demand) if home else 0):
            chosen = first_choice if first_choice and stream.chance(0.65) else home
            _loan(book, stream.pick(chosen), day, used)


def _loan(book: RequestBook, person: Person, day: date, used: Counter[tuple[str, int]]) -> None:
    world, stream = book.world, book.stream
    length = 2 if stream.chance(0.2) else 1
    days = [day] + ([world.workday(day, 1)] if length == 2 else [])
    if used[person.staff_id, day.month] + length > DAYS_A_MONTH or days[-1] > SUMMER[1]:
        return
    used[person.staff_id, day.month] += length
    own = person.office_id in INVENTORY["mobile_pc"]
    fetched = world.workday(day, -1)
    dates = book.other_dates(day, 0.35)
    ask = Ask(
        person,
        "mobile_pc",
        "home_telework",
        person.office_id if own else book.nearest[person.office_id],
        day,
        stamp(fetched, 960),
        stamp(world.workday(days[-1], 1), 600),
        anchor=fetched,
        use_dates=";".join(each.isoformat() for each in days),
        alt_dates=dates,
        attributes="lte" if stream.chance(0.25) else "",
        saved=2 * person.minutes * length,
    )
    book.add(ask)


def build_tablets(book: RequestBook) -> None:
    world, stream = book.world, book.stream
    outdoors = ("field", "technical", "institute")
    field = [person for person in world.staff if person.department.kind in outdoors and person.role != "head"]
    hit = [person for person in field if world.office[person.office_id].region in ("庄内", "最上")]
    for day in world.summer:
        for _ in range(stream.poisson((24.0 if day.month == 7 else 17.0) * world.scale * world.demand)):
            _field_trip(book, stream.pick(field), day)
        if DISASTER[0] <= day <= DISASTER[1]:
            for _ in range(stream.poisson(12.0 * world.scale)):
                _disaster(book, stream.pick(hit), day)


def _stock_office(book: RequestBook, person: Person) -> str:
    own = person.office_id in INVENTORY["tablet"]
    return person.office_id if own else book.nearest[person.office_id]


def _field_trip(book: RequestBook, person: Person, day: date) -> None:
    stream = book.stream
    start, end = stream.weighted([((510, 720), 3.0), ((780, 1020), 4.0), ((510, 1020), 4.0)])
    shares = (("lte", 0.6), ("rugged", 0.12), ("gnss", 0.1))
    attributes = ";".join(name for name, share in shares if stream.chance(share))
    dates = book.other_dates(day, 0.2)
    quantity = stream.weighted([(1, 80), (2, 15), (3, 5)])
    ask = Ask(
        person,
        "tablet",
        "field_trip",
        _stock_office(book, person),
        day,
        start,
        end,
        earlier=30,
        later=30,
        alt_dates=dates,
        quantity=quantity,
        attributes=attributes,
    )
    book.add(ask)


def _disaster(book: RequestBook, person: Person, day: date) -> None:
    stream = book.stream
    end = 1200 if stream.chance(0.4) else CLOSES
    quantity = stream.between(1, 4)
    ask = Ask(
        person,
        "tablet",
        "disaster",
        _stock_office(book, person),
        day,
        480,
        end,
        quantity=quantity,
        attributes="lte",
        urgent=True,
        submitted=(day, stream.between(400, 479)),
        note="大雨被害の現地調査（シナリオ）",
    )
    book.add(ask)
