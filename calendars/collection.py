"""A feed taken apart into one calendar object for each UID, as CalDAV wants them (RFC 4791 4.1), and when each is.

Reads only what `calendars.feed` wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time

from calendars.content_line import property_line
from calendars.feed import PRODUCT_ID
from calendars.recurrence import Occurrence, expand, parse_recurrence
from calendars.zone import TOKYO, VTIMEZONE

_EVENT = re.compile(rb"BEGIN:VEVENT\r\nUID:([^\r]+)\r\n.*?END:VEVENT\r\n", re.DOTALL)
_NAME = re.compile(rb"\r\nX-WR-CALNAME:([^\r]*(?:\r\n [^\r]*)*)\r\n")
_LINE = re.compile(r"([A-Z-]+)(?:;[^:]*)?:(.*)")
_BEFORE = b"".join((
    b"BEGIN:VCALENDAR\r\n", property_line("VERSION", "2.0"), property_line("PRODID", PRODUCT_ID),
    property_line("CALSCALE", "GREGORIAN"), VTIMEZONE,
))  # fmt: skip
_AFTER = b"END:VCALENDAR\r\n"


def objects_of(body: bytes, *, without: str = "") -> dict[str, bytes]:
    """The calendar objects of a feed by UID, in its order; the events of one series together.

    without: the UID of an event that is none, because it stands in for a feed without events.
    """
    events: dict[str, list[bytes]] = {}
    for found in _EVENT.finditer(body):
        events.setdefault(found[1].decode(), []).append(found[0])
    events.pop(without, None)
    return {uid: b"".join((_BEFORE, *parts, _AFTER)) for uid, parts in events.items()}


def name_of_feed(body: bytes) -> str:
    """What the feed calls itself."""
    found = _NAME.search(body)
    return _unescaped(found[1].replace(b"\r\n ", b"").decode()) if found else ""


def properties_of(content: bytes) -> list[Mapping[str, list[str]]]:
    """For each event of an object the values of its properties by name, as they are written, unfolded."""
    found: list[Mapping[str, list[str]]] = []
    for event in _EVENT.finditer(content):
        values: dict[str, list[str]] = {}
        for line in event[0].replace(b"\r\n ", b"").decode().split("BEGIN:VRESOURCE")[0].splitlines():
            parts = _LINE.fullmatch(line)
            if parts:
                values.setdefault(parts[1], []).append(parts[2])
        found.append(values)
    return found


def times_of(content: bytes) -> list[tuple[Occurrence, Mapping[str, list[str]]]]:
    """Every time of an object with the properties of the event it comes from."""
    events = properties_of(content)
    replaced = {_moment(value) for event in events for value in event.get("RECURRENCE-ID", ())}
    found = []
    for event in events:
        start, end = _moment(event["DTSTART"][0]), _moment(event["DTEND"][0])
        if "RRULE" not in event:
            found.append((Occurrence(start, end), event))
            continue
        excluded = {_moment(value).date() for line in event.get("EXDATE", ()) for value in line.split(",")}
        times = expand(parse_recurrence(event["RRULE"][0], excluded), start, end)
        found.extend((each, event) for each in times if each.start not in replaced)
    return found


def takes_place(content: bytes, start: datetime, end: datetime) -> bool:
    """Whether any time of an object overlaps the span (RFC 4791 9.9)."""
    return any(each.start < end and each.end > start for each, _ in times_of(content))


def render_free_busy(
    contents: Iterable[bytes], start: datetime, end: datetime, *, uid: str, changed: datetime
) -> bytes:
    """VFREEBUSY of a span (RFC 5545 3.6.4): when time is taken, cut at its edges; what is cancelled takes none."""
    periods = sorted(_taken(contents, start, end))
    lines = [
        f"FREEBUSY;FBTYPE={kind}:{begin:%Y%m%dT%H%M%SZ}/{finish:%Y%m%dT%H%M%SZ}" for begin, finish, kind in periods
    ]
    head = (f"UID:{uid}", f"DTSTAMP:{_utc(changed)}", f"DTSTART:{_utc(start)}", f"DTEND:{_utc(end)}")
    block = "".join(f"{line}\r\n" for line in ("BEGIN:VFREEBUSY", *head, *lines, "END:VFREEBUSY"))
    before = b"BEGIN:VCALENDAR\r\n" + property_line("VERSION", "2.0") + property_line("PRODID", PRODUCT_ID)
    return before + block.encode() + _AFTER


def _taken(contents: Iterable[bytes], start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, str]]:
    for content in contents:
        for each, event in times_of(content):
            if event["TRANSP"] == ["OPAQUE"] and each.start < end and each.end > start:
                kind = "BUSY-TENTATIVE" if event["STATUS"] == ["TENTATIVE"] else "BUSY"
                yield max(each.start, start).astimezone(UTC), min(each.end, end).astimezone(UTC), kind


def _moment(value: str) -> datetime:
    if len(value) == 8:
        return datetime.combine(date.fromisoformat(value), time(), TOKYO)
    return datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=TOKYO)


def _utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)
