"""Answers only to the installation's own name, so that no address built from Host leads elsewhere."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from api.refusal import DoorRefusal
from scheduler.domain.reason import Reason

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@lru_cache(maxsize=64)
def host_name(netloc: str) -> str:
    """The name without the port and without the brackets of IPv6; empty for what is none."""
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    return host in LOOPBACK


class OwnHosts(ASGIMiddleware):
    """Refuses a Host that is not the one of `base_url`; on this machine every loopback name and port will do.

    Litestar's own AllowedHosts compares with the port, which differs from start to start on a developer's machine.
    """

    scopes = (ScopeType.HTTP, ScopeType.ASGI)
    # Asked by monitors on the machine itself, by whatever address; what they tell is no secret.
    exclude_opt_key = "any_host"

    def __init__(self, base_url: str) -> None:
        own = host_name(urlsplit(base_url).netloc)
        self._names = LOOPBACK if is_loopback(own) else frozenset({own})

    def is_own(self, scope: Scope) -> bool:
        """Whether the request names this installation."""
        host = next((value for name, value in scope["headers"] if name == b"host"), b"")
        return host_name(host.decode("latin-1")) in self._names

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if not self.is_own(scope):
            raise DoorRefusal(400, Reason("host-unknown"))
        await next_app(scope, receive, send)
