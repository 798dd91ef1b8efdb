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
# "^" escapes only in a parameter and only these three; in a TEXT value it may stand before a backslash.
_UNIT = re.compile(r"\\.|\^[\^'n]|.", re.DOTALL)
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
    listed = "".join(f";{key}={_parameter_value(text)}" for key, text in parameters.items())
    return fold(f"{name}{listed}:{value}")


def fold(line: str) -> bytes:
    """UTF-8 lines of at most 75 octets, never cut inside a character or an escape, ended by CRLF."""
    octets = line.encode()
    if len(octets) <= LINE_OCTETS:
        return octets + b"\r\n"
    lines = [bytearray()]
    for unit in _UNIT.findall(line):
        encoded = unit.encode()
        if len(lines[-1]) + len(encoded) > LINE_OCTETS:
            lines.append(bytearray(b" "))
        lines[-1] += encoded
    return b"\r\n".join(lines) + b"\r\n"


def _parameter_value(text: str) -> str:
    if _PLAIN_PARAMETER.fullmatch(text):
        return text
    return f'"{text.translate(_PARAMETER_ESCAPES)}"'
