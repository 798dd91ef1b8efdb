"""The hand-over desk: what goes out and comes back today, and what is late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.form_input import parse_choice
from api.language import translator_of
from api.naming import OFFICES
from api.pages.forms import Form, GivenForm, of_query
from api.pages.rendering import Note, page, see_other
from api.trouble import trouble_of
from api.wiring import Services
from scheduler.db.transaction import Transaction
from scheduler.domain.actor import Actor, Role
from scheduler.domain.reason import Reason
from scheduler.errors import IllegalTransition, NotFound, Refused
from scheduler.loans import operations, queries
from scheduler.loans.queries import ToIssue
from scheduler.loans.rules import Condition
from scheduler.loans.substitutes import Substitute

AnyRequest = Request[Any, Any, Any]
DESK = {"access": (Role.COUNTER_STAFF, Role.FACILITIES, Role.ADMIN)}
# What a slip of the hand leads to: said above the lists, so that the next number can be typed at once.
SLIPS = (Refused, NotFound, IllegalTransition)


@dataclass(frozen=True, slots=True)
class HandOut:
    """A line of what goes out, with the units that could be given instead."""

    line: ToIssue
    others: tuple[Substitute, ...]

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(other.asset_number, other.asset_number) for other in self.others]


@get("/desk", opt={"nav": ("nav-desk", 60), **DESK}, include_in_schema=False, sync_to_thread=True)
def desk(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    return _desk(request, services, actor, now, of_query(request), ())


def _desk(
    request: AnyRequest, services: Services, actor: Actor, now: datetime, form: Form, reasons: Sequence[Reason]
) -> Response[str]:
    locale = translator_of(request).locale
    office_id = _office(form, actor)
    with services.database.read() as tx:
        context: dict[str, Any] = {
            "to_issue": _to_issue(tx, actor, now, office_id),
            "due": queries.due_today(tx, actor=actor, now=now, office_id=office_id),
            "overdue": queries.overdue(tx, actor=actor, now=now, office_id=office_id),
        }
    return page(
        request,
        "desk/desk.html",
        status_code=422 if reasons else 200,
        office_id=office_id,
        offices=OFFICES.choices(locale) if _is_everywhere(actor) else (),
        conditions=[(item.value, translator_of(request).t(f"condition-{item.value}")) for item in Condition],
        reasons=reasons,
        **context,
    )


def _to_issue(tx: Transaction, actor: Actor, now: datetime, office_id: str) -> list[HandOut]:
    lines = queries.to_issue_today(tx, actor=actor, now=now, office_id=office_id)
    return [HandOut(line, _others(tx, actor, now, line)) for line in lines]


def _others(tx: Transaction, actor: Actor, now: datetime, line: ToIssue) -> tuple[Substitute, ...]:
    """What could be given instead, once the desk is open for that loan."""
    if now < line.loan.opens_at:
        return ()
    return queries.exchange_choices(tx, actor=actor, now=now, loan_id=line.loan.loan_id)


def _is_everywhere(actor: Actor) -> bool:
    return actor.has(Role.FACILITIES, Role.ADMIN)


def _office(form: Form, actor: Actor) -> str:
    """The desk at which somebody stands: a counter's staff in their own office, others where they say."""
    own = OFFICES.own_or_first(actor.office_id)
    return form.text("office_id") or own if _is_everywhere(actor) else own


@post("/desk/issue", opt=DESK, include_in_schema=False, sync_to_thread=True)
def issue(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm
) -> Response[Any]:
    """Hand out by the number on the device (scanned or typed), by the line in the list, or by both."""

    def work(tx: Transaction) -> Note:
        issued = operations.issue(
            tx, actor=actor, now=now, loan_id=_loan_id(form), asset_number=form.text("asset_number") or None
        )
        return Note("success", "message-issued", {"unit": issued.asset_number})

    return _at_desk(request, services, actor, now, form, work)


@post("/desk/settle", opt=DESK, include_in_schema=False, sync_to_thread=True)
def settle(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm
) -> Response[Any]:
    """Put a device aside for somebody: the promise is for this very one from now on."""

    def work(tx: Transaction) -> Note:
        settled = operations.exchange_unit(
            tx, actor=actor, now=now, loan_id=form.number("loan_id", 0), asset_number=form.text("asset_number")
        )
        return Note("success", "message-settled", {"unit": settled.asset_number})

    return _at_desk(request, services, actor, now, form, work)


@post("/desk/return", opt=DESK, include_in_schema=False, sync_to_thread=True)
def take_back(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm
) -> Response[Any]:
    def work(tx: Transaction) -> Note:
        returned = operations.take_back(
            tx,
            actor=actor,
            now=now,
            office_id=_office(form, actor),
            condition=parse_choice(form.text("condition"), Condition),
            note=form.text("note"),
            loan_id=_loan_id(form),
            asset_number=form.text("asset_number") or None,
        )
        message = "message-returned_affecting" if returned.affected else "message-returned"
        return Note("success", message, {"unit": returned.asset_number, "count": len(returned.affected)})

    return _at_desk(request, services, actor, now, form, work)


@post("/desk/lost", opt=DESK, include_in_schema=False, sync_to_thread=True)
def lost(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm
) -> Response[Any]:
    def work(tx: Transaction) -> Note:
        operations.report_lost(tx, actor=actor, now=now, loan_id=form.number("loan_id", 0))
        return Note("warning", "message-lost")

    return _at_desk(request, services, actor, now, form, work)


def _at_desk(
    request: AnyRequest,
    services: Services,
    actor: Actor,
    now: datetime,
    form: Form,
    work: Callable[[Transaction], Note],
) -> Response[Any]:
    """Do one thing at the desk and come back to it, with what was done or why it was not."""
    try:
        with services.database.write() as tx:
            note = work(tx)
    except SLIPS as error:
        return _desk(request, services, actor, now, form, trouble_of(error).reasons)
    return see_other(f"/desk?office_id={_office(form, actor)}", note=note)


def _loan_id(form: Form) -> int | None:
    return form.number("loan_id", 0) or None


ROUTES = (desk, issue, settle, take_back, lost)
