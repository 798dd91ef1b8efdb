"""Equipment between offices: stock against target, moves under way, one move with its steps, a new one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.form_input import parse_choice
from api.formatting import format_moment
from api.language import translator_of
from api.naming import OFFICES
from api.pages.forms import Form, GivenForm, of_query
from api.pages.rendering import Note, page, see_other
from api.trouble import trouble_of
from api.wiring import Services
from scheduler.db.transaction import Transaction
from scheduler.domain.actor import Actor, Role
from scheduler.domain.reason import Reason
from scheduler.domain.states import TransferState, UnitStatus
from scheduler.errors import IllegalTransition, NotFound, Refused
from scheduler.loans.rules import Condition
from scheduler.transfers import operations, queries, receiving, sending
from scheduler.transfers.balance import stock_lines
from scheduler.transfers.export import stock_csv
from scheduler.transfers.places import Place, Whereabouts, places
from scheduler.transfers.priority import end_priority, priorities, set_priority
from scheduler.transfers.rules import CARRIERS, MOVABLE_KINDS

AnyRequest = Request[Any, Any, Any]
DESK = {"access": (Role.COUNTER_STAFF, Role.FACILITIES, Role.ADMIN)}
KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
# What a slip of the hand leads to: said above the form, so that the next number can be typed at once.
SLIPS = (Refused, NotFound, IllegalTransition)
STEPS = (TransferState.ORDERED, TransferState.PACKED, TransferState.IN_TRANSIT, TransferState.RECEIVED)


@get("/transfers", opt={"nav": ("nav-transfers", 65), **DESK}, include_in_schema=False, sync_to_thread=True)
def transfers(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    return _transfers(request, services, actor, now, of_query(request), ())


def _transfers(
    request: AnyRequest, services: Services, actor: Actor, now: datetime, form: Form, reasons: Sequence[Reason]
) -> Response[str]:
    words = translator_of(request)
    office_id, kind = form.text("office_id"), form.text("kind")
    kind = kind if kind in MOVABLE_KINDS else ""
    with_ended = form.text("ended") == "1"
    with services.database.read() as tx:
        lines = stock_lines(tx, actor=actor, now=now, office_id=office_id or None, kind=kind or None)
        moves = queries.running(tx, actor=actor, now=now, office_id=office_id or None, with_ended=with_ended)
        first = priorities(tx)
    return page(
        request,
        "transfers/list.html",
        status_code=422 if reasons else 200,
        lines=lines,
        moves=moves,
        first=first,
        office_id=office_id,
        kind=kind,
        with_ended=with_ended,
        offices=OFFICES.choices(words.locale),
        kinds=[(name, words.t(f"kind-{name}")) for name in MOVABLE_KINDS],
        may_order=actor.has(Role.FACILITIES, Role.ADMIN),
        reasons=reasons,
    )


@get("/transfers/stock.csv", opt=DESK, include_in_schema=False, sync_to_thread=True)
def export(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[bytes]:
    """The table of the page as a file for spreadsheets."""
    words = translator_of(request)
    with services.database.read() as tx:
        lines = stock_lines(tx, actor=actor, now=now)
    data = stock_csv(lines, office_name=lambda office_id: OFFICES.name(office_id, words.locale))
    headers = {"Content-Disposition": 'attachment; filename="stock.csv"'}
    return Response(data, media_type="text/csv; charset=utf-8", headers=headers)


@get("/transfers/new", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def new(request: AnyRequest, services: GivenServices, actor: GivenActor) -> Response[str]:
    return _new(request, services, actor, of_query(request), ())


def _new(request: AnyRequest, services: Services, actor: Actor, form: Form, reasons: Sequence[Reason]) -> Response[str]:
    words = translator_of(request)
    from_office_id, kind = form.text("from_office_id") or actor.office_id or "", form.text("kind")
    with services.database.read() as tx:
        there = places(tx, kind=kind) if kind in MOVABLE_KINDS else ()
    free = [place.asset_number for place in there if place.office_id == from_office_id and _could_go(place)]
    names = ("to_office_id", "leaves_on", "carrier", "due_day", "due_time", "note_ja")
    return page(
        request,
        "transfers/new.html",
        status_code=422 if reasons else 200,
        values={"from_office_id": from_office_id, "kind": kind, **{name: form.text(name) for name in names}},
        chosen=form.texts("asset_numbers"),
        units=[(number, number) for number in free],
        offices=OFFICES.choices(words.locale),
        kinds=[(name, words.t(f"kind-{name}")) for name in MOVABLE_KINDS],
        carriers=[(name, words.t(f"carrier-{name}")) for name in CARRIERS],
        reasons=reasons,
    )


def _could_go(place: Place) -> bool:
    """In the office, in order and in nobody's hands; whether a booking needs it is told when it is ordered."""
    is_there = place.whereabouts is Whereabouts.OFFICE and place.to_office_id is None
    return is_there and place.status is UnitStatus.ACTIVE and not place.is_lent


@post("/transfers", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def order(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm
) -> Response[Any]:
    try:
        with services.database.write() as tx:
            made = _order(tx, actor, now, form)
    except SLIPS as error:
        return _new(request, services, actor, form, trouble_of(error).reasons)
    due = format_moment(made.due_at, translator_of(request).locale)
    return see_other(f"/transfers/{made.transfer_id}", note=Note("success", "message-transfer_ordered", {"due": due}))


def _order(tx: Transaction, actor: Actor, now: datetime, form: Form) -> operations.Ordered:
    leaves_on = form.day("leaves_on")
    due_at = form.moment("due_day", "due_time") if form.text("due_day") else None
    if leaves_on is None or form.problems:
        raise Refused(*(form.problems.values() or [Reason("input-required")]))
    return operations.order(
        tx,
        actor=actor,
        now=now,
        asset_numbers=form.texts("asset_numbers"),
        to_office_id=form.text("to_office_id"),
        leaves_on=leaves_on,
        carrier=form.text("carrier"),
        due_at=due_at,
        note_ja=form.text("note_ja"),
    )


@get("/transfers/{transfer_id:int}", opt=DESK, include_in_schema=False, sync_to_thread=True)
def one(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, transfer_id: FromPath[int]
) -> Response[str]:
    return _one(request, services, actor, now, transfer_id, ())


def _one(
    request: AnyRequest, services: Services, actor: Actor, now: datetime, transfer_id: int, reasons: Sequence[Reason]
) -> Response[str]:
    words = translator_of(request)
    with services.database.read() as tx:
        detail = queries.one(tx, transfer_id, actor=actor, now=now)
    state = detail.transfer.state
    return page(
        request,
        "transfers/one.html",
        status_code=422 if reasons else 200,
        detail=detail,
        steps=[words.t(f"transfers-steps_{item.value}") for item in STEPS],
        # The step to be done next; past the last when all are.
        current=STEPS.index(state) + 2 if state in STEPS else 0,
        conditions=[(item.value, words.t(f"condition-{item.value}")) for item in Condition],
        reasons=reasons,
    )


@post("/transfers/{transfer_id:int}/pack", opt=DESK, include_in_schema=False, sync_to_thread=True)
def pack(
    request: AnyRequest,
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    transfer_id: FromPath[int],
    form: GivenForm,
) -> Response[Any]:
    """By the number on the unit, scanned or typed."""

    def work(tx: Transaction) -> Note:
        packed = sending.pack_unit(tx, transfer_id, form.text("asset_number"), actor=actor, now=now)
        if packed.left == 0:
            return Note("success", "message-transfer_all_packed")
        return Note("success", "message-transfer_packed", {"unit": packed.asset_number, "count": packed.left})

    return _do(request, services, actor, now, transfer_id, work)


@post("/transfers/{transfer_id:int}/leave-rest", opt=DESK, include_in_schema=False, sync_to_thread=True)
def leave_rest(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, transfer_id: FromPath[int]
) -> Response[Any]:
    def work(tx: Transaction) -> Note:
        sending.leave_the_rest(tx, transfer_id, actor=actor, now=now)
        return Note("success", "message-transfer_all_packed")

    return _do(request, services, actor, now, transfer_id, work)


@post("/transfers/{transfer_id:int}/dispatch", opt=DESK, include_in_schema=False, sync_to_thread=True)
def dispatch(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, transfer_id: FromPath[int]
) -> Response[Any]:
    def work(tx: Transaction) -> Note:
        sending.dispatch(tx, transfer_id, actor=actor, now=now)
        return Note("success", "message-transfer_dispatched")

    return _do(request, services, actor, now, transfer_id, work)


@post("/transfers/{transfer_id:int}/receive", opt=DESK, include_in_schema=False, sync_to_thread=True)
def receive(
    request: AnyRequest,
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    transfer_id: FromPath[int],
    form: GivenForm,
) -> Response[Any]:
    """By the number on the unit, scanned or typed, with what is wrong with it."""

    def work(tx: Transaction) -> Note:
        arrived = receiving.receive_unit(
            tx,
            form.text("asset_number"),
            transfer_id=transfer_id,
            condition=parse_choice(form.text("condition", "good"), Condition),
            note=form.text("note"),
            actor=actor,
            now=now,
        )
        return _received(arrived)

    return _do(request, services, actor, now, transfer_id, work)


def _received(arrived: receiving.Arrived) -> Note:
    told: dict[str, str | int] = {"unit": arrived.asset_number, "count": arrived.left}
    if arrived.outcome == receiving.EXTRA:
        return Note("warning", f"message-transfer_extra{'_needed' if arrived.affected else ''}", told)
    if arrived.affected:
        return Note("warning", "message-returned_affecting", {**told, "count": len(arrived.affected)})
    return Note("success", "message-transfer_received" if arrived.left else "message-transfer_all_received", told)


@post("/transfers/{transfer_id:int}/close", opt=DESK, include_in_schema=False, sync_to_thread=True)
def close(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, transfer_id: FromPath[int]
) -> Response[Any]:
    """Nothing more arrives: the rest is missing."""

    def work(tx: Transaction) -> Note:
        closed = receiving.close_receipt(tx, transfer_id, actor=actor, now=now)
        return Note("warning", "message-transfer_missing", {"count": len(closed.missing)})

    return _do(request, services, actor, now, transfer_id, work)


@post("/transfers/{transfer_id:int}/cancel", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def cancel(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, transfer_id: FromPath[int]
) -> Response[Any]:
    def work(tx: Transaction) -> Note:
        operations.cancel(tx, transfer_id, actor=actor, now=now)
        return Note("success", "message-transfer_cancelled")

    return _do(request, services, actor, now, transfer_id, work)


def _do(
    request: AnyRequest,
    services: Services,
    actor: Actor,
    now: datetime,
    transfer_id: int,
    work: Callable[[Transaction], Note],
) -> Response[Any]:
    """Do one step and come back to the transfer, with what was done or why it was not."""
    try:
        with services.database.write() as tx:
            note = work(tx)
    except SLIPS as error:
        return _one(request, services, actor, now, transfer_id, trouble_of(error).reasons)
    return see_other(f"/transfers/{transfer_id}", note=note)


@post("/transfers/priority", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def prefer(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm
) -> Response[Any]:
    """The disaster switch: an office comes first, or (without `reason_ja` in the form) does no longer."""
    office_id = form.text("priority_office_id")
    try:
        with services.database.write() as tx:
            if form.text("end"):
                end_priority(tx, office_id, actor=actor, now=now)
            else:
                set_priority(tx, office_id, form.text("reason_ja"), actor=actor, now=now)
    except SLIPS as error:
        return _transfers(request, services, actor, now, form, trouble_of(error).reasons)
    return see_other("/transfers", note=Note("success", "message-saved"))


ROUTES = (transfers, export, new, order, one, pack, leave_rest, dispatch, receive, close, cancel, prefer)
