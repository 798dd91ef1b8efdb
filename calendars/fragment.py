"""The bytes of one event: a VEVENT block that can be kept for as long as the event's revision stands."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from calendars.content_line import property_line, text_line, text_list_line
from calendars.event import CalendarEvent, EventResource
from calendars.recurrence import rule_text
from calendars.zone import TOKYO

# RFC 9073 6.3 registers a few types; every other kind needs the prefix for experiments
_RESOURCE_TYPES = {"web_room": "ROOM", "web_kit": "REMOTE-CONFERENCE-VIDEO"}
_MAP_RADIUS_METRES = "70"


def render_event(event: CalendarEvent) -> bytes:
    """VEVENT in UTF-8 with CRLF, the same bytes for equal events in every process."""
    return b"".join(_event_lines(event))


def _event_lines(event: CalendarEvent) -> Iterator[bytes]:
    yield b"BEGIN:VEVENT\r\n"
    yield property_line("UID", event.uid)
    yield from _revision_lines(event)
    yield from _time_lines(event)
    yield from _text_lines(event)
    yield from _state_lines(event)
    for resource in event.resources:
        yield from _resource_lines(resource)
    yield b"END:VEVENT\r\n"


def _revision_lines(event: CalendarEvent) -> Iterator[bytes]:
    # GNOME shows a change only when one of these moves, ICSx5 only when LAST-MODIFIED does
    yield property_line("DTSTAMP", _utc(event.changed))
    yield property_line("LAST-MODIFIED", _utc(event.changed))
    yield property_line("CREATED", _utc(event.created))
    yield property_line("SEQUENCE", str(event.sequence))


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
    if event.location:
        yield text_line("LOCATION", event.location)
    if event.geo is not None:
        yield from _position_lines(event.geo, event.location or event.summary)
    if event.description:
        yield text_line("DESCRIPTION", event.description)
    if event.url:
        yield property_line("URL", event.url)
    if event.categories:
        yield text_list_line("CATEGORIES", event.categories)


def _position_lines(geo: tuple[float, float], title: str) -> Iterator[bytes]:
    latitude, longitude = (f"{degrees:.6f}" for degrees in geo)
    yield property_line("GEO", f"{latitude};{longitude}")
    parameters = {"VALUE": "URI", "X-APPLE-RADIUS": _MAP_RADIUS_METRES, "X-TITLE": title}
    yield property_line("X-APPLE-STRUCTURED-LOCATION", f"geo:{latitude},{longitude}", parameters)


def _state_lines(event: CalendarEvent) -> Iterator[bytes]:
    takes_time = event.busy and event.status != "cancelled"
    yield property_line("STATUS", event.status.upper())
    yield property_line("TRANSP", "OPAQUE" if takes_time else "TRANSPARENT")
    shown = "FREE" if not takes_time else "TENTATIVE" if event.status == "tentative" else "BUSY"
    yield property_line("X-MICROSOFT-CDO-BUSYSTATUS", shown)
    yield property_line("CLASS", "PRIVATE" if event.private else "PUBLIC")


def _resource_lines(resource: EventResource) -> Iterator[bytes]:
    private_type = "X-" + resource.kind.upper().replace("_", "-")
    yield b"BEGIN:VRESOURCE\r\n"
    yield property_line("UID", resource.uid)
    yield text_line("NAME", resource.name)
    yield property_line("RESOURCE-TYPE", _RESOURCE_TYPES.get(resource.kind, private_type))
    yield b"END:VRESOURCE\r\n"


def _time_line(name: str, value: datetime | date) -> bytes:
    if isinstance(value, datetime):
        return property_line(name, _local(value), {"TZID": TOKYO.key})
    return property_line(name, f"{value:%Y%m%d}", {"VALUE": "DATE"})


def _local(value: datetime) -> str:
    return f"{value:%Y%m%dT%H%M%S}"


def _utc(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"
