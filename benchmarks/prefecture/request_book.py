"""The requests in the order in which they are made up, and the tables they become in the order of submission."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.prefecture.streams import Stream
from benchmarks.prefecture.world import CLOSES, DAY_CODES, OPENS, SUMMER, Person, World, days_between, stamp

HEADER = (
    "request_id,series_id,submitted_at,staff_id,kind,purpose,office_id,start,end,use_dates,flex_earlier_min,"
    "flex_later_min,alt_office_ids,alt_dates,quantity,required_attributes,conf_system,rrule,exdates,meeting_id,priority,"
    "eligibility,saved_min,approver_id,approval,cancelled_at,outside_hours,overtime_order_no,note_ja"
)

Leg = tuple[str, int, str, int]


@dataclass(frozen=True, slots=True)
class Ask:
    """What a person wants.  `start` and `end` are minutes of the day, or whole stamps.

    `anchor`: the day the resource is first needed, if not `day`; `submitted`: day and minute, drawn if None.
    """

    person: Person
    kind: str
    purpose: str
    office_id: str
    day: date
    start: int | str
    end: int | str
    earlier: int = 0
    later: int = 0
    alt_offices: str = ""
    alt_dates: str = ""
    use_dates: str = ""
    quantity: int = 1
    attributes: str = ""
    system: str = ""
    series: str = ""
    rrule: str = ""
    exdates: str = ""
    meeting: str = ""
    saved: int = 0
    note: str = ""
    urgent: bool = False
    anchor: date | None = None
    submitted: tuple[date, int] | None = None
    legs: tuple[Leg, ...] = ()


class RequestBook:
    """Takes requests; `stream` is the one stream of all of them."""

    def __init__(self, world: World, stream: Stream) -> None:
        self.world, self.stream = world, stream
        self.heads = {dept_id: people[0].staff_id for dept_id, people in world.people_of.items()}
        self.nearest = {
            office_id: min(world.satellites, key=lambda other: world.minutes(office_id, other))
            for office_id in world.office
        }
        self._rows: list[tuple[tuple[date, int, int], list[object], Sequence[Leg]]] = []
        self._series = 0

    def add(self, ask: Ask) -> None:
        person, anchor = ask.person, ask.anchor or ask.day
        day, minute = ask.submitted or self._submitted(anchor)
        approval = "approved"
        if not ask.urgent:
            approval = self.stream.weighted([("approved", 92), ("pending", 5), ("rejected", 3)])
        cancelled = self._cancelled(anchor, day)
        outside = isinstance(ask.start, int) and isinstance(ask.end, int) and (ask.end > CLOSES or ask.start < OPENS)
        order = f"T2026-{self.stream.between(1, 99999):05d}" if outside and self.stream.chance(0.8) else ""
        head = self.heads[person.department.dept_id]
        wanted = [ask.series, stamp(day, minute), person.staff_id, ask.kind, ask.purpose, ask.office_id]
        wanted += [_stamped(ask.day, ask.start), _stamped(ask.day, ask.end), ask.use_dates]
        flexible: list[object] = [ask.earlier, ask.later, ask.alt_offices, ask.alt_dates, ask.quantity]
        rules = [ask.attributes, ask.system, ask.rrule, ask.exdates, ask.meeting]
        standing = [_priority(ask), _eligibility(person), ask.saved, head, approval, cancelled]
        row = [*wanted, *flexible, *rules, *standing, int(outside), order, ask.note]
        self._rows.append(((day, minute, len(self._rows)), row, ask.legs))

    def _submitted(self, anchor: date) -> tuple[date, int]:
        if self.stream.chance(0.08):
            return anchor, self.stream.between(420, 479)  # before anything starts
        lead = min(25, 1 + int(self.stream.exponential(4.5)))
        return self.world.workday(anchor, -lead), self.stream.between(OPENS, CLOSES)

    def _cancelled(self, anchor: date, submitted: date) -> str:
        if not self.stream.chance(0.08):
            return ""
        day = self.world.workday(anchor, -self.stream.between(1, 3))
        return stamp(day, self.stream.between(OPENS, 1000)) if day > submitted else ""

    def next_series(self) -> str:
        self._series += 1
        return f"SR{self._series:05d}"

    def other_dates(self, day: date, share: float) -> str:
        """Two other working days of the week, or none."""
        if not self.stream.chance(share):
            return ""
        monday = day - timedelta(days=day.weekday())
        week = [other for other in self.world.summer if monday <= other < monday + timedelta(days=7) and other != day]
        return ";".join(other.isoformat() for other in sorted(self.stream.sample(week, 2)))

    def weekly(self, weekday: int) -> tuple[list[date], str]:
        """The working days of the summer on that weekday, and those to leave out."""
        days = [day for day in self.world.summer if day.weekday() == weekday]
        skipped = [day for day in days_between(*SUMMER) if day.weekday() == weekday and day not in self.world.summer]
        return days, ";".join(day.isoformat() for day in skipped)

    def write(self) -> None:
        ordered = [
            (f"Q{number:07d}", row, legs) for number, (_, row, legs) in enumerate(sorted(self._rows, key=_by_time), 1)
        ]
        self.world.write("requests.csv", HEADER, ([request_id, *row] for request_id, row, _ in ordered))
        self.world.write(
            "conference_legs.csv",
            "request_id,office_id,participants,need,is_host",
            ([request_id, *leg] for request_id, _, legs in ordered for leg in legs),
        )
        kinds: Mapping[object, int] = Counter(row[3] for _, row, _ in ordered)
        self.world.stats["requests_by_kind"] = {str(kind): kinds[kind] for kind in sorted(kinds, key=str)}


def weekly_rule(weekday: int, frequency: str = "FREQ=WEEKLY;BYDAY=") -> str:
    return f"{frequency}{DAY_CODES[weekday]};UNTIL=20260831T145959Z"


def _by_time(row: tuple[tuple[date, int, int], list[object], Sequence[Leg]]) -> tuple[date, int, int]:
    return row[0]


def _stamped(day: date, time: int | str) -> str:
    return stamp(day, time) if isinstance(time, int) else time


def _priority(ask: Ask) -> int:
    if ask.urgent:
        return 1
    if ask.person.child or ask.person.care:
        return 2
    if ask.person.km >= 35:
        return 3
    return 4 if ask.purpose == "after_meeting" else 5


def _eligibility(person: Person) -> str:
    grounds = (("child", person.child), ("care", person.care), ("commute35", person.km >= 35))
    return ";".join(name for name, holds in grounds if holds) or "general"
