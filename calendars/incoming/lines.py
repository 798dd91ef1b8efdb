"""Content lines of a file, unfolded, each with the number of the line it begins on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from icalendar import Parameters
from icalendar.parser import Contentline

from calendars.incoming.result import Problem

# A picture in an attachment is longer than this; nothing that says when somebody is busy is.
MOST_OCTETS = 20_000
MOST_LINES = 200_000
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class RawLine:
    """A content line before it is taken apart. `number`: the line of the file it begins on, from 1."""

    number: int
    octets: bytes

    @property
    def name(self) -> str:
        """The name of the property, in upper case; empty for what is no content line."""
        found = re.match(rb"\s*([A-Za-z0-9-]+)\s*[:;]", self.octets)
        return found[1].decode("ascii").upper() if found else ""

    @property
    def text(self) -> str:
        """In UTF-8 as the standard says, or in what Japanese office programs wrote before it."""
        try:
            decoded = self.octets.decode()
        except UnicodeDecodeError:
            decoded = self.octets.decode("cp932", "replace")
        return _CONTROL.sub("", decoded).strip()


@dataclass(frozen=True, slots=True)
class Line:
    """A property: its name in upper case, its parameters, its value as it stands there."""

    number: int
    name: str
    parameters: Parameters
    value: str

    def problem(self, code: str) -> Problem:
        return Problem(code, self.number, self.name, self.value[:60])


def raw_lines(data: bytes) -> Iterator[RawLine]:
    """Empty lines are left out; a line that is folded is put together before its characters are looked at."""
    begun, octets, length = 0, [b""], 0
    for number, physical in enumerate(BytesIO(data.removeprefix(b"\xef\xbb\xbf")), 1):
        part = physical.rstrip(b"\r\n")
        if begun and part[:1] in (b" ", b"\t"):
            if length < MOST_OCTETS:
                octets.append(part[1:])
                length += len(part)
            continue
        if begun:
            yield RawLine(begun, b"".join(octets)[:MOST_OCTETS])
            begun = 0
        if part.strip():
            begun, octets, length = number, [part], len(part)
    if begun:
        yield RawLine(begun, b"".join(octets)[:MOST_OCTETS])


def parse(raw: RawLine) -> Line | None:
    """The property on a line; None for what is none."""
    try:
        name, parameters, value = Contentline(raw.text).raw_parts()  # type: ignore[no-untyped-call]
    except ValueError:
        return None
    return Line(raw.number, name.upper(), parameters, value.strip())
