"""Turns a template into an answer: page(request, "home.html", bookings=…)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from jinja2 import Environment
from litestar import MediaType, Request, Response
from litestar.datastructures import Cookie
from litestar.response.redirect import Redirect

from api.formatting import Locale
from api.i18n import Translator
from api.language import asked_locale, language_cookie, translator_of
from api.pages.environment import create_environment
from api.pages.frame import Frame, Message, NavItem, Tone
from api.pages.navigation import navigation
from api.security.redirects import local_path
from scheduler.accounts.sessions import SignedIn

MESSAGE_COOKIE = "sekitori_message"
_A_MINUTE = 60

AnyRequest = Request[Any, Any, Any]


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the next page says once: a message of the catalogue and what fills it in."""

    tone: Tone
    message: str
    params: dict[str, str | int] = {}


def page(
    request: AnyRequest,
    template: str,
    *,
    status_code: int = 200,
    headers: Mapping[str, str] | None = None,
    cookies: Sequence[Cookie] = (),
    **context: object,
) -> Response[str]:
    """The page a template makes of the context and of the frame around it (see api.pages.environment)."""
    note = _read_note(request)
    translator = translator_of(request)
    frame = _frame(request, translator, note)
    answer = Response(
        _environment().get_template(template).render(frame=frame, **context),
        status_code=status_code,
        headers=dict(headers or {}),
        media_type=MediaType.HTML,
    )
    for cookie in (*cookies, *_cookies(request, asked_locale(request))):
        answer.set_cookie(cookie)
    return answer


def see_other(path: str, *, note: Note | None = None, cookies: Sequence[Cookie] = ()) -> Redirect:
    """After a form was accepted: go to that path of this site, which says `note` once."""
    answer = Redirect(local_path(path), status_code=303)
    for cookie in cookies:
        answer.set_cookie(cookie)
    if note is not None:
        text = base64.urlsafe_b64encode(msgspec.json.encode(note)).decode()
        answer.set_cookie(_message_cookie(text, max_age=_A_MINUTE))
    return answer


@cache
def _environment() -> Environment:
    return create_environment()


def _frame(request: AnyRequest, translator: Translator, note: Note | None) -> Frame:
    user = request.scope.get("user")
    signed_in = user if isinstance(user, SignedIn) else None
    path = request.url.path
    query = request.url.query
    return Frame(
        translator=translator,
        url=f"{path}?{query}" if query else path,
        office_name=_office_name(signed_in, translator.locale),
        signed_in_as=(signed_in.actor.staff_id or signed_in.login) if signed_in else "",
        csrf_token=signed_in.csrf_token if signed_in else "",
        nav=navigation(request.app, signed_in, translator, path),
        footer=(NavItem(translator.t("nav-api"), "/api/docs", is_current=path == "/api/docs"),),
        demo_now=_demo_now(request),
        messages=(Message(note.tone, translator.t(note.message, **note.params)),) if note else (),
    )


def _demo_now(request: AnyRequest) -> datetime | None:
    clock = request.app.state["services"].clock
    return clock.now() if clock.offset else None


def _office_name(signed_in: SignedIn | None, locale: Locale) -> str:
    if signed_in is None:
        return ""
    return signed_in.office_name_ja if locale == "ja" else signed_in.office_name_en


def _read_note(request: AnyRequest) -> Note | None:
    """The note the last answer left. A cookie somebody made up is no note, and what it says is escaped text."""
    text = request.cookies.get(MESSAGE_COOKIE)
    if not text:
        return None
    try:
        note = msgspec.json.decode(base64.urlsafe_b64decode(text), type=Note)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        return None
    return note if translator_of(request).has(note.message) else None


def _cookies(request: AnyRequest, asked: Locale | None) -> list[Cookie]:
    found = [language_cookie(asked)] if asked else []
    if MESSAGE_COOKIE in request.cookies:
        found.append(_message_cookie("", max_age=0))
    return found


def _message_cookie(text: str, *, max_age: int) -> Cookie:
    return Cookie(key=MESSAGE_COOKIE, value=text, path="/", max_age=max_age, httponly=True, samesite="lax")
