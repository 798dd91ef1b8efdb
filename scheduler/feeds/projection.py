"""Rows become events. What a reader may not know is left out here, where content is chosen, never by a formatter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from calendars import TOKYO, CalendarEvent, EventResource, tombstone, uid_for
from scheduler.domain.states import BookingState
from scheduler.feeds.rows import FeedBooking, Place
from scheduler.feeds.wording import WORDS, Locale

# One constant for ever: the UIDs of all calendars come from it.
NAMESPACE = UUID("6f2b1e0a-5c0e-4a53-9a0f-3f1f2a5d9c71")

# Before anything this program ever showed.
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def event_of(item: FeedBooking, scope: str, subject: str, locale: Locale, base_url: str) -> CalendarEvent:
    """A booking as this calendar shows it: everything in the person's own, only that it is booked in the others."""
    event = _own(item, locale, base_url) if scope == "person" else _masked(item, scope, subject, locale)
    if item.row.state != BookingState.CANCELLED:
        return event
    # Cancelling raised the version by one; the event before it was the one before.
    event = replace(event, sequence=item.row.version - 1)
    return tombstone(event, sequence=item.row.version, changed=item.row.changed_at, mark=WORDS[locale]["cancelled"])


def closure_event(row: Row[Any], scope: str, locale: Locale) -> CalendarEvent:
    """A closure of the office or the unit. Its reason is public: it hangs at the door as well."""
    words = WORDS[locale]
    return CalendarEvent(
        uid=uid_for(NAMESPACE, f"closure-{scope}", row.id),
        sequence=0,
        # A closure is made and lifted, never changed.
        created=EPOCH,
        changed=EPOCH,
        start=row.starts_at.astimezone(TOKYO),
        end=row.ends_at.astimezone(TOKYO),
        summary=f"{words['closed']}: {row.reason_ja}" if locale == "ja" else words["closed"],
    )


def _own(item: FeedBooking, locale: Locale, base_url: str) -> CalendarEvent:
    row, words = item.row, WORDS[locale]
    start, end = _times(row)
    first = item.places[0] if item.places else None
    return CalendarEvent(
        uid=row.uid,
        sequence=row.version,
        created=row.created_at,
        changed=row.changed_at,
        start=start,
        end=end,
        summary=_summary(item, locale),
        location=_location(first, locale),
        description="\n".join(_description(item, locale)),
        url=f"{base_url}/bookings/{row.id}",
        categories=(words[row.kind],),
        resources=tuple(
            EventResource(
                uid_for(NAMESPACE, "unit", place.unit_id), f"{place.name_ja}（{place.asset_number}）", place.kind
            )
            for place in item.places
            if place.is_bound
        ),
        geo=(first.lat, first.lon) if first and row.purpose != "home_telework" else None,
    )


def _times(row: Row[Any]) -> tuple[datetime | date, datetime | date]:
    """A day at home is a whole day; the hours of the desk are in the description."""
    if row.purpose == "home_telework" and row.use_dates:
        days = sorted(date.fromisoformat(day) for day in row.use_dates)
        return days[0], days[-1] + timedelta(days=1)
    return row.starts_at.astimezone(TOKYO), row.ends_at.astimezone(TOKYO)


def _summary(item: FeedBooking, locale: Locale) -> str:
    words = WORDS[locale]
    if item.row.purpose == "home_telework":
        return words["home_telework"]
    if len(item.places) == 1 and item.places[0].is_bound:
        return f"{words[item.row.kind]} {item.places[0].name_ja}"
    return words[item.row.kind]


def _location(place: Place | None, locale: Locale) -> str:
    if place is None:
        return ""
    name = place.office_ja if locale == "ja" else place.office_en
    return f"{name} {place.address_ja}".strip()


def _description(item: FeedBooking, locale: Locale) -> Iterator[str]:
    words, row = WORDS[locale], item.row
    if row.purpose == "home_telework" and item.places:
        desk = item.places[0].office_ja if locale == "ja" else item.places[0].office_en
        yield f"{words['pick_up']}: {_moment(row.starts_at)} {desk}"
        yield f"{words['give_back']}: {_moment(row.ends_at)} {desk}"
    for place in item.places:
        office = place.office_ja if locale == "ja" else place.office_en
        yield f"{office} {_named(place, locale)}"
    if row.note_ja:
        yield f"{words['note']}: {row.note_ja}"


def _named(place: Place, locale: Locale) -> str:
    """The unit, or of a promise the kind: which one it will be shows at the desk."""
    words = WORDS[locale]
    return place.label if place.is_bound else f"{words[place.kind]} {words['promised']}"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(TOKYO):%Y-%m-%d %H:%M}"


def _masked(item: FeedBooking, scope: str, subject: str, locale: Locale) -> CalendarEvent:
    row, words = item.row, WORDS[locale]
    mine = [place for place in item.places if scope == "office" or str(place.unit_id) == subject]
    here = [place for place in mine if scope == "unit" or place.office_id == subject]
    names = words["separator"].join(_named(place, locale) for place in here)
    booked = words["booked"] if all(place.is_bound for place in here) else words["expected"]
    return CalendarEvent(
        # The same booking says other things in another calendar, so it is another event there.
        uid=uid_for(NAMESPACE, f"{scope}-{subject}", row.uid),
        sequence=row.version,
        created=row.created_at,
        changed=row.changed_at,
        start=row.starts_at.astimezone(TOKYO),
        end=row.ends_at.astimezone(TOKYO),
        summary=booked if scope == "unit" else f"{words['booked']} {names}",
        location=_location(here[0] if here else None, locale),
    )
