"""The properties of each place, made only when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from api.caldav.tree import CALENDARS, PERSON, Place
from api.caldav.xml import cal, dav, element, href, server
from scheduler.caldav.collection import Collection, tag_of

Property = Callable[[Place, Collection], Element | None]
REPORTS = (cal("calendar-query"), cal("calendar-multiget"), cal("free-busy-query"), dav("sync-collection"))
CONTENT_TYPE = "text/calendar; charset=utf-8; component=VEVENT"


def _types(*names: str) -> Property:
    return lambda _place, _collection: element(dav("resourcetype"), *map(Element, names))


def _text(name: str, value: Callable[[Place, Collection], str]) -> Property:
    return lambda place, collection: element(name, value(place, collection))


def _link(name: str, below: str) -> Property:
    return lambda place, _collection: element(name, href(place.path(below)))


def _reports(_place: Place, _collection: Collection) -> Element:
    each = (element(dav("supported-report"), element(dav("report"), Element(name))) for name in REPORTS)
    return element(dav("supported-report-set"), *each)


def _privileges(_place: Place, _collection: Collection) -> Element:
    names = (dav("read"), dav("read-current-user-privilege-set"), cal("read-free-busy"))
    return element(dav("current-user-privilege-set"), *(element(dav("privilege"), Element(name)) for name in names))


def _components(_place: Place, _collection: Collection) -> Element:
    component = Element(cal("comp"), {"name": "VEVENT"})
    return element(cal("supported-calendar-component-set"), component)


def _data_types(_place: Place, _collection: Collection) -> Element:
    kind = Element(cal("calendar-data"), {"content-type": "text/calendar", "version": "2.0"})
    return element(cal("supported-calendar-data"), kind)


def _object_tag(place: Place, collection: Collection) -> Element:
    return element(dav("getetag"), tag_of(collection.objects[place.uid]))


def _object_length(place: Place, collection: Collection) -> Element:
    return element(dav("getcontentlength"), str(len(collection.objects[place.uid])))


_EVERYWHERE: Mapping[str, Property] = {
    dav("current-user-principal"): _link(dav("current-user-principal"), PERSON),
    dav("principal-collection-set"): _link(dav("principal-collection-set"), ""),
    dav("owner"): _link(dav("owner"), PERSON),
    dav("current-user-privilege-set"): _privileges,
    dav("supported-report-set"): _reports,
}
_NAME = {dav("displayname"): _text(dav("displayname"), lambda _place, collection: collection.name)}

PROPERTIES: Mapping[str, Mapping[str, Property]] = {
    "start": {**_EVERYWHERE, dav("resourcetype"): _types(dav("collection"))},
    "person": {
        **_EVERYWHERE, **_NAME,
        dav("resourcetype"): _types(dav("principal"), dav("collection")),
        dav("principal-URL"): _link(dav("principal-URL"), PERSON),
        cal("calendar-home-set"): _link(cal("calendar-home-set"), CALENDARS),
    },
    "calendars": {**_EVERYWHERE, dav("resourcetype"): _types(dav("collection"))},
    "calendar": {
        **_EVERYWHERE, **_NAME,
        dav("resourcetype"): _types(dav("collection"), cal("calendar")),
        dav("getcontenttype"): _text(dav("getcontenttype"), lambda _place, _collection: CONTENT_TYPE),
        dav("getetag"): _text(dav("getetag"), lambda _place, collection: collection.etag),
        server("getctag"): _text(server("getctag"), lambda _place, collection: collection.etag),
        dav("sync-token"): _text(dav("sync-token"), lambda _place, collection: str(collection.token)),
        cal("supported-calendar-component-set"): _components,
        cal("supported-calendar-data"): _data_types,
    },
    "object": {
        dav("resourcetype"): _types(),
        dav("getcontenttype"): _text(dav("getcontenttype"), lambda _place, _collection: CONTENT_TYPE),
        dav("getetag"): _object_tag,
        dav("getcontentlength"): _object_length,
        dav("current-user-privilege-set"): _privileges,
    },
}  # fmt: skip
