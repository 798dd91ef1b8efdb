"""One's own shifts: what is settled and why, what one wishes for, and days exchanged with colleagues."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.formatting import format_time, format_weekday, to_local
from api.i18n import Translator
from api.language import translator_of
from api.pages.forms import Form, GivenForm, of_query
from api.pages.rendering import Note, page, see_other
from api.wiring import Services
from api.writing import write
from scheduler.db.transaction import Transaction
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.domain.states import SeasonState
from scheduler.errors import Refused
from scheduler.shifts import own, queries, swap_queries, swaps, wishes
from scheduler.shifts.exchange import Pair
from scheduler.shifts.patterns import Pattern, patterns
from scheduler.shifts.queries import SeasonView
from scheduler.shifts.wishes import Wish

AnyRequest = Request[Any, Any, Any]
WEEKS = 5
MONDAY = date(2026, 6, 29)
WORKING = ("MO", "TU", "WE", "TH", "FR")
WEIGHTS = (1, 3, 5)


@get("/shifts", opt={"nav": ("nav-shifts", 25)}, include_in_schema=False, sync_to_thread=True)
def mine(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    """What one works in the coming weeks, one's wishes, and swaps."""
    return _mine(request, services, actor, now, {}, {})


def _mine(
    request: AnyRequest,
    services: Services,
    actor: Actor,
    now: datetime,
    values: Mapping[str, Any],
    errors: Mapping[str, str],
) -> Response[str]:
    words = translator_of(request)
    form = of_query(request)
    today = to_local(now).date()
    with services.database.read() as tx:
        seasons = queries.seasons(tx, actor=actor)
        term = next((item for item in seasons if item.season_id == form.text("season")), None)
        term = term or queries.season_of_day(tx, today, actor=actor)
        start = form.day("from") or (max(today, term.first_day) if term else today)
        start -= timedelta(days=start.weekday())
        end = start + timedelta(weeks=WEEKS, days=-1)
        shifts = own.my_shifts(tx, actor=actor, first=start, last=end)
        wished = own.my_wishes(tx, term.season_id, actor=actor) if term else ()
        offered = patterns(tx, term.season_id) if term else ()
        exchanges = swap_queries.mine(tx, actor=actor)
    return page(
        request,
        "shifts/mine.html",
        status_code=422 if errors else 200,
        seasons=seasons,
        season=term,
        is_open=term is not None and term.state is SeasonState.OPEN and now <= term.wishes_close_at,
        shifts=shifts,
        first=start,
        last=end,
        previous=start - timedelta(weeks=WEEKS),
        following=start + timedelta(weeks=WEEKS),
        wishes=wished,
        patterns={item.pattern_id: item for item in offered},
        swaps=exchanges,
        own_id=actor.staff_id,
        today=today,
        errors=errors,
        values=values or _first_values(term, offered, today),
        **_choices(words, offered),
    )


def _first_values(term: SeasonView | None, offered: tuple[Pattern, ...], today: date) -> dict[str, Any]:
    first = max(today + timedelta(days=1), term.first_day) if term else today
    other = next((item.pattern_id for item in offered if not item.is_standard), "")
    return {
        "kind": "prefer",
        "pattern": other,
        "first": first.isoformat(),
        "last": (term.last_day if term else first).isoformat(),
        "weekdays": WORKING,
        "weight": str(wishes.USUAL_WEIGHT),
    }


def _choices(words: Translator, offered: tuple[Pattern, ...]) -> dict[str, Any]:
    ja = words.locale == "ja"
    days = zip(WORKING, (MONDAY + timedelta(days=number) for number in range(5)), strict=True)
    return {
        "kinds": [(kind, words.t(f"shifts-kind_{kind}")) for kind in wishes.OWN_KINDS],
        "pattern_choices": [
            (
                item.pattern_id,
                f"{format_time(item.start)}–{format_time(item.end)} {item.name_ja if ja else item.name_en}",
            )
            for item in offered
        ],
        "weekday_choices": [(code, format_weekday(day, words.locale)) for code, day in days],
        "weights": [(str(weight), words.t(f"shifts-weight_{weight}")) for weight in WEIGHTS],
        "weekday_names": dict(_names(words)),
    }


def _names(words: Translator) -> list[tuple[str, str]]:
    codes = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
    return [(code, format_weekday(MONDAY + timedelta(days=number), words.locale)) for number, code in enumerate(codes)]


@post("/shifts/wishes", include_in_schema=False, sync_to_thread=True)
def wish(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm
) -> Response[Any]:
    """Keep a wish, or say what is wrong with it, beside the field."""
    words = translator_of(request)
    first, last = form.day("first"), form.day("last")
    errors = {name: words.sentence(reason) for name, reason in form.problems.items()}
    if not errors and first is None:
        errors["first"] = words.t("input-required")
    if not errors and first is not None:
        found = Wish(
            actor.staff_id or "",
            form.text("kind"),
            first,
            last or first,
            tuple(form.texts("weekdays")) or WORKING,
            form.text("pattern"),
            form.number("weight", wishes.USUAL_WEIGHT),
        )
        try:
            write(services, lambda tx: wishes.set_wish(tx, form.text("season"), found, actor=actor, now=now))
            return see_other("/shifts#wishes", note=Note("success", "message-wish_kept"))
        except Refused as refused:
            errors[""] = " ".join(words.sentence(reason) for reason in refused.reasons)
    return _mine(request, services, actor, now, _posted(form), errors)


def _posted(form: Form) -> dict[str, Any]:
    names = ("kind", "pattern", "first", "last", "weight")
    return {name: form.text(name) for name in names} | {"weekdays": tuple(form.texts("weekdays"))}


@post("/shifts/wishes/{preference_id:str}/withdraw", include_in_schema=False, sync_to_thread=True)
def withdraw_wish(
    services: GivenServices, actor: GivenActor, now: GivenNow, preference_id: FromPath[str]
) -> Response[Any]:
    write(services, lambda tx: wishes.withdraw(tx, preference_id, actor=actor, now=now))
    return see_other("/shifts#wishes", note=Note("success", "message-wish_withdrawn"))


@get("/shifts/swap", include_in_schema=False, sync_to_thread=True)
def swap_form(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[str]:
    """Whom one could ask to exchange a day."""
    form = of_query(request)
    day = form.day("day")
    return _swap_form(request, services, actor, now, day or to_local(now).date(), ())


def _swap_form(
    request: AnyRequest, services: Services, actor: Actor, now: datetime, day: date, reasons: tuple[Reason, ...]
) -> Response[str]:
    with services.database.read() as tx:
        current = next(iter(own.my_shifts(tx, actor=actor, first=day, last=day)), None)
        found = swap_queries.candidates(tx, day, actor=actor, now=now)
        term = queries.season_of_day(tx, day, actor=actor)
        offered = {item.pattern_id: item for item in patterns(tx, term.season_id)} if term else {}
    return page(
        request,
        "shifts/swap.html",
        status_code=422 if reasons else 200,
        day=day,
        current=current,
        candidates=found,
        patterns=offered,
        reasons=reasons,
    )


@post("/shifts/swaps", include_in_schema=False, sync_to_thread=True)
def ask_swap(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm
) -> Response[Any]:
    day = form.day("day")
    if day is None:
        raise Refused(*(form.problems.values() or (Reason("input-required"),)))
    pair = Pair(actor.staff_id or "", day, form.text("other"), day)
    try:
        write(services, lambda tx: swaps.ask(tx, pair, actor=actor, now=now))
    except Refused as refused:
        return _swap_form(request, services, actor, now, day, tuple(refused.reasons))
    return see_other("/shifts#swaps", note=Note("success", "message-swap_asked"))


@post("/swaps/{swap_id:int}/{event:str}", include_in_schema=False, sync_to_thread=True)
def move_swap(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    swap_id: FromPath[int],
    event: FromPath[str],
    form: GivenForm,
) -> Response[Any]:
    """Agree or decline as whoever was asked, withdraw as whoever asked, approve or turn down as their head."""
    work: Mapping[str, Callable[[Transaction], object]] = {
        "agree": lambda tx: swaps.answer(tx, swap_id, "agree", actor=actor, now=now),
        "refuse": lambda tx: swaps.answer(tx, swap_id, "decline", actor=actor, now=now),
        "withdraw": lambda tx: swaps.withdraw(tx, swap_id, actor=actor, now=now),
        "approve": lambda tx: swaps.decide(tx, swap_id, "approve", actor=actor, now=now),
        "decline": lambda tx: swaps.decide(tx, swap_id, "decline", actor=actor, now=now),
    }
    if event not in work:
        raise Refused(Reason("wish-kind", {"text": event[:40]}))
    write(services, work[event])
    return see_other(form.text("next", "/shifts#swaps"), note=Note("success", "message-swap_done"))


ROUTES = (mine, wish, withdraw_wish, swap_form, ask_swap, move_swap)
