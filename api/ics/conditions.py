"""Conditional requests and content coding, as RFC 9110 has them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime


def is_known(headers: Mapping[str, str], etags: frozenset[str], changed_at: datetime) -> bool:
    """If-None-Match with lists and weak tags; If-Modified-Since only where there is none (RFC 9110, 13.2.2)."""
    tags = headers.get("if-none-match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in known or not etags.isdisjoint(known)
    since = headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return changed_at.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def takes_gzip(headers: Mapping[str, str]) -> bool:
    """Whether the client named gzip and did not refuse it by q=0."""
    for offer in headers.get("accept-encoding", "").lower().split(","):
        coding, _, weight = offer.replace(" ", "").partition(";")
        if coding in ("gzip", "x-gzip"):
            return weight.rstrip("0.") != "q="
    return False


def tags_of(etag: str) -> frozenset[str]:
    """The tags of the same calendar in both codings."""
    return frozenset({etag, gzip_tag(etag)})


def gzip_tag(etag: str) -> str:
    """Compressed bytes are other bytes, so they have another strong tag."""
    return f'{etag[:-1]}-gzip"'


def last_modified(changed_at: datetime, now: datetime) -> str:
    """The date of the last change; a second earlier while that second lasts.

    A second change within it would otherwise have the same date, and whoever asks by date alone would never see it.
    """
    moment = changed_at.replace(microsecond=0)
    if now < moment + timedelta(seconds=1):
        moment -= timedelta(seconds=1)
    return format_datetime(moment.astimezone(UTC), usegmt=True)
