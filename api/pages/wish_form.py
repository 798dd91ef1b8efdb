"""The one form in which people say what they want to use: for finding, booking, changing and asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from api.formatting import TOKYO
from api.pages.forms import Form
from scheduler.db.transaction import Transaction
from scheduler.domain.actor import Actor
from scheduler.domain.interval import Interval
from scheduler.domain.loan_period import loan_period, stretches, working_days
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.domain.reason import Reason
from scheduler.domain.wish import Kind, Leg, Wish, bundle_legs
from scheduler.offices.queries import closed_days

# With the host eight offices.
MOST_LEGS = 7
# Five days at home a month: the first, and four more.
MORE_DAYS = 4
LONGEST = timedelta(days=62)
MOST_PEOPLE = 500
MOST_DEVICES = 20
PURPOSES = frozenset(
    {"after_meeting", "near_home", "between_trips", "home_telework", "field_trip", "disaster", "web_conference"}
)
CONF_SYSTEMS = ("any", "lgwan", "internet")
WHATS = ("seat", "home_pc", "mobile_pc", "tablet", "web_conference", "bundle")
# What the form calls a kind, and the use it is put to unless the person says otherwise.
_KINDS = {
    "seat": (Kind.SEAT, "after_meeting"),
    "home_pc": (Kind.MOBILE_PC, "home_telework"),
    "mobile_pc": (Kind.MOBILE_PC, "field_trip"),
    "tablet": (Kind.TABLET, "field_trip"),
    "web_conference": (Kind.WEB_CONFERENCE, "web_conference"),
    "bundle": (Kind.BUNDLE, "after_meeting"),
}
ATTRIBUTES = {
    "seat": ("monitor", "partition", "quiet", "headset", "accessible"),
    "home_pc": ("lte",),
    "mobile_pc": ("lte",),
    "tablet": ("lte", "rugged", "gnss"),
    "web_conference": (),
    "bundle": ("monitor", "partition", "quiet", "accessible"),
}


@dataclass(frozen=True, slots=True)
class WishFields:
    """The form as it was filled in, for showing it again just so."""

    what: str
    day: str
    start: str
    end: str
    office_id: str
    staff_id: str
    more_days: tuple[str, ...]
    attributes: tuple[str, ...]
    conf_system: str
    quantity: int
    host_people: int
    legs: tuple[tuple[str, str], ...]
    purpose: str
    overtime_order_no: str
    note: str


def defaults(actor: Actor, now: datetime, office_id: str) -> Mapping[str, list[str]]:
    """What the form holds before anybody touches it: from the next quarter of an hour to the end of the day."""
    local = now.astimezone(TOKYO)
    start = local + timedelta(minutes=15 - local.minute % 15)
    day, begin, end = start.date(), start.time(), DEFAULT_POLICY.day_ends
    if begin >= time(17, 0) or begin < time(7, 0):
        day, begin = local.date() + timedelta(days=1 if begin >= time(17, 0) else 0), DEFAULT_POLICY.day_starts
    while day.weekday() > 4:
        day, begin = day + timedelta(days=1), DEFAULT_POLICY.day_starts
    return {
        "what": ["seat"],
        "day": [day.isoformat()],
        "start": [f"{begin:%H:%M}"],
        "end": [f"{end:%H:%M}"],
        "office_id": [office_id],
        "staff_id": [actor.staff_id or ""],
    }


def fields_of(form: Form) -> WishFields:
    rooms, people = form.values.get("leg_office", []), form.values.get("leg_people", [])
    legs = [(office, people[index] if index < len(people) else "1") for index, office in enumerate(rooms)]
    legs += [("", "")] * (MOST_LEGS - len(legs))
    more_days = form.texts("more_days")[:MORE_DAYS]
    return WishFields(
        what=_one_of(WHATS, form.text("what")),
        day=form.text("day"),
        start=form.text("start"),
        end=form.text("end"),
        office_id=form.text("office_id"),
        staff_id=form.text("staff_id"),
        more_days=(*more_days, *[""] * (MORE_DAYS - len(more_days))),
        attributes=tuple(form.texts("attributes")),
        conf_system=_one_of(CONF_SYSTEMS, form.text("conf_system")),
        quantity=min(max(1, form.number("quantity", 1)), MOST_DEVICES),
        host_people=_people(form.text("host_people")),
        legs=tuple(legs[:MOST_LEGS]),
        purpose=form.text("purpose") if form.text("purpose") in PURPOSES else "",
        overtime_order_no=form.text("overtime_order_no"),
        note=form.text("note"),
    )


def _one_of(choices: tuple[str, ...], text: str) -> str:
    """What was chosen in a list; its first line for anything that was never in it."""
    return text if text in choices else choices[0]


def _people(text: str) -> int:
    return min(max(1, int(text)), MOST_PEOPLE) if text.isdecimal() else 1


def read_wishes(tx: Transaction, form: Form, actor: Actor) -> tuple[Wish, ...]:
    """What a form asks for: one wish, or a loan for each stretch of days at home.

    None at all when a field cannot be read; the problems are kept in the form.
    """
    fields = fields_of(form)
    spans = _loans(tx, form) if fields.what == "home_pc" else _use(form)
    if not fields.office_id:
        form.problems["office_id"] = Reason("input-required")
    legs = _legs(form, _KINDS[fields.what][0], fields)
    if form.problems:
        return ()
    return tuple(_wish(form, fields, interval, dates, legs, actor) for interval, dates in spans)


def read_wish(tx: Transaction, form: Form, actor: Actor) -> Wish | None:
    """The one wish in a form, or None with the problems kept in the form."""
    found = read_wishes(tx, form, actor)
    if len(found) > 1:
        form.problems["last_day"] = Reason("one-loan-only")
    return found[0] if len(found) == 1 else None


def _wish(
    form: Form, fields: WishFields, interval: Interval, dates: tuple[date, ...], legs: tuple[Leg, ...], actor: Actor
) -> Wish:
    kind, purpose = _KINDS[fields.what]
    unit = form.text("unit_id")
    return Wish(
        staff_id=fields.staff_id or actor.staff_id or "",
        kind=kind,
        purpose=fields.purpose or purpose,
        office_id=fields.office_id,
        interval=interval,
        use_dates=dates,
        quantity=fields.quantity if kind is Kind.TABLET else 1,
        required_attributes=frozenset(fields.attributes) & frozenset(ATTRIBUTES[fields.what]),
        conf_system=fields.conf_system if kind is Kind.WEB_CONFERENCE else "",
        legs=legs,
        overtime_order_no=fields.overtime_order_no[:40],
        note=fields.note[:500],
        unit_id=int(unit) if unit.isdecimal() else None,
    )


def _use(form: Form) -> list[tuple[Interval, tuple[date, ...]]]:
    """The time of a use at an office."""
    start, end = form.moment("day", "start"), form.moment("day", "end", is_end=True)
    if start is None or end is None:
        return []
    if end <= start:
        form.problems["end"] = Reason("input-order")
        return []
    return [(Interval(start, end), ())]


def _loans(tx: Transaction, form: Form) -> list[tuple[Interval, tuple[date, ...]]]:
    """The days at home as loans: the first in `day`, days in a row until `last_day`, single ones in `more_days`."""
    first = form.day("day")
    last = form.day("last_day", first)
    more = form.days("more_days")
    if first is None or last is None:
        form.problems.setdefault("day", Reason("input-required"))
        return []
    if last < first:
        form.problems["last_day"] = Reason("input-order")
        return []
    if last - first > LONGEST:
        form.problems["last_day"] = Reason("too-long")
        return []
    closed = closed_days(tx)
    days = (*working_days(first, last, closed), *more)
    return [(loan_period(dates, closed, DEFAULT_POLICY), dates) for dates in stretches(days, closed)]


def _legs(form: Form, kind: Kind, fields: WishFields) -> tuple[Leg, ...]:
    if kind is Kind.BUNDLE:
        return bundle_legs(fields.office_id)
    if kind is not Kind.WEB_CONFERENCE:
        return ()
    others = [
        Leg(office_id, "kit_or_room", _people(people))
        for office_id, people in fields.legs
        if office_id and office_id != fields.office_id
    ]
    if not others:
        form.problems["leg_office"] = Reason("input-required")
    host = Leg(fields.office_id, "kit_or_room", fields.host_people, is_host=True)
    return (host, *others)
