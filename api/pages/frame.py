"""What every page shows around its content: the one contract between page handlers and base.html."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

from api.formatting import Locale
from api.i18n import LOCALES, Translator

Tone = Literal["success", "info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link of the main navigation."""

    label: str
    href: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """What just happened, shown once at the top of the next page."""

    tone: Tone
    title: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of one answer.

    `url` is the path and query that was asked for; `signed_in_as` is what the header shows for the person
    (S000123), empty when nobody is signed in; `csrf_token` goes into every form. Help belongs into `footer`,
    at the same place on every page. `demo_now`: the time of a demonstration whose clock is not the real one.
    """

    translator: Translator
    url: str
    office_name: str
    signed_in_as: str = ""
    csrf_token: str = ""
    nav: tuple[NavItem, ...] = ()
    footer: tuple[NavItem, ...] = ()
    messages: tuple[Message, ...] = ()
    sign_out_url: str = "/sign-out"
    demo_now: datetime | None = None

    @property
    def locale(self) -> Locale:
        return self.translator.locale

    @property
    def languages(self) -> tuple[tuple[Locale, str], ...]:
        """Each language with the address of this same page in it."""
        return tuple((locale, self._url_in(locale)) for locale in LOCALES)

    def _url_in(self, locale: Locale) -> str:
        parts = urlsplit(self.url)
        query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key != "lang"]
        # Only the path is kept: a page that was asked for as //elsewhere/ must not become a link to elsewhere.
        return f"/{parts.path.lstrip('/')}?{urlencode([*query, ('lang', locale)])}"
