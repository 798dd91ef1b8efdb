"""Where one may be sent after signing in."""

from __future__ import annotations

from urllib.parse import urlsplit


def local_path(wished: str | None, *, default: str = "/") -> str:
    """The wished path when it leads into this site, else the default.

    Browsers read `//host`, `/\\host` and paths with control characters in them as other sites.
    """
    if not wished or not wished.startswith("/") or wished.startswith("//"):
        return default
    if "\\" in wished or any(not character.isprintable() for character in wished):
        return default
    try:
        parts = urlsplit(wished)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else wished
