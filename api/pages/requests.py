"""Ask for something in a round, take it back, and decide about what others ask for."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.pages.find import form_context
from api.pages.forms import Form, GivenForm, of_query
from api.pages.rendering import Note, page, see_other
from api.pages.wish_form import defaults, read_wish
from scheduler.db.transaction import Transaction, retrying
from scheduler.domain.actor import Actor, Role
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.requests import operations, queries
from scheduler.requests.operations import RequestForm

AnyRequest = Request[Any, Any, Any]
REPEATS = {"": "", "weekly": "FREQ=WEEKLY", "fortnightly": "FREQ=WEEKLY;INTERVAL=2"}
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
    if asked is not None:
        try:
            retrying(lambda: _submit(services, asked, actor, now))
        except Refused as refused:
            reasons = {"": list(refused.reasons)}
        else:
            return see_other("/bookings", note=Note("success", "message-requested"))
    with services.database.read() as tx:
        return _form(request, tx, actor, form, reasons, status_code=422)


def _submit(services: GivenServices, asked: RequestForm, actor: Actor, now: GivenNow) -> None:
    with services.database.write() as tx:
        operations.submit(tx, asked, actor=actor, now=now)


def _read(tx: Transaction, form: Form, actor: Actor) -> RequestForm | None:
    wish = read_wish(tx, form, actor)
    until = form.day("repeat_until")
    exdates = [form.day("exdate_" + str(number)) for number in (1, 2, 3)]
    alt_day = form.day("alt_day")
    rule = REPEATS.get(form.text("repeat"), "")
    if rule and until is None:
        form.problems.setdefault("repeat_until", Reason("input-required"))
    if wish is None or form.problems:
        return None
    return RequestForm(
        wish=wish,
        flex_earlier_min=form.number("flex_earlier_min", 0),
        flex_later_min=form.number("flex_later_min", 0),
        alt_office_ids=tuple(office for office in form.texts("alt_office_ids") if office != wish.office_id),
        alt_dates=(alt_day,) if alt_day else (),
        # A rule counts its end in UTC: the last moment of that day in Japan.
        rrule=f"{rule};BYDAY={_weekday(wish)};UNTIL={until:%Y%m%d}T145959Z" if rule and until else "",
        exdates=tuple(day for day in exdates if day is not None),
    )


def _weekday(wish: Any) -> str:
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
        name: form.text(name)
        for name in ("repeat", "repeat_until", "alt_day", "exdate_1", "exdate_2", "exdate_3", "flex_earlier_min",
                     "flex_later_min")
    }  # fmt: skip
    context = form_context(request, tx, actor, form, reasons)
    return page(
        request,
        "requests/new.html",
        status_code=status_code,
        more=more,
        alt_office_ids=form.texts("alt_office_ids"),
        minutes=_FLEXIBLE_MINUTES,
        **context,
    )


@post("/requests/dates/{occurrence_id:int}/cancel", include_in_schema=False, sync_to_thread=True)
def cancel(services: GivenServices, actor: GivenActor, now: GivenNow, occurrence_id: FromPath[int]) -> Response[Any]:
    with services.database.write() as tx:
        operations.cancel_occurrence(tx, occurrence_id, actor=actor, now=now)
    return see_other("/bookings", note=Note("success", "message-withdrawn"))


@get(
    "/approvals",
    opt={"nav": ("nav-approvals", 40), "access": (Role.MANAGER, Role.ADMIN)},
    include_in_schema=False,
    sync_to_thread=True,
)
def approvals(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    """What waits for this head's word, in one list."""
    with services.database.read() as tx:
        waiting = queries.to_approve(tx, actor=actor, now=now)
    return page(request, "approvals/list.html", waiting=waiting)


@post(
    "/approvals/{request_id:int}",
    opt={"access": (Role.MANAGER, Role.ADMIN)},
    include_in_schema=False,
    sync_to_thread=True,
)
def decide(
    services: GivenServices, actor: GivenActor, now: GivenNow, request_id: FromPath[int], form: GivenForm
) -> Response[Any]:
    event = "approve" if form.text("decision") == "approve" else "decline"
    with services.database.write() as tx:
        operations.decide(tx, request_id, event=event, actor=actor, now=now)
    return see_other("/approvals", note=Note("success", f"message-{event}d"))


ROUTES = (new, submit, cancel, approvals, decide)
