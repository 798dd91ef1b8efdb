"""The hand-over desk: what goes out and comes back today, and what is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.language import translator_of
from api.naming import OFFICES
from api.pages.forms import GivenForm, of_query
from api.pages.rendering import Note, page, see_other
from api.wiring import Services
from scheduler.domain.actor import Actor, Role
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.loans import operations, queries
from scheduler.loans.rules import Condition

AnyRequest = Request[Any, Any, Any]
DESK = {"access": (Role.COUNTER_STAFF, Role.FACILITIES, Role.ADMIN)}


@get("/desk", opt={"nav": ("nav-desk", 60), **DESK}, include_in_schema=False, sync_to_thread=True)
def desk(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    office_id = of_query(request).text("office_id", actor.office_id or "YG-HQ")
    return _desk(request, services, actor, now, office_id, ())


def _desk(
    request: AnyRequest,
    services: Services,
    actor: Actor,
    now: datetime,
    office_id: str,
    reasons: Sequence[Reason],
) -> Response[str]:
    with services.database.read() as tx:
        context: dict[str, Any] = {
            "to_issue": queries.to_issue_today(tx, actor=actor, now=now, office_id=office_id),
            "due": queries.due_today(tx, actor=actor, now=now, office_id=office_id),
            "overdue": queries.overdue(tx, actor=actor, now=now, office_id=office_id),
        }
    return page(
        request,
        "desk/desk.html",
        status_code=422 if reasons else 200,
        office_id=office_id,
        offices=OFFICES.choices(translator_of(request).locale),
        conditions=[(item.value, translator_of(request).t(f"condition-{item.value}")) for item in Condition],
        reasons=reasons,
        **context,
    )


@post("/desk/issue", opt=DESK, include_in_schema=False, sync_to_thread=True)
def issue(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm
) -> Response[Any]:
    """Hand out by the number on the device (scanned or typed), by the line in the list, or by both."""
    loan_id = form.number("loan_id", 0) or None
    office_id = form.text("office_id", actor.office_id or "")
    try:
        with services.database.write() as tx:
            issued = operations.issue(
                tx, actor=actor, now=now, loan_id=loan_id, asset_number=form.text("asset_number") or None
            )
    except Refused as refused:
        return _desk(request, services, actor, now, office_id, refused.reasons)
    note = Note("success", "message-issued", {"unit": issued.asset_number})
    return see_other(f"/desk?office_id={office_id}", note=note)


@post("/desk/return", opt=DESK, include_in_schema=False, sync_to_thread=True)
def take_back(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm
) -> Response[Any]:
    office_id = form.text("office_id", actor.office_id or "")
    try:
        with services.database.write() as tx:
            returned = operations.take_back(
                tx,
                actor=actor,
                now=now,
                office_id=office_id,
                condition=Condition(form.text("condition", Condition.GOOD.value)),
                note=form.text("note"),
                loan_id=form.number("loan_id", 0) or None,
                asset_number=form.text("asset_number") or None,
            )
    except Refused as refused:
        return _desk(request, services, actor, now, office_id, refused.reasons)
    message = "message-returned_affecting" if returned.affected else "message-returned"
    note = Note("success", message, {"unit": returned.asset_number, "count": len(returned.affected)})
    return see_other(f"/desk?office_id={office_id}", note=note)


@post("/desk/lost", opt=DESK, include_in_schema=False, sync_to_thread=True)
def lost(services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm) -> Response[Any]:
    with services.database.write() as tx:
        operations.report_lost(tx, actor=actor, now=now, loan_id=form.number("loan_id", 0))
    return see_other(f"/desk?office_id={form.text('office_id')}", note=Note("warning", "message-lost"))


ROUTES = (desk, issue, take_back, lost)
