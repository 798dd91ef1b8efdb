"""Bookings become events. What a reader may not know is left out here, never by a formatter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from calendars import TOKYO, CalendarEvent, tombstone
from scheduler.domain.states import BookingState, LoanState
from scheduler.domain.wish import LENT_KINDS
from scheduler.feeds.contents import booking_masks, booking_texts
from scheduler.feeds.contents.booking_rows import ShownBooking, shown_bookings
from scheduler.feeds.contents.request import ContentRequest
from scheduler.feeds.views import Profile
from scheduler.feeds.wording import WORDS

NOTICE_OF_RETURN = timedelta(minutes=15)

Mask = Callable[[ContentRequest, ShownBooking], CalendarEvent | None]

MASKS: Mapping[Profile, Mask] = {
    "busy": booking_masks.booked,
    "desk": booking_masks.for_desk,
    "public": booking_masks.for_display,
}
FULL: Mapping[str, Mask] = {"person": booking_masks.own, "section": booking_masks.of_colleague}


def events(request: ContentRequest, only: Collection[str] | None = None) -> Iterator[CalendarEvent]:
    """The bookings, and when one's own loans are due. `only`: the uids of bookings to look at."""
    view = request.view
    mask = MASKS[view.profile] if view.profile in MASKS else FULL.get(view.scope, booking_masks.with_names)
    for item in shown_bookings(request, only):
        event = mask(request, item)
        if event is not None:
            yield _cancelled(request, item, event) if item.row.state == BookingState.CANCELLED else event
        if view.scope == "person" and view.profile == "full":
            yield from _due(request, item)


def uids_of(request: ContentRequest, booking_uid: str) -> tuple[str, ...]:
    """The events a booking may have in the calendar."""
    return booking_masks.uid_of(request, booking_uid), request.uid("due", booking_uid)


def _cancelled(request: ContentRequest, item: ShownBooking, event: CalendarEvent) -> CalendarEvent:
    # Cancelling raised the version by one; the event before it was the one before.
    before = replace(event, sequence=item.row.version - 1)
    mark = WORDS[request.view.locale]["cancelled"]
    return tombstone(before, sequence=item.row.version, changed=item.row.changed_at, mark=mark)


def _due(request: ContentRequest, item: ShownBooking) -> Iterator[CalendarEvent]:
    """The moment by which what was lent has to be back; gone once all of it is."""
    awaited = (LoanState.RESERVED, LoanState.ISSUED)
    lent = [place for place in item.places if place.kind in LENT_KINDS and place.loan_state in awaited]
    if not lent or item.row.state == BookingState.CANCELLED:
        return
    row, locale = item.row, request.view.locale
    names = WORDS[locale]["separator"].join(booking_texts.named(place, locale) for place in lent)
    due = row.ends_at.astimezone(TOKYO)
    yield CalendarEvent(
        uid=request.uid("due", row.uid),
        sequence=row.version,
        created=row.created_at,
        changed=row.changed_at,
        start=due - NOTICE_OF_RETURN,
        end=due,
        summary=f"{WORDS[locale]['due']} {names}",
        location=booking_texts.location(lent[0], locale),
        url=f"{request.base_url}/bookings/{row.id}",
        busy=False,
    )
