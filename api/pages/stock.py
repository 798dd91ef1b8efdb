"""The stock: units by office and kind, one unit with its bookings, outages and closures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.language import translator_of
from api.naming import OFFICES
from api.pages.board import KINDS
from api.pages.forms import GivenForm, of_query
from api.pages.rendering import Note, page, see_other
from scheduler.domain.actor import Role
from scheduler.domain.interval import Interval
from scheduler.domain.states import UnitStatus
from scheduler.resources import operations, queries

AnyRequest = Request[Any, Any, Any]
KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
REASONS = ("works", "power", "access", "reserved", "repair")


@get("/stock", opt={"nav": ("nav-resources", 70), **KEEPERS}, include_in_schema=False, sync_to_thread=True)
def stock(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    form, words = of_query(request), translator_of(request)
    office_id, kind = form.text("office_id", actor.office_id or "YG-HQ"), form.text("kind")
    with services.database.read() as tx:
        pools = queries.pools(tx, actor=actor, office_id=office_id, kind=kind or None, with_retired=True)
        closures = queries.closures(
            tx, interval=Interval(now, datetime.max.replace(year=9000, tzinfo=now.tzinfo)), office_id=office_id
        )
    return page(
        request,
        "stock/list.html",
        pools=pools,
        closures=closures,
        office_id=office_id,
        kind=kind,
        offices=OFFICES.choices(words.locale),
        kinds=[(name, words.t(f"kind-{name}")) for name in KINDS],
        closure_reasons=[(name, words.t(f"closure-{name}")) for name in REASONS],
    )


@get("/stock/units/{unit_id:int}", include_in_schema=False, sync_to_thread=True)
def unit(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, unit_id: FromPath[int]
) -> Response[str]:
    """One unit: everybody may look at it, those who keep the stock may change it."""
    words = translator_of(request)
    with services.database.read() as tx:
        detail = queries.unit_detail(tx, actor=actor, now=now, unit_id=unit_id)
    return page(
        request,
        "stock/unit.html",
        detail=detail,
        statuses=[(item.value, words.t(f"state-unit-{item.value}")) for item in UnitStatus],
        closure_reasons=[(name, words.t(f"closure-{name}")) for name in REASONS],
        may_change=actor.has(Role.FACILITIES, Role.ADMIN),
    )


@post("/stock/units/{unit_id:int}", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def change_unit(
    services: GivenServices, actor: GivenActor, now: GivenNow, unit_id: FromPath[int], form: GivenForm
) -> Response[Any]:
    """A new name or status; says how many bookings a status change leaves without their unit."""
    affected = 0
    expected: int | None = form.number("version", -1)
    with services.database.write() as tx:
        detail = queries.unit_detail(tx, actor=actor, now=now, unit_id=unit_id)
        name = form.text("name_ja", detail.unit.name_ja)
        if name != detail.unit.name_ja:
            operations.rename_unit(tx, actor=actor, now=now, unit_id=unit_id, expected=expected, name_ja=name)
            # The version has moved by our own hand; the lock is ours until the commit.
            expected = None
        status = UnitStatus(form.text("status", detail.unit.status))
        if status is not detail.unit.status:
            change = operations.set_unit_status(
                tx, actor=actor, now=now, unit_id=unit_id, expected=expected, status=status
            )
            affected = len(change.affected)
    return see_other(f"/stock/units/{unit_id}", note=_saved(affected))


@post("/stock/closures", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def close(services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm) -> Response[Any]:
    """Close a unit, an office, or one kind in it, for a while."""
    unit_id = form.number("unit_id", 0) or None
    back = f"/stock/units/{unit_id}" if unit_id else f"/stock?office_id={form.text('office_id')}"
    start = form.moment("from_day", "from_time")
    end = form.moment("to_day", "to_time", is_end=True)
    if start is None or end is None or end <= start:
        return see_other(back, note=Note("warning", "stock-times_needed"))
    with services.database.write() as tx:
        added = operations.add_closure(
            tx,
            actor=actor,
            now=now,
            interval=Interval(start, end),
            reason_code=form.text("reason_code", "works"),
            reason_ja=form.text("reason_ja"),
            unit_id=unit_id,
            office_id=None if unit_id else form.text("office_id"),
            kind=None if unit_id else form.text("kind") or None,
        )
    return see_other(back, note=_saved(len(added.affected)))


@post("/stock/closures/{closure_id:int}/lift", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def lift(
    services: GivenServices, actor: GivenActor, now: GivenNow, closure_id: FromPath[int], form: GivenForm
) -> Response[Any]:
    with services.database.write() as tx:
        operations.lift_closure(tx, actor=actor, now=now, closure_id=closure_id)
    return see_other(form.text("next", "/stock"), note=Note("success", "message-saved"))


def _saved(affected: int) -> Note:
    if affected:
        return Note("warning", "message-saved_affecting", {"count": affected})
    return Note("success", "message-saved")


ROUTES = (stock, unit, change_unit, close, lift)
