"""Time zones of a file: by their IANA name, by the names Windows gives them, or as the file describes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from calendars.zone import TOKYO


class Zones:
    """The zones of one file. `floating` is that of times that name none."""

    def __init__(self, described: Iterable[Sequence[str]], floating: str = "") -> None:
        self._described: Mapping[str, Sequence[str]] = {name: lines for lines in described if (name := _name(lines))}
        self._found: dict[str, tzinfo | None] = {}
        self.floating: tzinfo = (self.find(floating) if floating else None) or TOKYO

    def find(self, name: str) -> tzinfo | None:
        """None for a zone nobody knows. What the file says of a well-known zone is not believed."""
        if name not in self._found:
            self._found[name] = _known(name) or self._as_described(name)
        return self._found[name]

    def _as_described(self, name: str) -> tzinfo | None:
        lines = self._described.get(name)
        if lines is None:
            return None
        try:
            described = Timezone.from_ical("\r\n".join(lines) + "\r\n")
            return described.to_tz(lookup_tzid=False) if isinstance(described, Timezone) else None
        except (ValueError, KeyError, AttributeError, TypeError, IndexError, OverflowError):
            # A description with parts missing makes the library fail in as many ways.
            return None


def _known(name: str) -> tzinfo | None:
    if name.upper() in ("UTC", "GMT", "Z"):
        return ZoneInfo("UTC")
    try:
        return ZoneInfo(WINDOWS_TO_OLSON.get(name, name.lstrip("/")))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _name(lines: Iterable[str]) -> str:
    for line in lines:
        key, _, value = line.partition(":")
        if key.split(";")[0].strip().upper() == "TZID":
            return value.strip()
    return ""
