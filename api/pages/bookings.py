"""My bookings: what is ahead, what was asked for and answered, what is over; one booking."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices, GivenSignedIn
from api.formatting import to_local
from api.pages.find import form_context
from api.pages.forms import Form, GivenForm
from api.pages.rendering import Note, page, see_other
from api.pages.wish_form import read_wish
from scheduler.bookings import operations, queries
from scheduler.bookings.queries import BookingView
from scheduler.db.transaction import retrying
from scheduler.errors import NotFound, Refused
from scheduler.loans import queries as loans
from scheduler.requests import queries as requests
from scheduler.requests.instead import bookable_now

AnyRequest = Request[Any, Any, Any]


@get("/bookings", opt={"nav": ("nav-bookings", 20)}, include_in_schema=False, sync_to_thread=True)
def my_bookings(request: AnyRequest, services: GivenServices, signed_in: GivenSignedIn, now: GivenNow) -> Response[str]:
    """Everything of one's own on one page."""
    actor = signed_in.actor
    if actor.staff_id is None:
        raise NotFound("staff_member", signed_in.login)
    with services.database.read() as tx:
        context: dict[str, Any] = {
            "ahead": queries.of_person(tx, actor.staff_id, actor=actor, since=now),
            "past": queries.past_of_person(tx, actor.staff_id, actor=actor, now=now),
            "asked": (asked := requests.of_person(tx, actor.staff_id, actor=actor, since=now)),
            "instead": bookable_now(tx, asked, now=now),
            "loans": loans.my_loans(tx, actor=actor, now=now),
        }
    return page(request, "bookings/list.html", now=now, **context)


@get("/bookings/{booking_id:int}", include_in_schema=False, sync_to_thread=True)
def show(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, booking_id: FromPath[int]
) -> Response[str]:
    """One booking with what can be done about it."""
    with services.database.read() as tx:
        view = queries.one(tx, booking_id, actor=actor)
        form = Form(_as_form(view))
        context = form_context(request, tx, actor, form)
    return page(request, "bookings/one.html", booking=view, now=now, **context)


@post("/bookings/{booking_id:int}/change", include_in_schema=False, sync_to_thread=True)
def change(
    request: AnyRequest,
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    booking_id: FromPath[int],
    form: GivenForm,
) -> Response[Any]:
    """Another time or place for the same booking."""
    with services.database.read() as tx:
        view = queries.one(tx, booking_id, actor=actor)
        # What it is and whose is no part of the form.
        form = Form({**form.values, **_fixed(view)})
        wish = read_wish(tx, form, actor)
    reasons: dict[str, list[Any]] = {}
    if wish is not None:
        try:
            retrying(lambda: _change(services, booking_id, wish, form, actor, now))
        except Refused as refused:
            reasons = {"": list(refused.reasons)}
        else:
            return see_other(f"/bookings/{booking_id}", note=Note("success", "message-changed"))
    with services.database.read() as tx:
        context = form_context(request, tx, actor, form, reasons)
    return page(request, "bookings/one.html", status_code=422, booking=view, now=now, **context)


def _change(services: GivenServices, booking_id: int, wish: Any, form: Form, actor: GivenActor, now: GivenNow) -> None:
    with services.database.write() as tx:
        version = form.number("version", -1)
        operations.change_booking(tx, booking_id, wish, expected_version=version, actor=actor, now=now)


@post("/bookings/{booking_id:int}/cancel", include_in_schema=False, sync_to_thread=True)
def cancel(services: GivenServices, actor: GivenActor, now: GivenNow, booking_id: FromPath[int]) -> Response[Any]:
    with services.database.write() as tx:
        operations.cancel(tx, booking_id, actor=actor, now=now)
    return see_other("/bookings", note=Note("success", "message-cancelled"))


@post("/bookings/{booking_id:int}/check-in", include_in_schema=False, sync_to_thread=True)
def check_in(services: GivenServices, actor: GivenActor, now: GivenNow, booking_id: FromPath[int]) -> Response[Any]:
    with services.database.write() as tx:
        operations.check_in(tx, booking_id, actor=actor, now=now)
    return see_other(f"/bookings/{booking_id}", note=Note("success", "message-checked_in"))


def _fixed(view: BookingView) -> dict[str, list[str]]:
    what = "home_pc" if view.purpose == "home_telework" else view.kind
    return {"what": [what], "staff_id": [view.staff_id or ""]}


def _as_form(view: BookingView) -> dict[str, list[str]]:
    """A booking as the fields that would make it."""
    start, end = to_local(view.starts_at), to_local(view.ends_at)
    at_home = view.purpose == "home_telework"
    days = view.use_dates or (start.date(),)
    return _fixed(view) | {
        "day": [(days[0] if at_home else start.date()).isoformat()],
        "last_day": [days[-1].isoformat()],
        "start": [f"{start:%H:%M}"],
        "end": [f"{end:%H:%M}"],
        "office_id": [view.office_id],
        "purpose": [view.purpose],
        "note": [view.note],
        "overtime_order_no": [view.overtime_order_no],
        "leg_office": [unit.office_id for unit in view.units[1:]] if view.kind == "web_conference" else [],
        "quantity": [str(len(view.units))],
    }


ROUTES = (my_bookings, show, change, cancel, check_in)
