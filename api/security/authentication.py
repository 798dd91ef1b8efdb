"""Finds out who is there: by the session cookie of a browser or the bearer token of a program."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from api.wiring import Services
from scheduler.accounts import sessions
from scheduler.accounts.sessions import SignedIn
from scheduler.db.transaction import Database
from scheduler.domain.actor import Source

Means = Literal["cookie", "bearer"]


def session_cookie_name(*, secure: bool) -> str:
    """With TLS the browser itself makes sure that no other host of the domain planted the cookie (`__Host-`)."""
    return "__Host-sekitori_session" if secure else "sekitori_session"


def session_cookie(token: str, *, secure: bool) -> Cookie:
    """Lasts until the browser is closed, for desks are shared; an empty token takes it away."""
    return Cookie(
        key=session_cookie_name(secure=secure),
        value=token,
        path="/",
        httponly=True,
        secure=secure,
        samesite="lax",
        max_age=None if token else 0,
    )


def presented_token(connection: ASGIConnection[Any, Any, Any, Any], *, secure: bool) -> tuple[str, Means] | None:
    """The token that came with a request. A bearer token counts before a cookie, and a cookie never as one."""
    scheme, _, credentials = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and credentials:
        return credentials.strip(), "bearer"
    token = connection.cookies.get(session_cookie_name(secure=secure))
    return (token, "cookie") if token else None


class Authentication(AbstractAuthenticationMiddleware):
    """Puts a SignedIn, or None, into scope["user"] and how it was shown into scope["auth"]."""

    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        services: Services = connection.app.state["services"]
        presented = presented_token(connection, secure=services.settings.secure_cookies)
        if presented is None:
            return AuthenticationResult(user=None, auth=None)
        token, means = presented
        source = Source.API if means == "bearer" else Source.WEB
        user = await sync_to_thread(_resolve, services.database, token, services.clock.now(), source)
        return AuthenticationResult(user=user, auth=means if user else None)


def _resolve(database: Database, token: str, now: datetime, source: Source) -> SignedIn | None:
    with database.read() as tx:
        signed_in = sessions.resolve(tx, token=token, now=now, source=source)
    if signed_in is not None and signed_in.is_due_for_touch(now):
        with database.write() as tx:
            sessions.touch(tx, token=token, now=now)
    return signed_in
