"""The waiting list: what is offered to me and what I wait for; for those who keep the stock, everybody's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.language import translator_of
from api.naming import OFFICES
from api.pages.forms import of_query
from api.pages.rendering import Note, page, see_other
from api.wiring import Services
from scheduler.db.transaction import Transaction, retrying
from scheduler.domain.actor import Actor, Role
from scheduler.domain.reason import Reason
from scheduler.errors import Refused, StaleOffer
from scheduler.waiting import answers, joining, queries

AnyRequest = Request[Any, Any, Any]
KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
KINDS = ("seat", "mobile_pc", "tablet", "web_conference", "bundle")


@get("/waiting", opt={"nav": ("nav-waiting", 25)}, include_in_schema=False, sync_to_thread=True)
def mine(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    return _mine(request, services, actor, now)


def _mine(
    request: AnyRequest,
    services: Services,
    actor: Actor,
    now: GivenNow,
    reasons: Sequence[Reason] = (),
    status_code: int = 200,
) -> Response[str]:
    staff_id = actor.staff_id
    with services.database.read() as tx:
        offers = queries.offers_of(tx, staff_id, actor=actor) if staff_id else ()
        waiting = queries.waiting_of(tx, staff_id, actor=actor, now=now) if staff_id else ()
    may_keep = actor.has(Role.FACILITIES, Role.ADMIN)
    context: dict[str, Any] = {
        "offers": offers,
        "waiting": waiting,
        "reasons": reasons,
        "may_keep": may_keep,
        "now": now,
    }
    return page(request, "waiting/mine.html", status_code=status_code, **context)


@get("/waiting/list", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def everybody(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    """Who waits for what, by office and kind, and the offers that wait for an answer."""
    words = translator_of(request)
    asked = of_query(request)
    office_id, kind = asked.text("office_id"), asked.text("kind")
    with services.database.read() as tx:
        listed = queries.waiting_list(tx, actor=actor, now=now, office_id=office_id or None, kind=kind or None)
        offers = queries.open_offers(tx, actor=actor)
    return page(
        request,
        "waiting/list.html",
        waiting=listed,
        offers=offers,
        chosen={"office_id": office_id, "kind": kind},
        offices=OFFICES.choices(words.locale),
        kinds=[(name, words.t(f"kind-{name}")) for name in KINDS],
        now=now,
    )


@post("/offers/{offer_id:int}/accept", include_in_schema=False, sync_to_thread=True)
def accept(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, offer_id: FromPath[int]
) -> Response[Any]:
    """Take the place; when something has changed since, say what, and nothing is different."""
    try:
        booking_id = _written(services, lambda tx: answers.accept(tx, offer_id, actor=actor, now=now))
    except StaleOffer as stale:
        return _mine(request, services, actor, now, (Reason("stale-offer"), *stale.reasons), status_code=409)
    except Refused as refused:
        return _mine(request, services, actor, now, refused.reasons, status_code=422)
    return see_other(f"/bookings/{booking_id}", note=Note("success", "message-offer_accepted"))


@post("/offers/{offer_id:int}/decline", include_in_schema=False, sync_to_thread=True)
def decline(services: GivenServices, actor: GivenActor, now: GivenNow, offer_id: FromPath[int]) -> Response[Any]:
    _written(services, lambda tx: answers.decline(tx, offer_id, actor=actor, now=now))
    return see_other("/waiting", note=Note("success", "message-offer_declined"))


@post("/offers/{offer_id:int}/withdraw", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def withdraw(services: GivenServices, actor: GivenActor, now: GivenNow, offer_id: FromPath[int]) -> Response[Any]:
    _written(services, lambda tx: answers.withdraw(tx, offer_id, actor=actor, now=now))
    return see_other("/waiting/list", note=Note("success", "message-offer_withdrawn"))


@post("/requests/dates/{occurrence_id:int}/wait", include_in_schema=False, sync_to_thread=True)
def wait(services: GivenServices, actor: GivenActor, now: GivenNow, occurrence_id: FromPath[int]) -> Response[Any]:
    _written(services, lambda tx: joining.set_waiting(tx, occurrence_id, True, actor=actor, now=now))
    return see_other("/waiting", note=Note("success", "message-waiting"))


@post("/requests/dates/{occurrence_id:int}/stop-waiting", include_in_schema=False, sync_to_thread=True)
def stop(services: GivenServices, actor: GivenActor, now: GivenNow, occurrence_id: FromPath[int]) -> Response[Any]:
    _written(services, lambda tx: joining.set_waiting(tx, occurrence_id, False, actor=actor, now=now))
    return see_other("/waiting", note=Note("success", "message-not_waiting"))


@post("/requests/dates/{occurrence_id:int}/serve", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def serve(services: GivenServices, actor: GivenActor, now: GivenNow, occurrence_id: FromPath[int]) -> Response[Any]:
    """Look at once whether there is a place for a date, moving only people who agreed to it."""
    _written(services, lambda tx: joining.look_for(tx, occurrence_id, actor=actor, now=now))
    if services.jobs is not None:
        services.jobs.nudge()
    return see_other("/waiting/list", note=Note("info", "waiting-serving"))


def _written(services: Services, work: Callable[[Transaction], Any]) -> Any:
    def write() -> Any:
        with services.database.write() as tx:
            return work(tx)

    return retrying(write)


ROUTES = (mine, everybody, accept, decline, withdraw, wait, stop, serve)
