"""Ask for something in a round, see what became of it, take it back, or take what was offered instead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.formatting import to_local
from api.language import translator_of
from api.pages.consent import MAY_MOVE, MAY_WAIT, agreed_in
from api.pages.find import form_context
from api.pages.forms import Form, GivenForm, of_query
from api.pages.rendering import Note, page, see_other
from api.pages.wish_form import defaults, read_wishes
from scheduler.bookings.operations import Booked
from scheduler.db.transaction import Transaction, retrying
from scheduler.domain.actor import Actor
from scheduler.domain.permission import may_act_for
from scheduler.domain.reason import Reason
from scheduler.domain.states import RequestState, RoundState
from scheduler.domain.wish import Wish
from scheduler.errors import Refused
from scheduler.requests import operations, queries
from scheduler.requests.alternatives import take_alternative
from scheduler.requests.instead import bookable_now
from scheduler.requests.operations import RequestForm, Submitted
from scheduler.rounds import queries as rounds
from scheduler.rounds.queries import RoundView

AnyRequest = Request[Any, Any, Any]
REPEATS = {"": "", "weekly": "FREQ=WEEKLY", "fortnightly": "FREQ=WEEKLY;INTERVAL=2"}
EXDATES = 3
_FLEXIBLE_MINUTES = (0, 15, 30, 60, 120)


@get("/requests/new", opt={"nav": ("nav-requests", 30)}, include_in_schema=False, sync_to_thread=True)
def new(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    form = Form({**defaults(actor, now, actor.office_id or "YG-HQ"), **of_query(request).values})
    with services.database.read() as tx:
        return _form(request, tx, actor, form)


@post("/requests", include_in_schema=False, sync_to_thread=True)
def submit(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm
) -> Response[Any]:
    """Take the request in; it is answered when its round is applied."""
    if form.text("refresh"):
        with services.database.read() as tx:
            return _form(request, tx, actor, form)
    with services.database.read() as tx:
        asked = _read(tx, form, actor)
    reasons: dict[str, list[Reason]] = {}
    if asked:
        try:
            made = retrying(lambda: _submit(services, asked, actor, now))
        except Refused as refused:
            reasons = {"": list(refused.reasons)}
        else:
            place = f"/requests/{made[0].request_id}" if len(made) == 1 else "/bookings"
            return see_other(place, note=Note("success", "message-requested"))
    with services.database.read() as tx:
        return _form(request, tx, actor, form, reasons, status_code=422)


def _submit(services: GivenServices, asked: Sequence[RequestForm], actor: Actor, now: GivenNow) -> list[Submitted]:
    with services.database.write() as tx:
        return [operations.submit(tx, form, actor=actor, now=now) for form in asked]


def _read(tx: Transaction, form: Form, actor: Actor) -> tuple[RequestForm, ...]:
    """A request for each wish in the form; none when a field cannot be read."""
    wishes = read_wishes(tx, form, actor)
    until = form.day("repeat_until")
    exdates = form.days("exdates")
    alt_day = form.day("alt_day")
    agreed = agreed_in(form)
    rule = REPEATS.get(form.text("repeat"), "")
    if rule and until is None:
        form.problems.setdefault("repeat_until", Reason("input-required"))
    if form.problems:
        return ()
    return tuple(
        RequestForm(
            wish=wish,
            flex_earlier_min=_flexible(form, "flex_earlier_min"),
            flex_later_min=_flexible(form, "flex_later_min"),
            alt_office_ids=tuple(office for office in form.texts("alt_office_ids") if office != wish.office_id),
            alt_dates=(alt_day,) if alt_day else (),
            # A rule counts its end in UTC: the last moment of that day in Japan.
            rrule=f"{rule};BYDAY={_weekday(wish)};UNTIL={until:%Y%m%d}T145959Z" if rule and until else "",
            exdates=exdates,
            may_move=MAY_MOVE in agreed,
            may_wait=MAY_WAIT in agreed,
        )
        for wish in wishes
    )


def _flexible(form: Form, name: str) -> int:
    return min(form.number(name, 0), max(_FLEXIBLE_MINUTES))


def _weekday(wish: Wish) -> str:
    return ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[wish.interval.start.weekday()]


def _form(
    request: AnyRequest,
    tx: Transaction,
    actor: Actor,
    form: Form,
    reasons: dict[str, list[Reason]] | None = None,
    *,
    status_code: int = 200,
) -> Response[str]:
    more = {
        name: form.text(name) for name in ("repeat", "repeat_until", "alt_day", "flex_earlier_min", "flex_later_min")
    }
    exdates = form.texts("exdates")
    context = form_context(request, tx, actor, form, reasons)
    return page(
        request,
        "requests/new.html",
        status_code=status_code,
        more=more,
        exdates=(*exdates, *[""] * max(1, EXDATES - len(exdates))),
        alt_office_ids=form.texts("alt_office_ids"),
        minutes=_FLEXIBLE_MINUTES,
        agreed=agreed_in(form),
        **context,
    )


@get("/requests/{request_id:int}", include_in_schema=False, sync_to_thread=True)
def show(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, request_id: FromPath[int]
) -> Response[str]:
    """One request: what was asked for, each of its dates with its answer, and when the next answer comes."""
    return _page(request, services, actor, now, request_id)


def _page(
    request: AnyRequest,
    services: GivenServices,
    actor: Actor,
    now: GivenNow,
    request_id: int,
    refusals: Sequence[Reason] = (),
) -> Response[str]:
    with services.database.read() as tx:
        dates = queries.of_request(tx, request_id, actor=actor)
        (asked,) = queries.by_ids(tx, [dates[0].occurrence_id])
        coming = [item for item in dates if item.state is RequestState.WAITING and item.starts_at > now]
        instead = bookable_now(tx, dates, now=now)
        its_round = _round_of(tx, to_local(coming[0].starts_at).date(), actor) if coming else None
    words = translator_of(request)
    return page(
        request,
        "requests/one.html",
        status_code=422 if refusals else 200,
        dates=dates,
        first=dates[0],
        asked=asked,
        coming=coming,
        instead=instead,
        round=its_round,
        now=now,
        errors={"": " ".join(map(words.sentence, refusals))} if refusals else {},
        is_open=any(item.state is not RequestState.CANCELLED and item.starts_at > now for item in dates),
        is_mine=may_act_for(actor, dates[0].staff_id, asked.department_id),
    )


def _round_of(tx: Transaction, day: date, actor: Actor) -> RoundView | None:
    """The round that will answer for that day."""
    return next(
        (
            item
            for item in rounds.rounds(tx, actor=actor)
            if item.first_day <= day <= item.last_day and item.state is not RoundState.APPLIED
        ),
        None,
    )


@post("/requests/{request_id:int}/cancel", include_in_schema=False, sync_to_thread=True)
def cancel(services: GivenServices, actor: GivenActor, now: GivenNow, request_id: FromPath[int]) -> Response[Any]:
    """Every date that is still ahead, with its booking."""
    with services.database.write() as tx:
        operations.cancel_request(tx, request_id, actor=actor, now=now)
    return see_other(f"/requests/{request_id}", note=Note("success", "message-withdrawn"))


@post("/requests/dates/{occurrence_id:int}/cancel", include_in_schema=False, sync_to_thread=True)
def cancel_date(
    services: GivenServices, actor: GivenActor, now: GivenNow, occurrence_id: FromPath[int]
) -> Response[Any]:
    with services.database.write() as tx:
        operations.cancel_occurrence(tx, occurrence_id, actor=actor, now=now)
    return see_other("/bookings", note=Note("success", "message-withdrawn"))


@post("/requests/dates/{occurrence_id:int}/alternatives/{number:int}", include_in_schema=False, sync_to_thread=True)
def take(
    request: AnyRequest,
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    occurrence_id: FromPath[int],
    number: FromPath[int],
) -> Response[Any]:
    """Book what was offered instead of a date that could not be granted."""
    try:
        booked = retrying(lambda: _take(services, occurrence_id, number, actor, now))
    except Refused as refused:
        with services.database.read() as tx:
            (asked,) = queries.by_ids(tx, [occurrence_id])
        return _page(request, services, actor, now, asked.request_id, refused.reasons)
    return see_other(f"/bookings/{booked.booking_id}", note=Note("success", "message-booked"))


def _take(services: GivenServices, occurrence_id: int, number: int, actor: Actor, now: GivenNow) -> Booked:
    with services.database.write() as tx:
        return take_alternative(tx, occurrence_id, number, actor=actor, now=now)


ROUTES = (new, submit, show, cancel, cancel_date, take)
