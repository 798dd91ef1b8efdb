"""From the properties of the events to the times that are taken: what `calendars.incoming.child` does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from icalendar import vDDDTypes, vDuration

from calendars.incoming.components import RawCalendar, RawEvent, scan
from calendars.incoming.lines import Line
from calendars.incoming.result import IncomingCalendar, IncomingEvent, Problem
from calendars.incoming.rules import MOST_OCCURRENCES, Effort, RuleRefused, begins
from calendars.incoming.zones import Zones
from calendars.text import clean_line
from calendars.zone import FIRST_YEAR, LAST_YEAR

MOST_IN_ALL = 10_000
LONGEST = timedelta(days=366)
LONGEST_TITLE = 200
_ESCAPES = (("\\n", " "), ("\\N", " "), ("\\,", ","), ("\\;", ";"), ("\\\\", "\\"))


class LeftOut(ValueError):
    """An event that cannot be used, by the line that says so."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Moment:
    """A time on the wall clock of its zone. `is_day`: it was written as a date."""

    wall: datetime
    zone: tzinfo
    is_day: bool

    @property
    def instant(self) -> datetime:
        return self.wall.replace(tzinfo=self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Timed:
    """An event that was understood. `replaces`: the occurrence it stands for."""

    raw: RawEvent
    uid: str
    start: Moment
    length: timedelta
    replaces: datetime | None

    @property
    def takes_time(self) -> bool:
        raw = self.raw
        return (
            raw.value("STATUS").upper() != "CANCELLED"
            and raw.value("TRANSP").upper() != "TRANSPARENT"
            and raw.value("X-MICROSOFT-CDO-BUSYSTATUS").upper() != "FREE"
        )


def read(data: bytes, start: datetime, end: datetime) -> IncomingCalendar:
    """What takes time between two instants. Raises Unreadable; an event that cannot be used becomes a problem."""
    raw = scan(data)
    zones = Zones(raw.zones, raw.properties.get("X-WR-TIMEZONE", ""))
    is_cancelled = raw.properties.get("METHOD", "").upper() == "CANCEL"
    understood, effort = _understood(raw, zones), Effort()
    replaced: dict[str, set[datetime]] = {}
    for timed in understood:
        if timed.replaces is not None:
            replaced.setdefault(timed.uid, set()).add(timed.replaces)
    events: list[IncomingEvent] = []
    for timed in understood:
        if timed.takes_time and timed.length and not is_cancelled:
            events.extend(_events(timed, raw, replaced.get(timed.uid, set()), zones, effort, start, end))
        if len(events) > MOST_IN_ALL:
            raw.complain(Problem("incoming-too_many_times", timed.raw.line, "VEVENT"))
            break
    events.sort(key=lambda each: (each.start, each.end, each.line))
    name = raw.properties.get("X-WR-CALNAME") or raw.properties.get("NAME", "")
    problems = tuple(sorted(raw.problems, key=lambda each: each.line))
    return IncomingCalendar(_title(name), len(raw.events), tuple(events[:MOST_IN_ALL]), problems)


def _understood(raw: RawCalendar, zones: Zones) -> list[Timed]:
    """Of events with one UID the one with the highest SEQUENCE, the last of equals, as most clients have it."""
    latest: dict[tuple[str, datetime | None], tuple[int, Timed]] = {}
    for event in raw.events:
        try:
            timed = _timed(event, zones)
        except LeftOut as left_out:
            raw.complain(left_out.problem)
            continue
        key, sequence = (timed.uid, timed.replaces), _sequence(event)
        if key not in latest or latest[key][0] <= sequence:
            latest[key] = (sequence, timed)
    return [timed for _, timed in latest.values()]


def _timed(event: RawEvent, zones: Zones) -> Timed:
    begin = event.first("DTSTART")
    if begin is None:
        raise LeftOut(Problem("incoming-no_start", event.line, "DTSTART"))
    start = _moment(begin, zones)
    replaces = event.first("RECURRENCE-ID")
    if replaces is not None and "RANGE" in replaces.parameters:
        raise LeftOut(replaces.problem("incoming-range"))
    uid = event.value("UID")[:255] or f"line-{event.line}"
    return Timed(
        event, uid, start, _length(event, start, zones), _moment(replaces, zones).instant if replaces else None
    )


def _length(event: RawEvent, start: Moment, zones: Zones) -> timedelta:
    until, lasting = event.first("DTEND"), event.first("DURATION")
    if until is not None:
        end = _moment(until, zones)
        if end.is_day != start.is_day:
            raise LeftOut(until.problem("incoming-mixed"))
        length = end.wall - start.wall if start.is_day else end.instant - start.instant
        line = until
    elif lasting is not None:
        line = lasting
        try:
            length = vDuration.from_ical(lasting.value)  # type: ignore[no-untyped-call]
        except (ValueError, OverflowError) as error:
            raise LeftOut(lasting.problem("incoming-duration")) from error
    else:
        return timedelta(days=1) if start.is_day else timedelta(0)
    if not timedelta(0) <= length <= LONGEST:
        raise LeftOut(line.problem("incoming-end" if length < timedelta(0) else "incoming-too_long"))
    return length


def _events(
    timed: Timed,
    raw: RawCalendar,
    replaced: set[datetime],
    zones: Zones,
    effort: Effort,
    start: datetime,
    end: datetime,
) -> Iterator[IncomingEvent]:
    title, length = _title(timed.raw.value("SUMMARY")), timed.length
    try:
        starts = _starts(timed, zones, effort, end) - (set() if timed.replaces else replaced)
    except LeftOut as left_out:
        raw.complain(left_out.problem)
        return
    found = [moment for moment in starts if moment < end and moment + length > start]
    if len(found) > MOST_OCCURRENCES:
        raw.complain(Problem("incoming-rule_too_long", timed.raw.line, "RRULE"))
        return
    for moment in found:
        yield IncomingEvent(timed.uid, moment, moment + length, title, timed.raw.line)


def _starts(timed: Timed, zones: Zones, effort: Effort, end: datetime) -> set[datetime]:
    """Every instant at which the event begins before `end`."""
    first, event = timed.start, timed.raw
    if timed.replaces is not None:
        return {first.instant}
    if event.first("EXRULE"):
        raise LeftOut(event.properties["EXRULE"][0].problem("incoming-rule_part"))
    walls = {first.wall}
    horizon = min(end + timedelta(days=1), datetime(LAST_YEAR, 1, 1, tzinfo=UTC)).astimezone(first.zone)
    for line in event.properties.get("RRULE", ())[:4]:
        try:
            walls.update(begins(_local_until(line, first), first.wall, horizon.replace(tzinfo=None), effort))
        except RuleRefused as refused:
            raise LeftOut(line.problem(refused.code)) from refused
    found = {Moment(wall, first.zone, first.is_day).instant for wall in walls}
    found |= {each.instant for each in _listed(event, "RDATE", zones)}
    excluded = _listed(event, "EXDATE", zones)
    days = {each.wall.date() for each in excluded if each.is_day and not first.is_day}
    gone = {each.instant for each in excluded}
    return {each for each in found - gone if each.astimezone(first.zone).date() not in days}


def _listed(event: RawEvent, name: str, zones: Zones) -> list[Moment]:
    found: list[Moment] = []
    for line in event.properties.get(name, ()):
        # Of a period its beginning counts: the length is that of the event.
        values = (value.split("/")[0].strip() for value in line.value.split(",")[:MOST_OCCURRENCES])
        found.extend(_moment(Line(line.number, name, line.parameters, value), zones) for value in values)
    return found


def _local_until(line: Line, first: Moment) -> str:
    """The rule with its UNTIL on the wall clock of the event, whichever way it was written."""
    parts = []
    for part in line.value.upper().split(";"):
        name, _, value = part.partition("=")
        if name == "UNTIL":
            moment = _parsed(line, value.strip())
            if isinstance(moment, datetime):
                local = moment.astimezone(first.zone).replace(tzinfo=None) if moment.tzinfo else moment
            else:
                local = datetime.combine(moment, time(23, 59, 59))
            if first.is_day:
                local = datetime.combine(local.date(), time(23, 59, 59))
            value = f"{local:%Y%m%dT%H%M%S}"
        parts.append(f"{name}={value}" if value else name)
    return ";".join(filter(None, parts))


def _moment(line: Line, zones: Zones) -> Moment:
    value = _parsed(line, line.value)
    if not isinstance(value, datetime):
        return Moment(datetime.combine(value, time()), zones.floating, True)
    if value.tzinfo is not None:
        return Moment(value.replace(tzinfo=None), UTC, False)
    name = str(line.parameters.get("TZID", ""))
    zone = zones.find(name) if name else zones.floating
    if zone is None:
        raise LeftOut(Problem("incoming-zone", line.number, line.name, name[:60]))
    return Moment(value, zone, False)


def _parsed(line: Line, value: str) -> date | datetime:
    try:
        found = vDDDTypes.from_ical(value)  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError) as error:
        raise LeftOut(line.problem("incoming-time")) from error
    if not isinstance(found, date):
        raise LeftOut(line.problem("incoming-time"))
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise LeftOut(line.problem("incoming-year"))
    return found


def _sequence(event: RawEvent) -> int:
    value = event.value("SEQUENCE")
    return int(value) if value.isdecimal() and len(value) < 10 else 0


def _title(value: str) -> str:
    # The backslash pair is read last, so that it does not begin another escape.
    for written, meant in _ESCAPES:
        value = value.replace(written, meant)
    return clean_line(value)[:LONGEST_TITLE]
