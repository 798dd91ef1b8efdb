"""The section head's list: what waits for a word, with what should be looked at, and the word itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.pages.forms import GivenForm
from api.pages.rendering import Note, page, see_other
from scheduler.db.transaction import Transaction
from scheduler.domain.actor import Actor, Role
from scheduler.domain.asking_rules import outside_hours
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.domain.reason import Reason
from scheduler.domain.wish import Wish
from scheduler.errors import IllegalTransition
from scheduler.requests import operations, queries
from scheduler.requests.queries import RequestView

AnyRequest = Request[Any, Any, Any]
DECIDERS = {"access": (Role.MANAGER, Role.ADMIN)}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request of the list: its first date ahead, how many dates there are, and the flags that go with it."""

    view: RequestView
    wish: Wish
    dates: int
    alerts: tuple[Reason, ...]


@get("/approvals", opt={"nav": ("nav-approvals", 40), **DECIDERS}, include_in_schema=False, sync_to_thread=True)
def approvals(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    with services.database.read() as tx:
        waiting = [_waiting(tx, view, actor) for view in queries.to_approve(tx, actor=actor, now=now)]
    return page(request, "approvals/list.html", waiting=waiting)


def _waiting(tx: Transaction, view: RequestView, actor: Actor) -> Waiting:
    (asked,) = queries.by_ids(tx, [view.occurrence_id])
    wish = asked.wish
    alert = outside_hours(wish.interval, wish.overtime_order_no, wish.purpose, DEFAULT_POLICY)
    dates = len(queries.of_request(tx, view.request_id, actor=actor))
    return Waiting(view, wish, dates, () if alert is None else (alert,))


@post("/approvals/{request_id:int}", opt=DECIDERS, include_in_schema=False, sync_to_thread=True)
def decide(
    services: GivenServices, actor: GivenActor, now: GivenNow, request_id: FromPath[int], form: GivenForm
) -> Response[Any]:
    """Approve or decline, and on with the list; what somebody else decided meanwhile is said and no more."""
    event = "approve" if form.text("decision") == "approve" else "decline"
    try:
        with services.database.write() as tx:
            operations.decide(tx, request_id, event=event, actor=actor, now=now)
    except IllegalTransition:
        return see_other("/approvals", note=Note("info", "message-already_decided"))
    return see_other("/approvals", note=Note("success", f"message-{event}d"))


ROUTES = (approvals, decide)
