"""Where a request comes from, for the brake on guessing."""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection


def client_address(connection: ASGIConnection[Any, Any, Any, Any], *, trusted_proxies: frozenset[str]) -> str:
    """The address of the client; behind trusted proxies the last one in X-Forwarded-For that is not one of them.

    What anybody else writes into that header is not believed: it would lift the brake.
    """
    address = connection.client.host if connection.client else "unknown"
    hops = [hop.strip() for hop in connection.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    while address in trusted_proxies and hops:
        address = hops.pop()
    return address
