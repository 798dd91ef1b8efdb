"""Which language a reader gets: the one asked for in the address, else the one chosen before, else Japanese."""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from api.formatting import Locale
from api.i18n import LOCALES, Translator, choose_locale
from api.problem_json import is_for_programs

LANGUAGE_COOKIE = "sekitori_lang"
_A_YEAR = 365 * 24 * 3600

Connection = ASGIConnection[Any, Any, Any, Any]


def asked_locale(connection: Connection) -> Locale | None:
    """The language that `?lang=` asks for."""
    asked = connection.query_params.get("lang")
    return next((locale for locale in LOCALES if locale == asked), None)


def locale_of(connection: Connection) -> Locale:
    """The language to answer in. Accept-Language counts for programs only: a page is Japanese until one chooses."""
    accepted = connection.headers.get("accept-language") if is_for_programs(connection.url.path) else None
    return choose_locale(asked_locale(connection) or connection.cookies.get(LANGUAGE_COOKIE), accepted)


def translator_of(connection: Connection) -> Translator:
    return Translator(locale_of(connection))


def language_cookie(locale: Locale) -> Cookie:
    """Remembers the language that was asked for."""
    return Cookie(key=LANGUAGE_COOKIE, value=locale, path="/", max_age=_A_YEAR, samesite="lax", httponly=True)
