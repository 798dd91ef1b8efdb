"""Find something free and book it: time first, then place, nearest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post

from api.dependencies import GivenActor, GivenNow, GivenServices, GivenSignedIn
from api.language import translator_of
from api.naming import OFFICES
from api.pages.forms import Form, GivenForm, of_query
from api.pages.rendering import Note, page, see_other
from api.pages.wish_form import ATTRIBUTES, MOST_LEGS, WHATS, defaults, fields_of, read_wish
from scheduler.availability.near_misses import near_misses
from scheduler.availability.queries import FreeUnit, free_units
from scheduler.bookings import operations
from scheduler.db.transaction import Transaction, retrying
from scheduler.domain.actor import Actor
from scheduler.domain.offer import Offer
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.domain.reason import Reason
from scheduler.domain.verdict import judge
from scheduler.domain.wish import Wish, at_office, needs_of
from scheduler.errors import Refused
from scheduler.offices.queries import closed_days, is_winter_day
from scheduler.staff.queries import applicant, colleagues

AnyRequest = Request[Any, Any, Any]
OFFICES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class FreeAt:
    """What is free at one office, the unit that would be given first."""

    office_id: str
    minutes: int
    units: Sequence[FreeUnit]


@get("/find", opt={"nav": ("nav-book", 10)}, include_in_schema=False, sync_to_thread=True)
def find(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    """The form, and below it what is free when it was sent."""
    asked = of_query(request)
    started = "search" in asked.values
    form = Form({**defaults(actor, now, actor.office_id or "YG-HQ"), **asked.values})
    with services.database.read() as tx:
        wish = read_wish(tx, form, actor) if started else None
        free = _free(tx, wish, now) if wish is not None else ()
        is_here = any(item.office_id == form.text("office_id") for item in free)
        offers = _offers(tx, wish, now) if wish is not None and not is_here else ()
        reasons = _why_not(tx, wish) if wish is not None and not is_here else {}
        context = form_context(request, tx, actor, form, reasons)
    return page(request, "find/find.html", started=started, wish=wish, free=free, offers=offers, **context)


@post("/bookings", include_in_schema=False, sync_to_thread=True)
def book(
    request: AnyRequest, services: GivenServices, signed_in: GivenSignedIn, now: GivenNow, form: GivenForm
) -> Response[Any]:
    """Book what the form says, at once."""
    actor = signed_in.actor
    with services.database.read() as tx:
        wish = read_wish(tx, form, actor)
    if wish is None:
        return _again(request, services, actor, form, {})
    try:
        booked = retrying(lambda: _book(services, wish, actor, now))
    except Refused as refused:
        return _again(request, services, actor, form, {"": list(refused.reasons)}, refused.alternatives)
    note = "message-booked_with_flag" if booked.alerts else "message-booked"
    return see_other(f"/bookings/{booked.booking_id}", note=Note("warning" if booked.alerts else "success", note))


def _book(services: GivenServices, wish: Wish, actor: Actor, now: GivenNow) -> operations.Booked:
    with services.database.write() as tx:
        return operations.book(tx, wish, actor=actor, now=now)


def _again(
    request: AnyRequest,
    services: GivenServices,
    actor: Actor,
    form: Form,
    reasons: Mapping[str, list[Reason]],
    offers: Sequence[Offer] = (),
) -> Response[str]:
    """The form once more with everything in it, why it could not be, and what would work."""
    with services.database.read() as tx:
        context = form_context(request, tx, actor, form, reasons)
    return page(request, "find/find.html", status_code=422, started=True, wish=None, free=(), offers=offers, **context)


def form_context(
    request: AnyRequest,
    tx: Transaction,
    actor: Actor,
    form: Form,
    reasons: Mapping[str, list[Reason]] | None = None,
) -> dict[str, Any]:
    """What the form's template needs: its values, its choices and its problems in words."""
    words = translator_of(request)
    errors = {name: words.sentence(reason) for name, reason in form.problems.items()}
    errors |= {name: " ".join(map(words.sentence, found)) for name, found in (reasons or {}).items()}
    fields = fields_of(form)
    mates = colleagues(tx, actor.department_id) if actor.department_id else ()
    return {
        "fields": fields,
        "last_day": form.text("last_day", fields.day),
        "errors": errors,
        "whats": [(what, words.t(f"what-{what}")) for what in WHATS],
        "offices": OFFICES.choices(words.locale),
        "attribute_choices": [(name, words.t(f"attribute-{name}")) for name in ATTRIBUTES[fields.what]],
        "mates": [(mate.staff_id, mate.staff_id) for mate in mates],
        "most_legs": MOST_LEGS,
    }


def _free(tx: Transaction, wish: Wish, now: GivenNow) -> tuple[FreeAt, ...]:
    """Where the whole wish could be served, nearest first. A joint wish is looked up for its own places only."""
    needs = needs_of(wish)
    found: dict[str, list[FreeUnit]] = defaultdict(list)
    anywhere = len(needs) == 1
    for unit in free_units(tx, needs[0], anywhere=anywhere, is_winter=is_winter_day(now.date())):
        found[unit.office_id].append(unit)
    if not anywhere and not all(free_units(tx, need) for need in needs[1:]):
        return ()
    person, closed = applicant(tx, wish.staff_id), closed_days(tx)
    places = [
        FreeAt(office_id, units[0].minutes, units)
        for office_id, units in found.items()
        # What is free but not for this person (the seats of one's own office) is not offered.
        if not judge(at_office(wish, office_id), person, closed, DEFAULT_POLICY).refusals
    ]
    return tuple(place for place in places if len(place.units) >= wish.quantity)[:OFFICES_SHOWN]


def _why_not(tx: Transaction, wish: Wish) -> dict[str, list[Reason]]:
    """The rules that keep the person from what they asked for; none when it is only taken."""
    found = judge(wish, applicant(tx, wish.staff_id), closed_days(tx), DEFAULT_POLICY).refusals
    return {"office_id": list(found)} if found else {}


def _offers(tx: Transaction, wish: Wish, now: GivenNow) -> tuple[Offer, ...]:
    person = applicant(tx, wish.staff_id)
    found = near_misses(tx, wish, person, closed_days(tx), DEFAULT_POLICY, now=now)
    return tuple(item.offer for item in found)


ROUTES = (find, book)
