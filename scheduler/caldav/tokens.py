"""Names a moment of a collection, so that somebody who was there can be told what has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from calendars import PROFILE_VERSION

PREFIX = "data:,"
"""A token has to be a URI (RFC 6578 6.2); this kind leads nowhere."""


@dataclass(frozen=True, slots=True)
class SyncToken:
    """The day of the window, the revision of the subject, and the form of the bytes."""

    day: date
    revision: int
    wire: int = PROFILE_VERSION

    def __str__(self) -> str:
        return f"{PREFIX}{self.day.isoformat()}/{self.revision}/{self.wire}"


def parse(text: str) -> SyncToken | None:
    """None for what was never given out."""
    parts = text.removeprefix(PREFIX).split("/")
    try:
        day, revision, wire = parts
        return SyncToken(date.fromisoformat(day), int(revision), int(wire))
    except ValueError:
        return None
