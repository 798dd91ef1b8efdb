"""The bytes of a calendar from its rows, or from the bytes before and the few rows that changed since.

Both ways give the same bytes: events stand in the order of their UIDs, and each is rendered from its own rows alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from calendars import CalendarEvent, PlaceholderEvent, join_feed, local_date, render_event, replace_events, uid_for
from scheduler.feeds.contents import bookings, events_of
from scheduler.feeds.contents.request import NAMESPACE, ContentRequest
from scheduler.feeds.headers import header_of
from scheduler.feeds.wording import WORDS

MOST_EVENTS = 2000


@dataclass(frozen=True, slots=True)
class Composed:
    """The bytes of a calendar, how many events they hold, and whether all had room."""

    body: bytes
    events: int
    is_complete: bool


def compose(request: ContentRequest) -> Composed:
    """From the rows alone."""
    events = list(events_of(request))
    kept = _nearest(events, request.window.day) if len(events) > MOST_EVENTS else events
    return _joined(request, _fragments(kept), is_complete=len(kept) == len(events))


def recompose(request: ContentRequest, before: Composed, changed: Collection[str]) -> Composed | None:
    """From complete bytes of the same day, after only the bookings with these uids have changed.

    None when only all the rows can say what it is.
    """
    pieces = {uid: b"" for each in changed for uid in bookings.uids_of(request, each)}
    pieces |= _fragments(bookings.events(request, changed))
    if not before.events:
        return _joined(request, {uid: piece for uid, piece in pieces.items() if piece}, is_complete=True)
    body, grown = replace_events(before.body, pieces)
    events = before.events + grown
    # Without events there is the placeholder to put in, and of too many the nearest have to be found.
    return Composed(body, events, True) if 0 < events <= MOST_EVENTS else None


def placeholder_of(request: ContentRequest) -> PlaceholderEvent:
    """What stands in a calendar that would be empty: it renews itself every day."""
    view, window = request.view, request.window
    uid = uid_for(NAMESPACE, f"empty-{view.scope}", view.subject)
    return PlaceholderEvent(uid, window.day, window.midnight, WORDS[view.locale]["empty"])


def _fragments(events: Iterable[CalendarEvent]) -> dict[str, bytes]:
    """The events by their UID; those of one series together."""
    found: dict[str, bytes] = {}
    for event in events:
        found[event.uid] = found.get(event.uid, b"") + render_event(event)
    return found


def _joined(request: ContentRequest, fragments: Mapping[str, bytes], *, is_complete: bool) -> Composed:
    header = header_of(request.tx, request.view, is_complete=is_complete)
    body = join_feed(header, [fragments[uid] for uid in sorted(fragments)], placeholder=placeholder_of(request))
    return Composed(body, body.count(b"END:VEVENT\r\n") if fragments else 0, is_complete)


def _nearest(events: list[CalendarEvent], today: date) -> list[CalendarEvent]:
    """As many as have room, those nearest in time first. A series is kept or left out as a whole."""
    starts: dict[str, int] = {}
    for event in events:
        distance = abs((_day(event.start) - today).days)
        starts[event.uid] = min(distance, starts.get(event.uid, distance))
    ordered = sorted(events, key=lambda event: (starts[event.uid], event.uid))
    kept = {event.uid for event in ordered[:MOST_EVENTS]} - {ordered[MOST_EVENTS].uid}
    return [event for event in ordered if event.uid in kept]


def _day(moment: date | datetime) -> date:
    return local_date(moment) if isinstance(moment, datetime) else moment
