"""Which objects a calendar-query asks for (RFC 4791 9.7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from api.caldav.xml import cal
from scheduler.caldav.collection import Collection, texts_of

EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(9700, 1, 1, tzinfo=UTC)


class UnsupportedFilter(ValueError):
    """A filter that is not understood; answering as if it were not there would be wrong."""


class BadTime(ValueError):
    """A span that is none."""


def chosen(collection: Collection, query: Element) -> Mapping[str, bytes]:
    """The objects that pass. Raises UnsupportedFilter, BadTime."""
    calendar = query.find(f"{cal('filter')}/{cal('comp-filter')}")
    if calendar is None or calendar.get("name") != "VCALENDAR":
        raise UnsupportedFilter("comp-filter")
    found: Mapping[str, bytes] = collection.objects
    for condition in calendar:
        if condition.tag != cal("comp-filter"):
            raise UnsupportedFilter(condition.tag)
        is_absent = condition.find(cal("is-not-defined")) is not None
        if condition.get("name") == "VEVENT":
            found = {} if is_absent else _events(collection, found, condition)
        elif condition.get("name") != "VTIMEZONE" and not is_absent:
            # There are events here, and neither tasks nor notes.
            found = {}
    return found


def span_of(element: Element) -> tuple[datetime, datetime]:
    """The span of a time-range; open ends reach as far as anything can."""
    start, end = (_utc(element.get(name), default) for name, default in (("start", EARLIEST), ("end", LATEST)))
    if start >= end:
        raise BadTime("start is not before end")
    return start, end


def _utc(text: str | None, default: datetime) -> datetime:
    if text is None:
        return default
    try:
        found = datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise BadTime(text) from error
    return min(max(found, EARLIEST), LATEST)


def _events(collection: Collection, found: Mapping[str, bytes], condition: Element) -> Mapping[str, bytes]:
    for part in condition:
        if part.tag == cal("time-range"):
            within = collection.within(*span_of(part))
            found = {uid: content for uid, content in found.items() if uid in within}
        elif part.tag == cal("prop-filter"):
            found = {uid: content for uid, content in found.items() if _has(content, part)}
        elif part.tag == cal("comp-filter"):
            # Neither alarms nor anything else inside events.
            if part.find(cal("is-not-defined")) is None:
                return {}
        else:
            raise UnsupportedFilter(part.tag)
    return found


def _has(content: bytes, condition: Element) -> bool:
    values = texts_of(content, (condition.get("name") or "").upper())
    for part in condition:
        if part.tag == cal("is-not-defined"):
            return not values
        if part.tag != cal("text-match"):
            raise UnsupportedFilter(part.tag)
        wanted = (part.text or "").casefold()
        is_there = any(wanted in value.casefold() for value in values)
        if is_there == (part.get("negate-condition") == "yes"):
            return False
    return bool(values)
