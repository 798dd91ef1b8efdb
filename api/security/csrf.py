"""Keeps other sites from sending forms in the name of whoever is signed in here.

Two checks on every method that may change something. The browser's own word on where the request comes from
(Sec-Fetch-Site, or Origin from older ones) must be this site. And when it was the cookie that said who is
there, the session's own token must come along, in the form or in a header; a bearer token needs none, because
no browser sends one by itself.
"""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from api.refusal import DoorRefusal
from scheduler.accounts.sessions import SignedIn
from scheduler.domain.reason import Reason

FORM_FIELD = "_csrf_token"
HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# For the forms that ask for a password: their authority is the password, not the cookie.
ORIGIN_ONLY = {"csrf": "origin"}


async def require_own_form(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The guard of every route."""
    if not isinstance(connection, Request) or connection.method in SAFE_METHODS:
        return
    if connection.scope.get("auth") == "bearer":
        return
    if not _comes_from_here(connection):
        raise DoorRefusal(403, Reason("foreign-form"))
    signed_in = connection.scope.get("user")
    if not isinstance(signed_in, SignedIn) or handler.opt.get("csrf") == "origin":
        return
    sent = connection.headers.get(HEADER) or (await connection.form()).get(FORM_FIELD)
    if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), signed_in.csrf_token.encode()):
        raise DoorRefusal(403, Reason("form-out-of-date"))


def _comes_from_here(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """A request without either header comes from a program, which nobody tricks into sending cookies."""
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = connection.headers.get("origin")
    # The scheme is left out: behind a proxy that ends TLS it is not known here.
    return origin is None or urlsplit(origin).netloc == connection.headers.get("host")
