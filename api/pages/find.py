"""Find something free and book it: time first, then place, nearest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, Response, get, post

from api.dependencies import GivenActor, GivenNow, GivenServices, GivenSignedIn
from api.language import translator_of
from api.naming import OFFICES
from api.pages.consent import MAY_MOVE, agreed_in
from api.pages.forms import Form, GivenForm, of_query
from api.pages.rendering import Note, page, see_other
from api.pages.search import NOTHING, search
from api.pages.wish_form import ATTRIBUTES, WHATS, defaults, fields_of, read_wishes
from scheduler.bookings import operations
from scheduler.db.transaction import Transaction, retrying
from scheduler.domain.actor import Actor
from scheduler.domain.offer import Offer
from scheduler.domain.reason import Reason
from scheduler.domain.wish import Wish
from scheduler.errors import Refused
from scheduler.staff.queries import colleagues

AnyRequest = Request[Any, Any, Any]


@get("/find", opt={"nav": ("nav-book", 10)}, include_in_schema=False, sync_to_thread=True)
def find(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    """The form, and below it what is free when it was sent."""
    asked = of_query(request)
    form = Form({**defaults(actor, now, actor.office_id or "YG-HQ"), **asked.values})
    with services.database.read() as tx:
        wishes = read_wishes(tx, form, actor) if "search" in asked.values else ()
        found = search(tx, wishes, now=now) if wishes else NOTHING
        context = form_context(request, tx, actor, form)
    return page(request, "find/find.html", wishes=wishes, found=found, offers=found.offers, **context)


@post("/bookings", include_in_schema=False, sync_to_thread=True)
def book(
    request: AnyRequest, services: GivenServices, signed_in: GivenSignedIn, now: GivenNow, form: GivenForm
) -> Response[Any]:
    """Book what the form says at once: all of it or nothing."""
    actor = signed_in.actor
    with services.database.read() as tx:
        wishes = read_wishes(tx, form, actor)
    if not wishes:
        return _again(request, services, actor, form, {})
    try:
        booked = retrying(lambda: _book(services, wishes, actor, now, may_move=MAY_MOVE in agreed_in(form)))
    except Refused as refused:
        # An offer stands for one wish; taken alone it would leave the others behind.
        offers = refused.alternatives if len(wishes) == 1 else ()
        return _again(request, services, actor, form, {"": list(refused.reasons)}, offers)
    if len(booked) > 1:
        return see_other("/bookings", note=Note("success", "message-booked_several", {"count": len(booked)}))
    flagged = bool(booked[0].alerts)
    note = Note("warning", "message-booked_with_flag") if flagged else Note("success", "message-booked")
    return see_other(f"/bookings/{booked[0].booking_id}", note=note)


def _book(
    services: GivenServices, wishes: Sequence[Wish], actor: Actor, now: GivenNow, *, may_move: bool
) -> list[operations.Booked]:
    with services.database.write() as tx:
        return [operations.book(tx, wish, actor=actor, now=now, may_move=may_move) for wish in wishes]


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
    return page(request, "find/find.html", status_code=422, wishes=(), found=NOTHING, offers=offers, **context)


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
    }


ROUTES = (find, book)
