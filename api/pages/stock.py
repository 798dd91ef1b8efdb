"""The stock: units by office and kind, one unit with its bookings, outages and closures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.form_input import parse_choice
from api.language import translator_of
from api.naming import OFFICES
from api.pages.board import KINDS
from api.pages.forms import Form, GivenForm, of_query
from api.pages.rendering import Note, page, see_other
from api.wiring import Services
from scheduler.db.transaction import Transaction
from scheduler.domain.actor import Actor, Role
from scheduler.domain.interval import Interval
from scheduler.domain.reason import Reason
from scheduler.domain.states import UnitStatus
from scheduler.errors import Refused
from scheduler.repairs import queries as repairs
from scheduler.resources import operations, queries
from scheduler.resources.operations import ClosureAdded

AnyRequest = Request[Any, Any, Any]
KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
REASONS = ("works", "power", "access", "reserved", "repair")
# What the form of a closure holds before anybody touches it, apart from its days.
CLOSURE_FIELDS = {
    "from_day": "",
    "from_time": "08:30",
    "to_day": "",
    "to_time": "17:15",
    "kind": "",
    "reason_code": "works",
    "reason_ja": "",
}


@get("/stock", opt={"nav": ("nav-resources", 70), **KEEPERS}, include_in_schema=False, sync_to_thread=True)
def stock(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    return _stock(request, services, actor, now, of_query(request), ())


def _stock(
    request: AnyRequest, services: Services, actor: Actor, now: datetime, form: Form, reasons: Sequence[Reason]
) -> Response[str]:
    words = translator_of(request)
    office_id = form.text("office_id") or OFFICES.own_or_first(actor.office_id)
    # A kind in the form of a closure is what to close, not what to look at.
    kind = "" if reasons or form.text("kind") not in KINDS else form.text("kind")
    with services.database.read() as tx:
        pools = queries.pools(tx, actor=actor, office_id=office_id, kind=kind or None, with_retired=True)
        closures = queries.closures(tx, interval=_from_now_on(now), office_id=office_id)
    return page(
        request,
        "stock/list.html",
        status_code=422 if reasons else 200,
        pools=pools,
        closures=closures,
        office_id=office_id,
        kind=kind,
        offices=OFFICES.choices(words.locale),
        kinds=[(name, words.t(f"kind-{name}")) for name in KINDS],
        **_closure_form(request, form if reasons else None, reasons),
    )


def _from_now_on(now: datetime) -> Interval:
    return Interval(now, now.replace(year=9000, day=1))


@get("/stock/units/{unit_id:int}", include_in_schema=False, sync_to_thread=True)
def unit(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, unit_id: FromPath[int]
) -> Response[str]:
    """One unit: everybody may look at it, those who keep the stock may change it."""
    return _unit(request, services, actor, now, unit_id, None, ())


def _unit(
    request: AnyRequest,
    services: Services,
    actor: Actor,
    now: datetime,
    unit_id: int,
    form: Form | None,
    reasons: Sequence[Reason],
) -> Response[str]:
    words = translator_of(request)
    with services.database.read() as tx:
        detail = queries.unit_detail(tx, actor=actor, now=now, unit_id=unit_id)
    return page(
        request,
        "stock/unit.html",
        status_code=422 if reasons else 200,
        detail=detail,
        statuses=[(item.value, words.t(f"state-unit-{item.value}")) for item in UnitStatus],
        may_change=actor.has(Role.FACILITIES, Role.ADMIN),
        **_closure_form(request, form, reasons),
    )


def _closure_form(request: AnyRequest, form: Form | None, reasons: Sequence[Reason]) -> dict[str, Any]:
    words = translator_of(request)
    values = {name: form.text(name, default) if form else default for name, default in CLOSURE_FIELDS.items()}
    return {
        "values": values,
        "reasons": reasons,
        "closure_reasons": [(name, words.t(f"closure-{name}")) for name in REASONS],
    }


@post("/stock/units/{unit_id:int}", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def change_unit(
    request: AnyRequest,
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    unit_id: FromPath[int],
    form: GivenForm,
) -> Response[Any]:
    """A new name or status; says how many bookings a status change leaves without their unit."""
    try:
        with services.database.write() as tx:
            affected = _change_unit(tx, actor, now, unit_id, form)
    except Refused as refused:
        return _unit(request, services, actor, now, unit_id, None, refused.reasons)
    note = Note("warning", "message-unit_affecting", {"count": affected}) if affected else None
    return see_other(f"/stock/units/{unit_id}", note=note or Note("success", "message-saved"))


def _change_unit(tx: Transaction, actor: Actor, now: datetime, unit_id: int, form: Form) -> int:
    expected: int | None = form.number("version", -1)
    detail = queries.unit_detail(tx, actor=actor, now=now, unit_id=unit_id)
    name = form.text("name_ja", detail.unit.name_ja)
    if name != detail.unit.name_ja:
        operations.rename_unit(tx, actor=actor, now=now, unit_id=unit_id, expected=expected, name_ja=name)
        # The version has moved by our own hand; the lock is ours until the commit.
        expected = None
    status = parse_choice(form.text("status", detail.unit.status), UnitStatus)
    if status is detail.unit.status:
        return 0
    change = operations.set_unit_status(tx, actor=actor, now=now, unit_id=unit_id, expected=expected, status=status)
    return len(change.affected)


@post("/stock/closures", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def close(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm
) -> Response[Any]:
    """Close a unit, an office, or one kind in it, for a while; leads to the closure when it is in somebody's way."""
    unit_id = form.number("unit_id", 0) or None
    try:
        with services.database.write() as tx:
            added = _close(tx, actor, now, unit_id, form)
    except Refused as refused:
        if unit_id is None:
            return _stock(request, services, actor, now, form, refused.reasons)
        return _unit(request, services, actor, now, unit_id, form, refused.reasons)
    if added.affected:
        note = Note("warning", "message-closure_affecting", {"count": len(added.affected)})
        return see_other(f"/stock/closures/{added.closure_id}", note=note)
    return see_other(_place(unit_id, form.text("office_id")), note=Note("success", "message-saved"))


def _close(tx: Transaction, actor: Actor, now: datetime, unit_id: int | None, form: Form) -> ClosureAdded:
    start = form.moment("from_day", "from_time")
    end = form.moment("to_day", "to_time", is_end=True)
    if start is None or end is None:
        raise Refused(*form.problems.values())
    if end <= start:
        raise Refused(Reason("input-order"))
    return operations.add_closure(
        tx,
        actor=actor,
        now=now,
        interval=Interval(start, end),
        reason_code=form.text("reason_code"),
        reason_ja=form.text("reason_ja"),
        unit_id=unit_id,
        office_id=None if unit_id else form.text("office_id"),
        kind=None if unit_id else form.text("kind") or None,
    )


@get("/stock/closures/{closure_id:int}", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def closure(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, closure_id: FromPath[int]
) -> Response[str]:
    """One closure and the bookings it gets in the way of."""
    with services.database.read() as tx:
        found = queries.closure_by_id(tx, closure_id)
        affected = queries.bookings_in_closure(tx, found, actor=actor, now=now)
        proposed = repairs.of_closure(tx, closure_id, actor=actor)
    back = _place(found.unit_id, found.office_id)
    return page(request, "stock/closure.html", closure=found, affected=affected, repairs=proposed, back=back, now=now)


@post("/stock/closures/{closure_id:int}/lift", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def lift(
    services: GivenServices, actor: GivenActor, now: GivenNow, closure_id: FromPath[int], form: GivenForm
) -> Response[Any]:
    with services.database.write() as tx:
        operations.lift_closure(tx, actor=actor, now=now, closure_id=closure_id)
    return see_other(form.text("next", "/stock"), note=Note("success", "message-saved"))


def _place(unit_id: int | None, office_id: str) -> str:
    return f"/stock/units/{unit_id}" if unit_id else f"/stock?office_id={office_id}"


ROUTES = (stock, unit, change_unit, close, closure, lift)
