"""What is wrong with the bytes of a feed: the rules on which calendar apps agree, read without any library.

Each fault is a short text; a feed without faults is read in the same way by every app that was measured.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

_LINE = re.compile(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';([A-Z0-9-]+)=("[^"]*"|[^;]*)')
_TEXTS = frozenset({"SUMMARY", "LOCATION", "DESCRIPTION", "NAME", "X-WR-CALNAME", "X-WR-CALDESC"})
_ONCE = frozenset(
    {"UID", "DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION",
     "STATUS", "TRANSP", "CLASS", "URL", "GEO", "RRULE", "RECURRENCE-ID"}
)  # fmt: skip
_NEEDED = frozenset({"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "STATUS", "TRANSP"})
_INSTANTS = ("DTSTAMP", "LAST-MODIFIED", "CREATED")
_CALENDAR_ONCE = ("VERSION", "PRODID", "CALSCALE", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL")


@dataclass
class Property:
    name: str
    parameters: dict[str, str]
    value: str


@dataclass
class Component:
    name: str
    properties: list[Property] = field(default_factory=list)
    inside: list[Component] = field(default_factory=list)

    def values(self, name: str) -> list[Property]:
        return [item for item in self.properties if item.name == name]


def faults(raw: bytes) -> list[str]:
    """Everything that some app would read in its own way."""
    found = list(_of_lines(raw))
    if found:
        return found
    roots = list(_components(raw.decode().replace("\r\n ", "").split("\r\n")[:-1], found))
    if [root.name for root in roots] != ["VCALENDAR"]:
        return [*found, "not exactly one calendar"]
    return [*found, *_of_calendar(roots[0])]


def _of_lines(raw: bytes) -> Iterator[str]:
    if not raw.startswith(b"BEGIN:VCALENDAR\r\n") or not raw.endswith(b"END:VCALENDAR\r\n"):
        yield "begins or ends with something else"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", raw):
        yield "line ends other than CRLF"
    if re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]|\xef\xbb\xbf", raw):
        yield "control characters"
    for line in raw.split(b"\r\n"):
        if len(line) > 75:
            yield "a line of more than 75 octets"
        try:
            line.decode()
        except UnicodeDecodeError:
            yield "a line cut inside a character"


def _components(lines: list[str], found: list[str]) -> Iterator[Component]:
    stack: list[Component] = []
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            found.append(f"not a content line: {line[:40]}")
            continue
        name, parameters, value = match.groups()
        if name == "BEGIN":
            stack.append(Component(value))
        elif name == "END":
            ended = stack.pop() if stack else Component("")
            if ended.name != value:
                found.append(f"{value} ends where {ended.name} does not")
            if stack:
                stack[-1].inside.append(ended)
            else:
                yield ended
        elif stack:
            listed = {key: text.strip('"') for key, text in _PARAMETER.findall(parameters)}
            stack[-1].properties.append(Property(name, listed, value))
        else:
            found.append(f"{name} outside the calendar")


def _of_calendar(calendar: Component) -> Iterator[str]:
    for name in _CALENDAR_ONCE:
        if len(calendar.values(name)) != 1:
            yield f"{name} not exactly once"
    for name in ("METHOD", "UID"):
        if calendar.values(name):
            yield f"{name} of the calendar"
    for item in calendar.values("REFRESH-INTERVAL"):
        if item.parameters.get("VALUE") != "DURATION":
            yield "REFRESH-INTERVAL without its type"
    kinds = Counter(inside.name for inside in calendar.inside)
    if kinds["VTIMEZONE"] != 1 or not kinds["VEVENT"] or set(kinds) != {"VTIMEZONE", "VEVENT"}:
        yield f"other components than one zone and events: {dict(kinds)}"
    events = [inside for inside in calendar.inside if inside.name == "VEVENT"]
    keys = Counter((_value(event, "UID"), _value(event, "RECURRENCE-ID")) for event in events)
    yield from (f"{uid} stands {count} times" for (uid, _), count in keys.items() if count > 1)
    masters = {_value(event, "UID") for event in events if event.values("RRULE")}
    for event in events:
        yield from _of_event(event)
        if event.values("RECURRENCE-ID") and _value(event, "UID") not in masters:
            yield "a day of a series that is not there"


def _of_event(event: Component) -> Iterator[str]:
    count = Counter(item.name for item in event.properties)
    yield from (f"{name} {count[name]} times" for name in _ONCE if count[name] > 1)
    yield from (f"without {name}" for name in _NEEDED if not count[name])
    yield from (f"{name} in a feed" for name in ("ORGANIZER", "ATTENDEE", "VALARM", "DURATION") if count[name])
    if not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", _value(event, "UID")):
        yield "a UID that is no UUID"
    for item in event.properties:
        if item.name in _TEXTS and re.search(r"(?<!\\)(?:\\\\)*(?:[;,]|\\[^\\;,n])", item.value):
            yield f"{item.name} is not escaped"
        if item.name in _INSTANTS and not re.fullmatch(r"\d{8}T\d{6}Z", item.value):
            yield f"{item.name} is not UTC"
    yield from _of_times(event)


def _of_times(event: Component) -> Iterator[str]:
    forms = {
        name: {_form(item) for item in event.values(name)} for name in ("DTSTART", "DTEND", "EXDATE", "RECURRENCE-ID")
    }
    if forms["DTSTART"] not in ({"date"}, {"Asia/Tokyo"}):
        yield f"DTSTART in {forms['DTSTART']}"
    yield from (f"{name} in another form" for name, form in forms.items() if form and form != forms["DTSTART"])
    start, end = (_value(event, name) for name in ("DTSTART", "DTEND"))
    if end <= start:
        yield "ends before it starts"
    for rule in event.values("RRULE"):
        if "COUNT=1" in rule.value.split(";") or not re.search(r"UNTIL=\d{8}T\d{6}Z", rule.value):
            yield "a rule that readers end on different days"


def _form(item: Property) -> str:
    if item.parameters.get("VALUE") == "DATE":
        datetime.strptime(item.value, "%Y%m%d")  # noqa: DTZ007 - a day
        return "date"
    for value in item.value.split(","):
        datetime.strptime(value, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - its zone is a parameter
    return item.parameters.get("TZID", "no zone")


def _value(component: Component, name: str) -> str:
    found = component.values(name)
    return found[0].value if found else ""
