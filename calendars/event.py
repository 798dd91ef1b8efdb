"""One entry of a calendar, as a value that every client reads the same way."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from urllib.parse import quote, urlsplit

from calendars.errors import EventError
from calendars.recurrence import Recurrence, expand
from calendars.text import clean_line, clean_text
from calendars.zone import FIRST_YEAR, LAST_YEAR, is_aware, to_tokyo, to_utc

EventStatus = Literal["confirmed", "tentative", "cancelled"]

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9/._~-]*)?")
_URL_SAFE = ":/?#[]@!$&'()*+,;=%-._~"
_MAX_SEQUENCE = 2**31 - 1


@dataclass(frozen=True, slots=True)
class EventResource:
    """A seat, device or room the event uses (VRESOURCE, RFC 9073 7.3).

    uid: UUID. kind: a code of letters, digits, _ and -, such as web_room.
    """

    uid: str
    name: str
    kind: str

    def __post_init__(self) -> None:
        _require_uuid("resource.uid", self.uid)
        if not re.fullmatch(r"[A-Za-z0-9_-]+", self.kind):
            raise EventError("event-resource-kind", {"field": "resource.kind", "value": self.kind})
        object.__setattr__(self, "name", clean_line(self.name))


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event. Raises EventError for what clients would read in different ways; text is cleaned instead.

    uid: UUID that stays for the life of the thing shown (see `uid_for`).
    sequence: revision, raised when time, place or status change.
    created, changed: aware. `changed` is when anything visible last changed; some clients ignore an event without it.
    start, end: aware datetimes (kept in Asia/Tokyo, whole seconds), or two dates of which the end is not included.
    url: http or https; characters outside ASCII are percent-encoded.
    busy: whether the time is taken. A cancelled event never takes time.
    geo: latitude and longitude in degrees.
    private: marks the event as private for clients that hide such events. A label, not protection.
    recurrence: the event repeats; `start` is its first occurrence.
    recurrence_id: this event replaces the occurrence of the series `uid` that began at this instant.
    """

    uid: str
    sequence: int
    created: datetime
    changed: datetime
    start: datetime | date
    end: datetime | date
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    status: EventStatus = "confirmed"
    busy: bool = True
    resources: tuple[EventResource, ...] = ()
    geo: tuple[float, float] | None = None
    private: bool = False
    recurrence: Recurrence | None = None
    recurrence_id: datetime | None = None

    def __post_init__(self) -> None:
        _require_uuid("uid", self.uid)
        if not 0 <= self.sequence <= _MAX_SEQUENCE:
            raise EventError("event-sequence", {"field": "sequence", "value": self.sequence})
        if self.status not in ("confirmed", "tentative", "cancelled"):
            raise EventError("event-status", {"field": "status", "value": self.status})
        self._settle_times()
        self._settle_texts()
        self._check_recurrence()
        if self.geo is not None and not (-90 <= self.geo[0] <= 90 and -180 <= self.geo[1] <= 180):
            raise EventError("event-position", {"field": "geo", "value": f"{self.geo[0]};{self.geo[1]}"})

    @property
    def all_day(self) -> bool:
        """Whether the event lasts whole days and carries no time of day."""
        return not isinstance(self.start, datetime)

    def _settle_times(self) -> None:
        for field in ("created", "changed"):
            object.__setattr__(self, field, to_utc(_instant(field, getattr(self, field))))
        if isinstance(self.start, datetime) != isinstance(self.end, datetime):
            raise EventError("event-mixed-dates", {"field": "end"})
        for field in ("start", "end"):
            object.__setattr__(self, field, _local(field, getattr(self, field)))
        if self.end <= self.start:
            raise EventError("event-end-before-start", {"field": "end", "start": self.start, "end": self.end})
        if self.recurrence_id is not None:
            object.__setattr__(self, "recurrence_id", to_tokyo(_instant("recurrence_id", self.recurrence_id)))

    def _settle_texts(self) -> None:
        for field in ("summary", "location"):
            object.__setattr__(self, field, clean_line(getattr(self, field)))
        object.__setattr__(self, "description", clean_text(self.description))
        object.__setattr__(self, "url", _clean_url(self.url))
        object.__setattr__(self, "categories", tuple(filter(None, map(clean_line, self.categories))))

    def _check_recurrence(self) -> None:
        if self.recurrence is None and self.recurrence_id is None:
            return
        if not isinstance(self.start, datetime) or not isinstance(self.end, datetime):
            raise EventError("event-recurrence-all-day", {"field": "recurrence"})
        if self.recurrence is not None and self.recurrence_id is not None:
            raise EventError("event-recurrence-in-override", {"field": "recurrence"})
        if self.recurrence is not None:
            expand(self.recurrence, self.start, self.end)


def tombstone(event: CalendarEvent, *, sequence: int, changed: datetime, mark: str) -> CalendarEvent:
    """The event as shown once cancelled: `mark` (e.g. 【取消】) before the summary, status cancelled, time free.

    Raises EventError when sequence does not rise: clients would not notice.
    """
    if sequence <= event.sequence:
        raise EventError("event-sequence-not-raised", {"field": "sequence", "value": sequence})
    summary = f"{mark}{event.summary}"
    return replace(event, sequence=sequence, changed=changed, summary=summary, status="cancelled", busy=False)


def _require_uuid(field: str, value: str) -> None:
    if not _UUID.fullmatch(value):
        raise EventError("event-uid", {"field": field, "value": value})


def _instant(field: str, value: datetime) -> datetime:
    if not is_aware(value):
        raise EventError("event-naive-time", {"field": field, "value": value})
    _require_year(field, value)
    return value


def _local(field: str, value: datetime | date) -> datetime | date:
    if isinstance(value, datetime):
        return to_tokyo(_instant(field, value))
    _require_year(field, value)
    return value


def _require_year(field: str, value: date) -> None:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise EventError("event-year", {"field": field, "value": value})


def _clean_url(url: str) -> str:
    if _PLAIN_URL.fullmatch(url):
        return url
    cleaned = quote(clean_line(url), safe=_URL_SAFE)
    if cleaned and not _is_web_address(cleaned):
        raise EventError("event-url", {"field": "url", "value": url})
    return cleaned


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # e.g. a bracket that is never closed
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
