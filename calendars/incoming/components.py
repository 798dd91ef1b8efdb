"""The events and time zones of a file; of the rest only that every component ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from calendars.incoming.lines import MOST_LINES, Line, RawLine, parse, raw_lines
from calendars.incoming.result import MOST_BYTES, Problem, Unreadable

MOST_EVENTS = 5_000
MOST_ZONES = 200
MOST_DEPTH = 8
MOST_PROBLEMS = 200
# What says when somebody is busy; titles are for whoever looks at a preview.
_OF_EVENT = frozenset(
    ("UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE",
     "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS", "EXRULE")
)  # fmt: skip
_OF_CALENDAR = frozenset(("X-WR-CALNAME", "NAME", "X-WR-TIMEZONE", "METHOD"))


@dataclass(slots=True)
class RawEvent:
    """The properties of one VEVENT by name. `line`: where it begins."""

    line: int
    properties: dict[str, list[Line]] = field(default_factory=dict)

    def first(self, name: str) -> Line | None:
        found = self.properties.get(name)
        return found[0] if found else None

    def value(self, name: str) -> str:
        line = self.first(name)
        return line.value if line else ""


@dataclass(slots=True)
class RawCalendar:
    """What a file holds, before any value is read. zones: the lines of each VTIMEZONE."""

    properties: dict[str, str] = field(default_factory=dict)
    events: list[RawEvent] = field(default_factory=list)
    zones: list[list[str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, problem: Problem) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


def scan(data: bytes) -> RawCalendar:
    """Raises Unreadable for what is no calendar, too large, or cut off."""
    if len(data) > MOST_BYTES:
        raise Unreadable("incoming-too_large", {"max": MOST_BYTES // 1_000_000})
    if not data.strip():
        raise Unreadable("incoming-empty")
    found = RawCalendar()
    path: list[str] = []
    last = 0
    for raw in _limited(raw_lines(data)):
        last = raw.number
        if raw.name in ("BEGIN", "END"):
            _step(found, path, raw)
        elif not path:
            raise Unreadable("incoming-not_calendar", {"line": raw.number})
        else:
            _take(found, path, raw)
    if path:
        raise Unreadable("incoming-cut_off", {"line": last, "component": path[-1]})
    return found


def _limited(lines: Iterator[RawLine]) -> Iterator[RawLine]:
    for count, line in enumerate(lines):
        if count >= MOST_LINES:
            raise Unreadable("incoming-too_many_lines", {"line": line.number, "max": MOST_LINES})
        yield line


def _step(found: RawCalendar, path: list[str], raw: RawLine) -> None:
    keyword, _, component = raw.text.partition(":")
    component = component.strip().upper()[:40]
    if keyword.strip().upper() == "END":
        if not path or path.pop() != component:
            raise Unreadable("incoming-wrong_end", {"line": raw.number, "component": component})
        if "VTIMEZONE" in path or component == "VTIMEZONE":
            found.zones[-1].append(raw.text)
        return
    if not path and component != "VCALENDAR":
        raise Unreadable("incoming-not_calendar", {"line": raw.number})
    path.append(component)
    if len(path) > MOST_DEPTH:
        raise Unreadable("incoming-too_deep", {"line": raw.number})
    if path == ["VCALENDAR", "VEVENT"]:
        if len(found.events) >= MOST_EVENTS:
            raise Unreadable("incoming-too_many", {"line": raw.number, "max": MOST_EVENTS})
        found.events.append(RawEvent(raw.number))
    elif path == ["VCALENDAR", "VTIMEZONE"]:
        if len(found.zones) >= MOST_ZONES:
            raise Unreadable("incoming-too_many", {"line": raw.number, "max": MOST_ZONES})
        found.zones.append([])
    if "VTIMEZONE" in path:
        found.zones[-1].append(raw.text)


def _take(found: RawCalendar, path: list[str], raw: RawLine) -> None:
    """A property where it stands; what nobody asks for is not even taken apart."""
    if not raw.name:
        found.complain(Problem("incoming-no_property", raw.number, "", raw.text[:60]))
    elif "VTIMEZONE" in path:
        found.zones[-1].append(raw.text)
    elif path == ["VCALENDAR", "VEVENT"] and raw.name in _OF_EVENT:
        line = parse(raw)
        if line is None:
            found.complain(Problem("incoming-no_property", raw.number, raw.name, raw.text[:60]))
        else:
            found.events[-1].properties.setdefault(line.name, []).append(line)
    elif path == ["VCALENDAR"] and raw.name in _OF_CALENDAR:
        line = parse(raw)
        if line is not None:
            found.properties.setdefault(line.name, line.value)
