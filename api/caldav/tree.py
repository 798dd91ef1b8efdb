"""The addresses: a start, a person, their calendars, the one calendar of the subscription, its objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

Kind = Literal["start", "person", "calendars", "calendar", "object"]

BASE = "/caldav"
PERSON, CALENDARS, CALENDAR = "person/", "calendars/", "calendars/bookings/"
_PLACES: dict[str, Kind] = {"": "start", PERSON: "person", CALENDARS: "calendars", CALENDAR: "calendar"}
TOKEN_LENGTH = 43


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request goes. `token`: the secret, when it is in the address; `uid`: of an object."""

    kind: Kind
    token: str = ""
    uid: str = ""

    @property
    def prefix(self) -> str:
        """What every address in the answers begins with."""
        return f"{BASE}/{self.token}/" if self.token else f"{BASE}/"

    def path(self, below: str = "") -> str:
        return self.prefix + below

    def object_path(self, uid: str) -> str:
        return f"{self.prefix}{CALENDAR}{uid}.ics"

    @property
    def own_path(self) -> str:
        if self.kind == "object":
            return self.object_path(self.uid)
        return self.path(next(below for below, kind in _PLACES.items() if kind == self.kind))


def place_of(path: str) -> Place | None:
    """The place of a path, as it came or as an address in a body has it; None for none of them."""
    found = unquote(path)
    if found.rstrip("/") != BASE and not found.startswith(f"{BASE}/"):
        return None
    rest = found[len(BASE) :].lstrip("/")
    first, _, below = rest.partition("/")
    token = first if len(first) == TOKEN_LENGTH else ""
    if token:
        rest = below
    # Apps leave the last slash of a collection out now and then.
    for each in (rest, f"{rest}/"):
        if each in _PLACES:
            return Place(_PLACES[each], token)
    name = rest.removeprefix(CALENDAR)
    if name == rest or "/" in name or not name.endswith(".ics"):
        return None
    return Place("object", token, name.removesuffix(".ics"))
