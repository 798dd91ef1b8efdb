"""The reports on a calendar: query, multiget, sync, free and busy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from api.caldav import xml
from api.caldav.filters import BadTime, UnsupportedFilter, chosen, span_of
from api.caldav.properties import PROPERTIES
from api.caldav.tree import Place, place_of
from api.caldav.xml import Answered, cal, dav, element
from scheduler.caldav.collection import Collection
from scheduler.caldav.tokens import SyncToken, parse

MOST_HREFS = 5_000
ChangedSince = Callable[[SyncToken], frozenset[str] | None]


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report gives: a status, a body, and what the body is."""

    status: int
    body: bytes
    content_type: bytes = b"application/xml; charset=utf-8"


def report(place: Place, collection: Collection, asked: Element, changed_since: ChangedSince) -> Reported:
    """Answer the report on the calendar at `place`; what is not known is refused by its precondition."""
    try:
        return _report(place, collection, asked, changed_since)
    except UnsupportedFilter:
        return Reported(403, xml.refusal(cal("supported-filter")))
    except BadTime:
        return Reported(400, xml.refusal(cal("valid-filter")))


def _report(place: Place, collection: Collection, asked: Element, changed_since: ChangedSince) -> Reported:
    names = wanted_names(asked)
    match asked.tag:
        case "{urn:ietf:params:xml:ns:caldav}calendar-query":
            found = _objects(place, collection, chosen(collection, asked), names)
            return Reported(207, xml.multistatus(found))
        case "{urn:ietf:params:xml:ns:caldav}calendar-multiget":
            paths = [(each.text or "").strip() for each in asked.findall(dav("href"))[:MOST_HREFS]]
            return Reported(207, xml.multistatus(_named(place, collection, paths, names)))
        case "{DAV:}sync-collection":
            return _sync(place, collection, asked, changed_since)
        case "{urn:ietf:params:xml:ns:caldav}free-busy-query":
            span = asked.find(cal("time-range"))
            start, end = span_of(span if span is not None else Element("none"))
            body = collection.free_busy(start, end)
            return Reported(200, body, b"text/calendar; charset=utf-8")
    return Reported(403, xml.refusal(dav("supported-report")))


def wanted_names(asked: Element) -> list[str] | None:
    """The names of the properties that are asked for; None for all of them."""
    prop = asked.find(dav("prop"))
    return None if prop is None else [each.tag for each in prop]


def answered(
    place: Place, collection: Collection, names: Iterable[str] | None, *, is_named_only: bool = False
) -> Answered:
    """The properties of one place."""
    known = PROPERTIES[place.kind]
    found: dict[str, Element] = {}
    missing: list[str] = []
    for name in known if names is None else names:
        if name == cal("calendar-data") and place.kind == "object":
            found[name] = element(name, collection.objects[place.uid].decode())
            continue
        make = known.get(name)
        made = make(place, collection) if make else None
        if made is None:
            missing.append(name)
        else:
            found[name] = Element(name) if is_named_only else made
    return Answered(place.own_path, found, missing)


def _objects(place: Place, collection: Collection, uids: Iterable[str], names: list[str] | None) -> Iterator[Answered]:
    for uid in uids:
        yield answered(Place("object", place.token, uid), collection, names)


def _named(place: Place, collection: Collection, paths: Iterable[str], names: list[str] | None) -> Iterator[Answered]:
    for path in paths:
        found = place_of("/" + path.split("://", 1)[-1].split("/", 1)[-1]) if "://" in path else place_of(path)
        if found is None or found.kind != "object" or found.uid not in collection.objects:
            yield Answered(path, {}, status=404)
        else:
            yield answered(Place("object", place.token, found.uid), collection, names)


def _sync(place: Place, collection: Collection, asked: Element, changed_since: ChangedSince) -> Reported:
    if (asked.findtext(dav("sync-level")) or "1").strip() not in ("1", "infinite"):
        return Reported(400, xml.refusal(dav("valid-sync-token")))
    known = (asked.findtext(dav("sync-token")) or "").strip()
    changed: frozenset[str] | None = frozenset(collection.objects)
    if known:
        token = parse(known)
        changed = changed_since(token) if token else None
    if changed is None:
        return Reported(403, xml.refusal(dav("valid-sync-token")))
    limit = (asked.findtext(f"{dav('limit')}/{dav('nresults')}") or "").strip()
    if limit.isdecimal() and 0 < int(limit) < sum(uid in collection.objects for uid in changed):
        return Reported(507, xml.refusal(dav("number-of-matches-within-limits")))
    stand = [uid for uid in collection.objects if uid in changed]
    gone = () if not known else sorted(changed - collection.objects.keys())
    answers = [*_objects(place, collection, stand, wanted_names(asked))]
    answers += [Answered(place.object_path(uid), {}, status=404) for uid in gone]
    return Reported(207, xml.multistatus(answers, token=str(collection.token)))
