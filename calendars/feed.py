"""A subscribed calendar: header, rendered events, and always at least one event."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from calendars.content_line import property_line, text_line
from calendars.errors import FeedError
from calendars.event import CalendarEvent
from calendars.fragment import render_event
from calendars.text import clean_line, clean_text
from calendars.zone import TOKYO, VTIMEZONE

_FOOTER = b"END:VCALENDAR\r\n"
_EVENT_BEGIN = b"BEGIN:VEVENT\r\nUID:"
_EVENT_END = b"END:VEVENT\r\n"
PRODUCT_ID = "-//Sekitori//Sekitori Calendar Feed 1//JA"


@dataclass(frozen=True, slots=True)
class FeedHeader:
    """What a client shows of the calendar itself. Raises FeedError.

    color: a CSS3 colour name in lower case (RFC 7986 5.9 allows nothing else).
    refresh: how often clients are asked to look again; whole minutes, at least one.
    language: BCP 47 tag of the name.
    source: address of the calendar without its secret token, or empty.
    """

    name: str
    description: str
    color: str
    refresh: timedelta
    language: str = "ja"
    source: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", clean_line(self.name))
        object.__setattr__(self, "description", clean_text(self.description))
        if not self.name:
            raise FeedError("feed-name-empty", {"field": "name"})
        if not re.fullmatch(r"[a-z]+", self.color):
            raise FeedError("feed-color", {"field": "color", "value": self.color})
        if self.refresh < timedelta(minutes=1) or self.refresh % timedelta(minutes=1):
            raise FeedError("feed-refresh", {"field": "refresh", "seconds": self.refresh.total_seconds()})
        if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", self.language):
            raise FeedError("feed-language", {"field": "language", "value": self.language})
        if self.source and not re.fullmatch(r"https?://[!-~]+", self.source):
            raise FeedError("feed-source", {"field": "source", "value": self.source})


@dataclass(frozen=True, slots=True)
class PlaceholderEvent:
    """What stands in a feed without events, e.g. that it was withdrawn: one whole day that takes no time."""

    uid: str
    day: date
    changed: datetime
    summary: str
    description: str = ""


def join_feed(header: FeedHeader, fragments: Iterable[bytes], *, placeholder: PlaceholderEvent) -> bytes:
    """The bytes of a feed: fragments of `render_event` in the order given, each UID (and replaced occurrence) once.

    Without fragments the placeholder stands in: GNOME keeps showing the old events of a feed that became empty.
    """
    events = b"".join(fragments) or render_event(_placeholder(placeholder))
    return b"".join((*_header_lines(header), VTIMEZONE, events, _FOOTER))


def replace_events(body: bytes, changed: Mapping[str, bytes]) -> tuple[bytes, int]:
    """A feed of `join_feed` whose fragments stand in the order of their UIDs, with some of them changed.

    changed: by UID the new fragment, empty for one that is gone. Returns the feed and by how many events it grew.
    The placeholder of a feed without events is no event and has to be taken out by its own UID.
    """
    grown = 0
    for uid, fragment in changed.items():
        start, end = _place_of(body, uid.encode())
        if start < 0:
            if not fragment:
                continue
            start = end = _first_after(body, uid.encode())
        grown += fragment.count(_EVENT_END) - body.count(_EVENT_END, start, end)
        if body[start:end] != fragment:
            body = body[:start] + fragment + body[end:]
    return body, grown


def _place_of(body: bytes, uid: bytes) -> tuple[int, int]:
    """From where to where the events with that UID stand; -1 when there are none."""
    begin = _EVENT_BEGIN + uid + b"\r\n"
    start = end = body.find(begin)
    while end >= 0 and body.startswith(begin, end):
        end = body.index(_EVENT_END, end) + len(_EVENT_END)
    return start, end


def _first_after(body: bytes, uid: bytes) -> int:
    start = body.index(VTIMEZONE) + len(VTIMEZONE)
    while (
        body.startswith(_EVENT_BEGIN, start)
        and body[start + len(_EVENT_BEGIN) : start + len(_EVENT_BEGIN) + len(uid)] < uid
    ):
        start = body.index(_EVENT_END, start) + len(_EVENT_END)
    return start


def _header_lines(header: FeedHeader) -> Iterator[bytes]:
    # no METHOD (it would demand an ORGANIZER) and no UID (vdirsyncer would then keep a single event)
    refresh = _duration(header.refresh)
    yield b"BEGIN:VCALENDAR\r\n"
    yield property_line("VERSION", "2.0")
    yield property_line("PRODID", PRODUCT_ID)
    yield property_line("CALSCALE", "GREGORIAN")
    yield text_line("NAME", header.name, {"LANGUAGE": header.language})
    yield text_line("X-WR-CALNAME", header.name)
    if header.description:
        yield text_line("X-WR-CALDESC", header.description)
    yield property_line("X-WR-TIMEZONE", TOKYO.key)
    yield property_line("COLOR", header.color)
    yield property_line("REFRESH-INTERVAL", refresh, {"VALUE": "DURATION"})
    yield property_line("X-PUBLISHED-TTL", refresh)
    if header.source:
        yield property_line("SOURCE", header.source, {"VALUE": "URI"})


def _placeholder(placeholder: PlaceholderEvent) -> CalendarEvent:
    return CalendarEvent(
        uid=placeholder.uid,
        sequence=0,
        created=placeholder.changed,
        changed=placeholder.changed,
        start=placeholder.day,
        end=placeholder.day + timedelta(days=1),
        summary=placeholder.summary,
        description=placeholder.description,
        busy=False,
    )


def _duration(length: timedelta) -> str:
    """RFC 5545 3.3.6, in the largest units that fit."""
    days, rest = divmod(int(length.total_seconds()) // 60, 24 * 60)
    hours, minutes = divmod(rest, 60)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    return "P" + (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
