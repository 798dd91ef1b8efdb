"""The headers no answer goes out without, errors included."""

from __future__ import annotations

from litestar.types import BeforeMessageSendHookHandler, Message, Scope

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
CONTENT_SECURITY_POLICY = "; ".join(f"{directive} {sources}" for directive, sources in _POLICY.items())
_ALWAYS = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"permissions-policy", b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
# A year, the least that browsers' preload lists and ASVS 3.4.1 ask for.
_HSTS = b"max-age=31536000; includeSubDomains"


def security_headers(*, secure: bool) -> BeforeMessageSendHookHandler:
    """A hook for Litestar's `before_send`; `secure`: the installation is reached by https only."""

    always = [*_ALWAYS, (b"strict-transport-security", _HSTS)] if secure else _ALWAYS

    async def add(message: Message, scope: Scope) -> None:
        # What is not modified keeps the headers that came with it.
        if message["type"] != "http.response.start" or message["status"] == 304:
            return
        headers = [*message["headers"]]
        there = {name.lower() for name, _ in headers}
        # The address of a feed is its key: it must not travel on in a Referer.
        referrer = b"no-referrer" if scope["path"].startswith("/feeds/") else b"same-origin"
        wanted = [*always, (b"referrer-policy", referrer)]
        cache = _caching(scope, message["status"])
        if cache:
            wanted.append((b"cache-control", cache.encode()))
        message["headers"] = headers + [header for header in wanted if header[0] not in there]

    return add


def _caching(scope: Scope, status: int) -> str:
    if scope["path"].startswith("/static/") and status < 400:
        # With a digest of the content in the query the bytes can never change (api.pages.environment.static_url).
        has_digest = scope["query_string"].startswith(b"v=")
        return "public, max-age=31536000, immutable" if has_digest else "no-cache"
    # The answer to a sign-in holds a token although nobody was signed in yet.
    is_private = scope.get("user") is not None or scope.get("method") not in {"GET", "HEAD"}
    return "no-store" if is_private or status >= 400 else ""
