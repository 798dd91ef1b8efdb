"""The bytes of one event: a VEVENT block that can be kept for as long as the event's revision stands."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import lru_cache

from calendars.content_line import property_line, text_line, text_list_line
from calendars.event import CalendarEvent, EventResource, EventStatus
from calendars.recurrence import rule_text
from calendars.zone import TOKYO

# RFC 9073 6.3 registers a few types; every other kind needs the prefix for experiments
_RESOURCE_TYPES = {"web_room": "ROOM", "web_kit": "REMOTE-CONFERENCE-VIDEO"}
_MAP_RADIUS_METRES = "70"
_KEPT = 4096


def render_event(event: CalendarEvent) -> bytes:
    """VEVENT in UTF-8 with CRLF, the same bytes for equal events in every process."""
    return b"".join(_event_lines(event))


def _event_lines(event: CalendarEvent) -> Iterator[bytes]:
    yield _revision_lines(event)
    yield from _time_lines(event)
    yield from _text_lines(event)
    yield _state_lines(event.status, event.busy, event.private)
    for resource in event.resources:
        yield _resource_lines(resource)
    yield b"END:VEVENT\r\n"


def _revision_lines(event: CalendarEvent) -> bytes:
    # GNOME shows a change only when one of these moves, ICSx5 only when LAST-MODIFIED does
    changed = _utc(event.changed)
    return (
        f"BEGIN:VEVENT\r\nUID:{event.uid}\r\nDTSTAMP:{changed}\r\nLAST-MODIFIED:{changed}\r\n"
        f"CREATED:{_utc(event.created)}\r\nSEQUENCE:{event.sequence}\r\n"
    ).encode()


def _time_lines(event: CalendarEvent) -> Iterator[bytes]:
    if event.recurrence_id is not None:
        yield _time_line("RECURRENCE-ID", event.recurrence_id)
    yield _time_line("DTSTART", event.start)
    yield _time_line("DTEND", event.end)
    # Exchange refuses a rule with COUNT=1, which says no more than the event itself
    if event.recurrence is None or event.recurrence.count == 1 or not isinstance(event.start, datetime):
        return
    yield property_line("RRULE", rule_text(event.recurrence))
    excluded = sorted(day for day in event.recurrence.excluded if day >= event.start.date())
    if excluded:
        values = ",".join(_local(datetime.combine(day, event.start.time())) for day in excluded)
        yield property_line("EXDATE", values, {"TZID": TOKYO.key})


def _text_lines(event: CalendarEvent) -> Iterator[bytes]:
    if event.summary:
        yield text_line("SUMMARY", event.summary)
    yield _place_lines(event.location, event.geo, event.location or event.summary)
    if event.description:
        yield text_line("DESCRIPTION", event.description)
    if event.url:
        yield property_line("URL", event.url)
    if event.categories:
        yield _category_line(event.categories)


# What follows is the same for many events of a calendar, and made once.


@lru_cache(maxsize=_KEPT)
def _place_lines(location: str, geo: tuple[float, float] | None, title: str) -> bytes:
    lines = [text_line("LOCATION", location)] if location else []
    if geo is not None:
        latitude, longitude = (f"{degrees:.6f}" for degrees in geo)
        parameters = {"VALUE": "URI", "X-APPLE-RADIUS": _MAP_RADIUS_METRES, "X-TITLE": title}
        lines.append(property_line("GEO", f"{latitude};{longitude}"))
        lines.append(property_line("X-APPLE-STRUCTURED-LOCATION", f"geo:{latitude},{longitude}", parameters))
    return b"".join(lines)


@lru_cache(maxsize=_KEPT)
def _category_line(categories: tuple[str, ...]) -> bytes:
    return text_list_line("CATEGORIES", categories)


@lru_cache(maxsize=_KEPT)
def _state_lines(status: EventStatus, busy: bool, private: bool) -> bytes:
    takes_time = busy and status != "cancelled"
    shown = "FREE" if not takes_time else "TENTATIVE" if status == "tentative" else "BUSY"
    return (
        f"STATUS:{status.upper()}\r\nTRANSP:{'OPAQUE' if takes_time else 'TRANSPARENT'}\r\n"
        f"X-MICROSOFT-CDO-BUSYSTATUS:{shown}\r\nCLASS:{'PRIVATE' if private else 'PUBLIC'}\r\n"
    ).encode()


@lru_cache(maxsize=_KEPT)
def _resource_lines(resource: EventResource) -> bytes:
    private_type = "X-" + resource.kind.upper().replace("_", "-")
    lines = (
        b"BEGIN:VRESOURCE\r\n",
        property_line("UID", resource.uid),
        text_line("NAME", resource.name),
        property_line("RESOURCE-TYPE", _RESOURCE_TYPES.get(resource.kind, private_type)),
        b"END:VRESOURCE\r\n",
    )
    return b"".join(lines)


def _time_line(name: str, value: datetime | date) -> bytes:
    if isinstance(value, datetime):
        return f"{name};TZID={TOKYO.key}:{_local(value)}\r\n".encode()
    return f"{name};VALUE=DATE:{value:%Y%m%d}\r\n".encode()


def _local(value: datetime) -> str:
    # Written out, for strftime takes three times as long.
    date_part = f"{value.year:04}{value.month:02}{value.day:02}"
    return f"{date_part}T{value.hour:02}{value.minute:02}{value.second:02}"


def _utc(value: datetime) -> str:
    return f"{_local(value.astimezone(UTC))}Z"
