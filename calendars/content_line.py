"""Content lines of iCalendar: escaping (RFC 5545 3.3.11, RFC 6868) and folding (RFC 5545 3.1).

The `icalendar` package is the oracle of the tests, not the writer: version 7.3 turns a typed backslash followed by N
into a line break and folds inside an escaped backslash, and it costs several times as much per event.
"""

import re
from collections.abc import Iterable, Mapping

LINE_OCTETS = 75

_TEXT_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
_PARAMETER_ESCAPES = str.maketrans({"^": "^^", '"': "^'", "\n": "^n"})
_PLAIN_PARAMETER = re.compile(r"[A-Za-z0-9/_.-]+")
_BACKSLASH, _CARET = b"\\^"
# "^" escapes only in a parameter and only these three; in a TEXT value it may stand before anything.
_AFTER_CARET = b"^'n"
_NO_PARAMETERS: Mapping[str, str] = {}


def escape_text(text: str) -> str:
    """A TEXT value. A colon stays as it is; the only line break allowed in is LF."""
    return text.translate(_TEXT_ESCAPES)


def text_line(name: str, text: str, parameters: Mapping[str, str] = _NO_PARAMETERS) -> bytes:
    """One property with a TEXT value."""
    return property_line(name, escape_text(text), parameters)


def text_list_line(name: str, texts: Iterable[str]) -> bytes:
    """One property with several TEXT values, such as CATEGORIES."""
    return property_line(name, ",".join(map(escape_text, texts)))


def property_line(name: str, value: str, parameters: Mapping[str, str] = _NO_PARAMETERS) -> bytes:
    """One property whose value is already in its wire form, folded and ended by CRLF."""
    for key, text in parameters.items():
        name = f"{name};{key}={_parameter_value(text)}"
    return fold(f"{name}:{value}")


def fold(line: str) -> bytes:
    """UTF-8 lines of at most 75 octets, never cut inside a character or an escape, ended by CRLF."""
    octets = line.encode()
    if len(octets) <= LINE_OCTETS:
        return octets + b"\r\n"
    pieces, start, room = [], 0, LINE_OCTETS
    while len(octets) - start > room:
        end = _cut(octets, start, start + room)
        pieces.append(octets[start:end])
        # The space that begins every further line takes one of its octets.
        start, room = end, LINE_OCTETS - 1
    return b"\r\n ".join([*pieces, octets[start:]]) + b"\r\n"


def _cut(octets: bytes, start: int, end: int) -> int:
    """The last place up to `end` where a line may be cut."""
    while octets[end] & 0xC0 == 0x80:
        end -= 1
    before = octets[end - 1]
    if before == _BACKSLASH or (before == _CARET and octets[end] in _AFTER_CARET):
        run = octets[start:end]
        # Of a run, every second one ends a pair; one that is left over begins the next.
        end -= (len(run) - len(run.rstrip(run[-1:]))) % 2
    return end


def _parameter_value(text: str) -> str:
    if _PLAIN_PARAMETER.fullmatch(text):
        return text
    return f'"{text.translate(_PARAMETER_ESCAPES)}"'
