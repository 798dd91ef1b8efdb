"""XML of the requests, which is untrusted, and of the answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, SubElement, XMLParser, register_namespace, tostring

DAV, CAL, SERVER = "DAV:", "urn:ietf:params:xml:ns:caldav", "http://calendarserver.org/ns/"
MOST_OCTETS = 512 * 1024
# No document type: with it come entities that grow, and files that are read.
_DECLARATION = re.compile(rb"<!(?!--|\[CDATA\[)|\x00")

for _prefix, _namespace in (("d", DAV), ("c", CAL), ("cs", SERVER)):
    register_namespace(_prefix, _namespace)


class BadXml(ValueError):
    """A body that is no XML, or has in it what a request does not need."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One resource of a multistatus: its properties that were found, and the names of those that were not.

    status: of the resource as a whole, when it is not there.
    """

    href: str
    found: Mapping[str, Element]
    missing: Iterable[str] = ()
    status: int = 200


def dav(name: str) -> str:
    return f"{{{DAV}}}{name}"


def cal(name: str) -> str:
    return f"{{{CAL}}}{name}"


def server(name: str) -> str:
    return f"{{{SERVER}}}{name}"


def parse(body: bytes) -> Element | None:
    """The root of a body; None for an empty one. Raises BadXml."""
    if not body.strip():
        return None
    if _DECLARATION.search(body):
        raise BadXml("a document type is not accepted")
    parser = XMLParser()  # noqa: S314 - what makes XML dangerous was refused above
    try:
        parser.feed(body)
        return parser.close()
    except (ParseError, ValueError, LookupError) as error:
        raise BadXml(str(error)) from error


def element(name: str, *children: Element | str) -> Element:
    """An element with text, with children, or with neither."""
    made = Element(name)
    for child in children:
        if isinstance(child, str):
            made.text = child
        else:
            made.append(child)
    return made


def href(path: str) -> Element:
    return element(dav("href"), path)


def multistatus(answers: Iterable[Answered], *, token: str = "") -> bytes:
    """207 (RFC 4918 13), with a sync token where one was asked for (RFC 6578 6.2)."""
    root = Element(dav("multistatus"))
    for answer in answers:
        response = SubElement(root, dav("response"))
        response.append(href(answer.href))
        if answer.status != 200:
            response.append(_status(answer.status))
            continue
        missing = [Element(name) for name in answer.missing]
        if answer.found or not missing:
            response.append(_propstat(answer.found.values(), 200))
        if missing:
            response.append(_propstat(missing, 404))
    if token:
        root.append(element(dav("sync-token"), token))
    return written(root)


def refusal(condition: str) -> bytes:
    """The precondition that does not hold (RFC 4918 16)."""
    return written(element(dav("error"), Element(condition)))


def written(root: Element) -> bytes:
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _propstat(values: Iterable[Element], status: int) -> Element:
    prop = Element(dav("prop"))
    prop.extend(values)
    return element(dav("propstat"), prop, _status(status))


def _status(code: int) -> Element:
    words = {200: "OK", 404: "Not Found", 507: "Insufficient Storage"}
    return element(dav("status"), f"HTTP/1.1 {code} {words[code]}")
