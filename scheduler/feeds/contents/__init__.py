"""What the calendars hold: one file for each kind of thing, and the list of what each scope shows.

A new kind of thing is a new file here and a line in SOURCES. Whatever can change in it
calls `scheduler.feeds.revisions.touch` in its own transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from calendars import CalendarEvent
from scheduler.feeds.contents import bookings, closures, policy_days, rounds, shifts, transfers
from scheduler.feeds.contents.request import ContentRequest
from scheduler.feeds.views import Scope

Source = Callable[[ContentRequest], Iterator[CalendarEvent]]

SOURCES: Mapping[Scope, tuple[Source, ...]] = {
    "person": (bookings.events, shifts.events),
    "unit": (bookings.events, closures.events),
    "group": (bookings.events, closures.events),
    "office": (bookings.events, closures.events, transfers.events),
    "section": (bookings.events, shifts.events),
    "policy": (policy_days.events,),
    "round": (rounds.events, bookings.events),
}


def events_of(request: ContentRequest) -> Iterator[CalendarEvent]:
    """Everything a calendar shows, in no particular order; the events of one series follow each other."""
    for source in SOURCES[request.view.scope]:
        yield from source(request)
