"""Seats wanted after a meeting at the head office, near home, between two trips, and every week."""

from __future__ import annotations

from datetime import date

from benchmarks.prefecture.facts import MEETING_TITLES, PEAK_MEETING_TITLES
from benchmarks.prefecture.request_book import Ask, RequestBook, weekly_rule
from benchmarks.prefecture.world import CLOSES, HEAD_OFFICE, OPENS, SUMMER, TOKYO, Department, Person, stamp

SPANS = [((OPENS, CLOSES), 6.0), ((OPENS, 720), 2.0), ((780, CLOSES), 2.0)]

Row = list[object]
# A person, the satellite office nearest to home, and the minutes saved in a day.
NearHome = tuple[Person, str, int]


def build_after_meetings(book: RequestBook) -> None:
    world, stream = book.world, book.stream
    away = [person for person in world.staff if person.office_id not in (HEAD_OFFICE, TOKYO)]
    hosts = [department for department in world.departments if department.office_id == HEAD_OFFICE]
    meetings: list[Row] = []
    peak_days = set(stream.sample(world.summer, 8))
    for day in world.summer:
        usual = stream.poisson(2.2 * world.scale)
        peaks = max(1, round(world.scale)) if day in peak_days else 0
        for big in [False] * usual + [True] * peaks:
            _meeting(book, day, away, hosts, meetings, big=big)
    world.write(
        "meetings.csv", "meeting_id,office_id,host_dept_id,start,end,title_ja,branch_attendees,is_peak", meetings
    )


def _meeting(
    book: RequestBook,
    day: date,
    away: list[Person],
    hosts: list[Department],
    meetings: list[Row],
    *,
    big: bool,
) -> None:
    world, stream = book.world, book.stream
    start = stream.pick([780, 810] if big else [570, 600, 780, 810, 840])
    end = start + stream.pick([60, 90, 120, 150])
    size = stream.between(25, 45) if big else 2 + stream.poisson(5)
    meeting_id = f"M{len(meetings) + 1:05d}"
    host = stream.pick(hosts)
    title = stream.pick(PEAK_MEETING_TITLES if big else MEETING_TITLES)
    meetings.append([meeting_id, HEAD_OFFICE, host.dept_id, stamp(day, start), stamp(day, end), title, size, int(big)])
    for person in stream.sample(away, size):
        wants = 0.28 if world.minutes(HEAD_OFFICE, person.office_id) >= 30 else 0.08
        if stream.chance(min(1.0, wants * world.demand)):
            _after(book, person, day, end, meeting_id)


def _after(book: RequestBook, person: Person, day: date, end: int, meeting_id: str) -> None:
    world, stream = book.world, book.stream
    begin = (end + 10 + 14) // 15 * 15
    if end <= 720 and stream.chance(0.6):
        begin = 13 * 60
    if CLOSES - begin < 45:
        return
    home = world.minutes_from_home(person, HEAD_OFFICE)
    alternative = "YG-MRY" if stream.chance(0.4) else ""
    later = stream.pick([0, 0, 30, 60])
    ask = Ask(
        person,
        "seat",
        "after_meeting",
        HEAD_OFFICE,
        day,
        begin,
        CLOSES,
        later=later,
        alt_offices=alternative,
        attributes=_attributes(book),
        meeting=meeting_id,
        saved=max(0, world.minutes(HEAD_OFFICE, person.office_id) + person.minutes - home),
    )
    book.add(ask)


def _attributes(book: RequestBook) -> str:
    shares = (("monitor", 0.15), ("quiet", 0.12), ("accessible", 0.02), ("fixed_pc", 0.2))
    return ";".join(name for name, share in shares if book.stream.chance(share))


def build_near_home(book: RequestBook) -> list[NearHome]:
    """Single days near home and between trips; returns who could work near home."""
    world, stream = book.world, book.stream
    near = [
        found for person in world.staff if person.telework and person.km >= 18 for found in _near_home(book, person)
    ]
    for day in world.summer:
        for _ in range(stream.poisson(5.0 * world.scale * world.demand) if near else 0):
            _day_near_home(book, day, near)
        for _ in range(stream.poisson(3.0 * world.scale * world.demand)):
            _between_trips(book, day)
    return near


def _near_home(book: RequestBook, person: Person) -> list[NearHome]:
    world = book.world
    best, gain = TOKYO, 0
    if person.municipality in world.municipality:
        best = min(world.satellites, key=lambda office_id: world.minutes_from_home(person, office_id))
        gain = 2 * (person.minutes - world.minutes_from_home(person, best))
    return [(person, best, gain)] if best != person.office_id and gain >= 20 else []


def _day_near_home(book: RequestBook, day: date, near: list[NearHome]) -> None:
    world, stream = book.world, book.stream
    person, best, gain = stream.pick(near)
    start, end = stream.weighted(SPANS)
    others = ";".join(
        office_id
        for office_id in world.satellites
        if office_id != best and world.minutes(best, office_id) <= 35 and stream.chance(0.4)
    )
    dates = book.other_dates(day, 0.3)
    ask = Ask(
        person,
        "seat",
        "near_home",
        best,
        day,
        start,
        end,
        alt_offices=others,
        alt_dates=dates,
        attributes=_attributes(book),
        saved=gain,
    )
    book.add(ask)


def _between_trips(book: RequestBook, day: date) -> None:
    world, stream = book.world, book.stream
    person = stream.pick(world.staff)
    office_id = stream.pick([other for other in world.satellites if other != person.office_id])
    start = stream.pick([510, 600, 660, 780, 840, 900, 930])
    end = min(CLOSES, start + stream.pick([60, 90, 120, 180]))
    ask = Ask(
        person,
        "seat",
        "between_trips",
        office_id,
        day,
        start,
        end,
        earlier=30,
        later=60,
        attributes=_attributes(book),
        saved=stream.between(0, 60),
    )
    book.add(ask)


def build_series(book: RequestBook, near: list[NearHome]) -> None:
    """The same day of every week."""
    world, stream = book.world, book.stream
    for person, best, gain in stream.sample(near, round(25 * world.scale)):
        series = book.next_series()
        weekday = stream.between(0, 4)
        days, skipped = book.weekly(weekday)
        start, end = stream.weighted(SPANS)
        submitted = (world.workday(SUMMER[0], -stream.between(3, 15)), stream.between(OPENS, 1000))
        ask = Ask(
            person,
            "seat",
            "near_home",
            best,
            days[0],
            start,
            end,
            series=series,
            rrule=weekly_rule(weekday),
            exdates=skipped,
            submitted=submitted,
            attributes=_attributes(book),
            saved=gain,
        )
        book.add(ask)
