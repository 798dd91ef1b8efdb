"""Calendar addresses: what can be subscribed to, what its readers would see, one's own addresses."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import segno
from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenNow, GivenServices, GivenSignedIn
from api.formatting import Locale, format_date_range, format_interval
from api.i18n import Translator
from api.ics import apps
from api.language import locale_of, translator_of
from api.naming import OFFICES
from api.pages import calendar_form
from api.pages.board import KINDS
from api.pages.forms import Form, GivenForm
from api.pages.rendering import Note, page, see_other
from api.wiring import Services
from scheduler.accounts.sessions import SignedIn
from scheduler.domain.reason import Reason
from scheduler.errors import NotFound, OfficeError, Refused
from scheduler.feeds import documents, operations, queries
from scheduler.feeds.operations import NewFeed
from scheduler.feeds.queries import ShownEvent
from scheduler.rounds import queries as rounds
from scheduler.rounds.queries import RoundView

AnyRequest = Request[Any, Any, Any]
MOST_SHOWN = 50
FIELDS = ("what", "office_id", "kind", "asset_number", "round_id", "profile", "label", "drops_cancelled", "is_mirrored")


@get("/calendars", opt={"nav": ("nav-feeds", 25)}, include_in_schema=False, sync_to_thread=True)
def calendars(request: AnyRequest, services: GivenServices, signed_in: GivenSignedIn) -> Response[str]:
    """What there is to subscribe to, and one's own addresses."""
    return _calendars(request, services, signed_in, Form({}))


@post("/calendars", include_in_schema=False, sync_to_thread=True)
def create(
    request: AnyRequest, services: GivenServices, signed_in: GivenSignedIn, now: GivenNow, form: GivenForm
) -> Response[Any]:
    """A new address; it is on this answer and nowhere else."""
    try:
        with services.database.write() as tx:
            view = calendar_form.read_view(tx, form, signed_in, locale_of(request))
            made = operations.create(
                tx,
                view,
                account_id=signed_in.account_id,
                label=form.text("label"),
                options=calendar_form.read_options(form),
                actor=signed_in.actor,
                now=now,
            )
            name = queries.title(tx, view)
    except (Refused, NotFound) as error:
        return _calendars(request, services, signed_in, form, reasons=_reasons(error))
    return _address(request, services, made, name)


@post("/calendars/preview", include_in_schema=False, sync_to_thread=True)
def preview(
    request: AnyRequest, services: GivenServices, signed_in: GivenSignedIn, now: GivenNow, form: GivenForm
) -> Response[Any]:
    """What its readers would see, before anybody gets an address."""
    try:
        with services.database.read() as tx:
            view = calendar_form.read_view(tx, form, signed_in, locale_of(request))
            base_url = services.settings.base_url
            shown = queries.preview(tx, view, actor=signed_in.actor, now=now, base_url=base_url)
            title, about = queries.title(tx, view), queries.about(view)
    except (Refused, NotFound) as error:
        return _calendars(request, services, signed_in, form, reasons=_reasons(error))
    values = {name: form.text(name) for name in FIELDS}
    return page(
        request,
        "calendars/preview.html",
        shown=[(event, _when(event, locale_of(request))) for event in shown[:MOST_SHOWN]],
        count=len(shown),
        title=title,
        about=about,
        values=values,
    )


@post("/calendars/file", include_in_schema=False, sync_to_thread=True)
def save(
    request: AnyRequest, services: GivenServices, signed_in: GivenSignedIn, now: GivenNow, form: GivenForm
) -> Response[Any]:
    """The calendar as it is now, as a file for apps that cannot reach this server."""
    try:
        with services.database.read() as tx:
            view = calendar_form.read_view(tx, form, signed_in, locale_of(request))
            queries.require_readable(tx, view, actor=signed_in.actor)
            file_name = queries.file_name(tx, view)
    except (Refused, NotFound) as error:
        return _calendars(request, services, signed_in, form, reasons=_reasons(error))
    document = documents.current(services.database, view, now=now, base_url=services.settings.base_url)
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"', "Cache-Control": "no-store"}
    return Response(document.body, headers=headers, media_type="text/calendar")


@post("/calendars/{feed_id:int}/rotate", include_in_schema=False, sync_to_thread=True)
def rotate(
    request: AnyRequest, services: GivenServices, signed_in: GivenSignedIn, now: GivenNow, feed_id: FromPath[int]
) -> Response[str]:
    """The same calendar at a new address, after the old one was seen by somebody else."""
    with services.database.write() as tx:
        made = operations.rotate(tx, feed_id, account_id=signed_in.account_id, actor=signed_in.actor, now=now)
        name = queries.title(tx, made.view)
    return _address(request, services, made, name)


@post("/calendars/{feed_id:int}/revoke", include_in_schema=False, sync_to_thread=True)
def revoke(services: GivenServices, signed_in: GivenSignedIn, now: GivenNow, feed_id: FromPath[int]) -> Response[Any]:
    with services.database.write() as tx:
        operations.revoke(tx, feed_id, account_id=signed_in.account_id, actor=signed_in.actor, now=now)
    return see_other("/calendars", note=Note("success", "message-feed_withdrawn"))


@post("/calendars/{feed_id:int}/options", include_in_schema=False, sync_to_thread=True)
def change(
    services: GivenServices, signed_in: GivenSignedIn, now: GivenNow, feed_id: FromPath[int], form: GivenForm
) -> Response[Any]:
    """How an address is served; the address stays."""
    options = calendar_form.read_options(form)
    account_id, actor = signed_in.account_id, signed_in.actor
    with services.database.write() as tx:
        operations.change_options(tx, feed_id, options, account_id=account_id, actor=actor, now=now)
    return see_other("/calendars", note=Note("success", "message-feed_changed"))


def _calendars(
    request: AnyRequest, services: Services, signed_in: SignedIn, form: Form, *, reasons: tuple[Reason, ...] = ()
) -> Response[str]:
    words, actor = translator_of(request), signed_in.actor
    with services.database.read() as tx:
        found = queries.of_account(tx, signed_in.account_id)
        titles = {each.feed_id: queries.title(tx, each.view) for each in found}
        offered = calendar_form.choices(actor)
        open_rounds = rounds.rounds(tx, actor=actor) if "round" in offered else ()
    values = {name: form.text(name) for name in FIELDS}
    defaults = {"what": offered[0], "profile": "busy", "office_id": actor.office_id or "", "kind": KINDS[0]}
    return page(
        request,
        "calendars/list.html",
        status_code=422 if reasons else 200,
        reasons=reasons,
        feeds=[(each, titles[each.feed_id], apps.app_of(each.fetched_by)) for each in found],
        values={name: value or defaults.get(name, "") for name, value in values.items()},
        choices=[(name, words.t(f"calendar-what-{name}")) for name in offered],
        profiles=[(name, words.t(f"calendar-profile-{name}")) for name in calendar_form.profiles(actor)],
        offices=OFFICES.choices(words.locale),
        kinds=[(name, words.t(f"kind-{name}")) for name in KINDS],
        rounds=[(str(each.round_id), _round_name(each, words)) for each in open_rounds],
    )


def _address(request: AnyRequest, services: Services, made: NewFeed, name: str) -> Response[str]:
    address = made.address(services.settings.base_url)
    code = segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=4)
    return page(
        request,
        "calendars/address.html",
        # Nothing keeps it: neither this server nor the browser.
        headers={"Cache-Control": "no-store"},
        address=address,
        links=apps.links(address, name),
        code=code,
        name=name,
    )


def _when(event: ShownEvent, locale: Locale) -> str:
    """Whole days, or from when to when."""
    if isinstance(event.start, datetime) and isinstance(event.end, datetime):
        return format_interval(event.start, event.end, locale)
    return format_date_range(event.start, event.end - timedelta(days=1), locale)


def _round_name(each: RoundView, words: Translator) -> str:
    return each.name_ja if words.locale == "ja" else each.name_en


def _reasons(error: OfficeError) -> tuple[Reason, ...]:
    return tuple(error.reasons) if isinstance(error, Refused) else (Reason("calendar-no-subject"),)


ROUTES = (calendars, create, preview, save, rotate, revoke, change)
