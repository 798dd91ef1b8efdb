"""The sentences of a booking in a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from calendars import TOKYO
from scheduler.domain.states import LoanState
from scheduler.feeds.contents.booking_rows import Place, ShownBooking
from scheduler.feeds.wording import WORDS, Locale


def times(row: Any) -> tuple[datetime | date, datetime | date]:
    """A day at home is a whole day; the hours of the desk are in the description."""
    if row.purpose == "home_telework" and row.use_dates:
        days = sorted(date.fromisoformat(day) for day in row.use_dates)
        return days[0], days[-1] + timedelta(days=1)
    return row.starts_at.astimezone(TOKYO), row.ends_at.astimezone(TOKYO)


def summary(item: ShownBooking, locale: Locale) -> str:
    words = WORDS[locale]
    if item.row.purpose == "home_telework":
        return words["home_telework"]
    if len(item.places) == 1 and item.places[0].is_bound:
        return f"{words[item.row.kind]} {item.places[0].name_ja}"
    return words[item.row.kind]


def location(place: Place | None, locale: Locale) -> str:
    if place is None:
        return ""
    return f"{_office(place, locale)} {place.address_ja}".strip()


def description(item: ShownBooking, locale: Locale) -> Iterator[str]:
    words, row = WORDS[locale], item.row
    if row.purpose == "home_telework" and item.places:
        desk = _office(item.places[0], locale)
        yield f"{words['pick_up']}: {_moment(row.starts_at)} {desk}"
        yield f"{words['give_back']}: {_moment(row.ends_at)} {desk}"
    for place in item.places:
        yield f"{_office(place, locale)} {named(place, locale)}"
    if row.note_ja:
        yield f"{words['note']}: {row.note_ja}"


def state(item: ShownBooking, locale: Locale) -> str:
    """What it is for, in the words of the screens."""
    words = WORDS[locale]
    return words["home_telework"] if item.row.purpose == "home_telework" else words[item.row.kind]


def hand_over(row: Any, devices: Iterable[Place], locale: Locale) -> Iterator[str]:
    """When it goes out and comes back, and where each device is now."""
    words = WORDS[locale]
    yield f"{words['pick_up']}: {_moment(row.starts_at)}"
    yield f"{words['give_back']}: {_moment(row.ends_at)}"
    for device in devices:
        is_out = device.loan_state == LoanState.ISSUED
        is_back = device.loan_state == LoanState.RETURNED
        yield f"{named(device, locale)}: {words['out' if is_out else 'back' if is_back else 'reserved']}"


def names(places: Iterable[Place], locale: Locale) -> str:
    return WORDS[locale]["separator"].join(named(place, locale) for place in places)


def named(place: Place, locale: Locale) -> str:
    """The unit, or of a promise the kind: which one it will be shows at the desk."""
    words = WORDS[locale]
    return place.label if place.is_bound else f"{words[place.kind]} {words['promised']}"


def _office(place: Place, locale: Locale) -> str:
    return place.office_ja if locale == "ja" else place.office_en


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(TOKYO):%Y-%m-%d %H:%M}"
