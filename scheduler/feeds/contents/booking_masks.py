"""How much of a booking each kind of reader sees."""

from __future__ import annotations

from typing import Any

from calendars import TOKYO, CalendarEvent, EventResource, uid_for
from scheduler.domain.wish import LENT_KINDS
from scheduler.feeds.contents import booking_texts as texts
from scheduler.feeds.contents.booking_rows import Place, ShownBooking, is_here
from scheduler.feeds.contents.request import NAMESPACE, ContentRequest
from scheduler.feeds.wording import WORDS


def uid_of(request: ContentRequest, booking_uid: str) -> str:
    """In one's own calendar a booking is itself."""
    view = request.view
    is_own = view.scope == "person" and view.profile == "full"
    return booking_uid if is_own else request.uid("", booking_uid)


def own(request: ContentRequest, item: ShownBooking) -> CalendarEvent:
    """Everything, the person's own note included."""
    row, locale = item.row, request.view.locale
    first = item.places[0] if item.places else None
    is_at_home = row.purpose == "home_telework"
    start, end = texts.times(row)
    return CalendarEvent(
        **_identity(request, row),
        start=start,
        end=end,
        summary=texts.summary(item, locale),
        location=texts.location(first, locale),
        description="\n".join(texts.description(item, locale)),
        url=f"{request.base_url}/bookings/{row.id}",
        categories=(WORDS[locale][row.kind],),
        # Whoever works at home is at work: the day is not taken.
        busy=not is_at_home,
        resources=_resources(item.places),
        geo=(first.lat, first.lon) if first and not is_at_home else None,
    )


def of_colleague(request: ContentRequest, item: ShownBooking) -> CalendarEvent:
    """Who is where: the person, what for, and the office; no note."""
    row, locale = item.row, request.view.locale
    first = item.places[0] if item.places else None
    is_at_home = row.purpose == "home_telework"
    start, end = texts.times(row)
    return CalendarEvent(
        **_identity(request, row),
        start=start,
        end=end,
        summary=f"{row.staff_id} {WORDS[locale]['home_telework' if is_at_home else row.kind]}",
        location="" if is_at_home else texts.location(first, locale),
        # A colleague's plans take none of the reader's time.
        busy=False,
    )


def booked(request: ContentRequest, item: ShownBooking) -> CalendarEvent:
    """That it is booked; which unit where the calendar is about several; never who or what for."""
    row, locale = item.row, request.view.locale
    words = WORDS[locale]
    if request.view.scope == "person":
        start, end = texts.times(row)
        is_at_home = row.purpose == "home_telework"
        return CalendarEvent(
            **_identity(request, row), start=start, end=end, summary=words["booked"], busy=not is_at_home
        )
    here = _here(request, item)
    summary = words["booked"] if all(place.is_bound for place in here) else words["expected"]
    if request.view.scope != "unit":
        summary = f"{words['booked']} {texts.names(here, locale)}"
    return _timed(request, row, summary=summary, location=texts.location(here[0] if here else None, locale))


def with_names(request: ContentRequest, item: ShownBooking) -> CalendarEvent:
    """For facilities staff: who has which unit; no note."""
    row, locale = item.row, request.view.locale
    here = _here(request, item)
    return _timed(
        request,
        row,
        summary=f"{row.staff_id} {texts.names(here, locale)}".strip(),
        location=texts.location(here[0] if here else None, locale),
        description=texts.state(item, locale),
        url=f"{request.base_url}/bookings/{row.id}",
        resources=_resources(here),
    )


def for_desk(request: ContentRequest, item: ShownBooking) -> CalendarEvent | None:
    """What the desk hands out and takes back: the device, to whom, and whether it is out. Nothing else."""
    row, locale = item.row, request.view.locale
    devices = tuple(place for place in _here(request, item) if place.kind in LENT_KINDS)
    if not devices:
        return None
    return _timed(
        request,
        row,
        summary=f"{texts.names(devices, locale)} {row.staff_id}",
        location=texts.location(devices[0], locale),
        description="\n".join(texts.hand_over(row, devices, locale)),
        url=f"{request.base_url}/desk",
        resources=_resources(devices),
    )


def for_display(request: ContentRequest, item: ShownBooking) -> CalendarEvent | None:
    """For everybody who passes the door: that a seat or a room is taken. Devices that could be carried off are left
    out of what is shown of an office."""
    shown = [place for place in _here(request, item) if request.view.scope == "unit" or place.kind not in LENT_KINDS]
    if not shown:
        return None
    words = WORDS[request.view.locale]
    summary = words["booked"]
    if request.view.scope != "unit":
        summary = f"{summary} {words['separator'].join(place.name_ja for place in shown)}"
    return _timed(request, item.row, summary=summary)


def _here(request: ContentRequest, item: ShownBooking) -> tuple[Place, ...]:
    return tuple(place for place in item.places if is_here(request.view, place))


def _timed(request: ContentRequest, row: Any, **shown: Any) -> CalendarEvent:
    start, end = row.starts_at.astimezone(TOKYO), row.ends_at.astimezone(TOKYO)
    return CalendarEvent(**_identity(request, row), start=start, end=end, **shown)


def _identity(request: ContentRequest, row: Any) -> dict[str, Any]:
    return {
        "uid": uid_of(request, row.uid),
        "sequence": row.version,
        "created": row.created_at,
        "changed": row.changed_at,
    }


def _resources(places: tuple[Place, ...]) -> tuple[EventResource, ...]:
    return tuple(
        EventResource(uid_for(NAMESPACE, "unit", place.unit_id), place.label, place.kind)
        for place in places
        if place.is_bound
    )
