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
from scheduler.domain.loan_period import loan_period
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.domain.reason import Reason
from scheduler.domain.wish import Kind, Leg, Wish, bundle_legs
from scheduler.offices.queries import closed_days

MOST_LEGS = 6
LONGEST_LOAN = timedelta(days=30)
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
    use_dates: tuple[str, ...]
    attributes: tuple[str, ...]
    conf_system: str
    quantity: int
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
    what = form.text("what", "seat")
    rooms, people = form.values.get("leg_office", []), form.values.get("leg_people", [])
    legs = [(office, people[index] if index < len(people) else "1") for index, office in enumerate(rooms)]
    legs += [("", "")] * (MOST_LEGS - len(legs))
    return WishFields(
        what=what if what in WHATS else "seat",
        day=form.text("day"),
        start=form.text("start"),
        end=form.text("end"),
        office_id=form.text("office_id"),
        staff_id=form.text("staff_id"),
        use_dates=tuple(form.texts("use_dates")),
        attributes=tuple(form.texts("attributes")),
        conf_system=form.text("conf_system", "any"),
        quantity=max(1, form.number("quantity", 1)),
        legs=tuple(legs[:MOST_LEGS]),
        purpose=form.text("purpose"),
        overtime_order_no=form.text("overtime_order_no"),
        note=form.text("note"),
    )


def read_wish(tx: Transaction, form: Form, actor: Actor) -> Wish | None:
    """The wish in a form, or None with the problems kept in the form."""
    fields = fields_of(form)
    kind, purpose = _KINDS[fields.what]
    dates = _use_dates(form) if fields.what == "home_pc" else ()
    interval = _interval(tx, form, fields.what, dates)
    if not fields.office_id:
        form.problems["office_id"] = Reason("input-required")
    legs = _legs(form, kind, fields)
    if interval is None or form.problems:
        return None
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


def _interval(tx: Transaction, form: Form, what: str, dates: tuple[date, ...]) -> Interval | None:
    if what == "home_pc":
        if not dates:
            form.problems.setdefault("day", Reason("input-required"))
            return None
        return loan_period(dates, closed_days(tx), DEFAULT_POLICY)
    start, end = form.moment("day", "start"), form.moment("day", "end", is_end=True)
    if start is None or end is None:
        return None
    if end <= start:
        form.problems["end"] = Reason("input-order")
        return None
    return Interval(start, end)


def _use_dates(form: Form) -> tuple[date, ...]:
    """One day or several in a row: the first in `day`, the last in `last_day`."""
    first = form.day("day")
    last = form.day("last_day", first)
    if first is None or last is None:
        return ()
    if last < first:
        form.problems["last_day"] = Reason("input-order")
        return ()
    until = min(last, first + LONGEST_LOAN)
    days = map(date.fromordinal, range(first.toordinal(), until.toordinal() + 1))
    return tuple(day for day in days if day.weekday() < 5)


def _legs(form: Form, kind: Kind, fields: WishFields) -> tuple[Leg, ...]:
    if kind is Kind.BUNDLE:
        return bundle_legs(fields.office_id)
    if kind is not Kind.WEB_CONFERENCE:
        return ()
    others = [
        Leg(office_id, "kit_or_room", int(people) if people.isdecimal() and int(people) else 1)
        for office_id, people in fields.legs
        if office_id and office_id != fields.office_id
    ]
    if not others:
        form.problems["leg_office"] = Reason("input-required")
    host = Leg(fields.office_id, "kit_or_room", max(1, form.number("host_people", 1)), is_host=True)
    return (host, *others)
