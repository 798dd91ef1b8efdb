"""Cells to values: a reader for each kind of cell, as a function from the cell's text to a `Cell`.

Ids, dates, numbers and codes are read in half width (NFKC) and say so with W_WIDTH; notes keep every letter.
Errors are raised as `CellError`; none of the readers is asked about an empty cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, NamedTuple

from calendars import RecurrenceError, parse_recurrence
from scheduler.clock import TOKYO
from scheduler.domain.reason import Reason
from scheduler.interchange.dates import CellError, read_day, read_stamp, read_time_of_day
from scheduler.interchange.formula import looks_like_formula, restored

MAX_NOTE = 500
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,19}")
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3}){1,4}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,12})?")
# The hyphens an input method offers for the key "-"; NFKC folds only the full-width one.
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))


class Cell(NamedTuple):
    """A value read. `changed`: it is not what the cell said letter by letter, which the report shows."""

    value: Any
    changed: bool = False
    warnings: tuple[Reason, ...] = ()


Reader = Callable[[str], Cell]


def _in_half_width(read: Reader, *, hyphens: bool = True) -> Reader:
    """Let a reader see half-width text without spaces around it, and tell when that changed the cell."""

    def half_width(raw: str) -> Cell:
        if raw.isascii():
            return read(raw.strip(" \t"))
        trimmed = raw.strip()
        text = unicodedata.normalize("NFKC", trimmed).strip()
        if hyphens:
            text = text.translate(_HYPHENS)
        cell = read(text)
        if text == trimmed:
            return cell
        return Cell(cell.value, True, (*cell.warnings, Reason("W_WIDTH", {"text": raw[:40], "read": text[:40]})))

    return half_width


def _read_identifier(text: str) -> Cell:
    if not _ID.fullmatch(text):
        problem = "newline" if "\n" in text or "\r" in text else "length" if len(text) > 20 else "letters"
        raise CellError("E_ID_FORMAT", problem=problem, text=text[:40])
    return Cell(text)


def _read_name_or_id(text: str) -> Cell:
    if not text.isprintable() or len(text) > 60:
        raise CellError("E_ID_FORMAT", problem="newline" if "\n" in text else "letters", text=text[:40])
    return Cell(text)


identifier = _in_half_width(_read_identifier)
"""A code of letters, digits, `-`, `_` and `.`, at most 20."""

office_reference = _in_half_width(_read_name_or_id, hyphens=False)
"""An office's code or its exact official name; which of them it is, is settled against the known offices."""


def pattern(rule: str) -> Reader:
    """A code of a fixed shape, e.g. five digits."""
    compiled = re.compile(rule)

    def read(text: str) -> Cell:
        if not compiled.fullmatch(text):
            raise CellError("E_ID_FORMAT", problem="shape", text=text[:40])
        return Cell(text)

    return _in_half_width(read)


def code(*allowed: str) -> Reader:
    """One of a few words."""
    known = frozenset(allowed)

    def read(text: str) -> Cell:
        if text not in known:
            raise CellError("E_UNKNOWN_CODE", text=text[:40], allowed=", ".join(allowed))
        return Cell(text)

    return _in_half_width(read)


def _read_flag(text: str) -> Cell:
    if text not in ("0", "1"):
        raise CellError("E_UNKNOWN_CODE", text=text[:40], allowed="0, 1")
    return Cell(text == "1")


flag = _in_half_width(_read_flag)
"""0 or 1, as a bool."""


def integer(low: int, high: int) -> Reader:
    """A whole number from `low` to `high`; thousands separators are understood, exponents and kanji are not."""

    def read(text: str) -> Cell:
        grouped = bool(_GROUPED.fullmatch(text))
        if not grouped and not _INTEGER.fullmatch(text):
            raise CellError("E_BAD_NUMBER", text=text[:40])
        number = int(text.replace(",", ""))
        if not low <= number <= high:
            raise CellError("E_RANGE", text=text[:40], min=low, max=high)
        return Cell(number, grouped)

    return _in_half_width(read)


def decimal(low: float, high: float) -> Reader:
    """A number with a point, from `low` to `high`."""

    def read(text: str) -> Cell:
        if not _DECIMAL.fullmatch(text):
            raise CellError("E_BAD_NUMBER", text=text[:40])
        number = float(text)
        if not low <= number <= high:
            raise CellError("E_RANGE", text=text[:40], min=low, max=high)
        return Cell(number)

    return _in_half_width(read)


def _read_day_cell(text: str) -> Cell:
    if len(text) == 10 and text[4] == text[7] == "-":
        try:
            return Cell(date.fromisoformat(text))
        except ValueError:
            pass  # the slow reader below names what is wrong
    return Cell(read_day(text), True)


def _read_start_cell(text: str) -> Cell:
    return _read_published_stamp(text) or Cell(read_stamp(text), True)


def _read_end_cell(text: str) -> Cell:
    return _read_published_stamp(text) or Cell(read_stamp(text, is_end=True), True)


def _read_published_stamp(text: str) -> Cell | None:
    """The published form, 2026-07-01T15:00:00+09:00, by the quick way; None for any other."""
    if len(text) != 25 or not text.endswith("+09:00") or text[10] != "T" or text[:2] not in ("19", "20"):
        return None
    try:
        return Cell(datetime.fromisoformat(text).astimezone(TOKYO))
    except ValueError:
        return None


day = _in_half_width(_read_day_cell)
"""A date; see `scheduler.interchange.dates` for the forms."""

stamp = _in_half_width(_read_start_cell)
"""An instant, aware, in Asia/Tokyo."""

end_stamp = _in_half_width(_read_end_cell)
"""An instant that ends something: 24:00 is 0:00 of the next day."""


def _read_time_cell(text: str) -> Cell:
    if len(text) == 5 and text[2] == ":":
        try:
            return Cell(time.fromisoformat(text))
        except ValueError:
            pass  # the slow reader below names what is wrong
    return Cell(read_time_of_day(text), True)


time_of_day = _in_half_width(_read_time_cell)
"""A time on the wall."""


def _read_rule(text: str) -> Cell:
    try:
        parse_recurrence(text)
    except RecurrenceError as error:
        value = str(error.params.get("value", error.params.get("field", "")))
        raise CellError("E_BAD_RRULE", text=text[:80], rule=error.code, value=value) from error
    return Cell(text)


recurrence = _in_half_width(_read_rule)
"""A recurrence rule of the part of RFC 5545 the office accepts; kept as text."""


def list_of(read: Reader) -> Reader:
    """`;` between items, each read by `read`; an empty item is passed over."""

    def items(raw: str) -> Cell:
        cells = [read(item) for item in raw.replace("；", ";").split(";") if item.strip()]
        warnings = tuple(warning for cell in cells for warning in cell.warnings)
        return Cell(tuple(cell.value for cell in cells), any(cell.changed for cell in cells), warnings[:1])

    return items


def words(*allowed: str) -> Reader:
    """A list of codes."""
    return list_of(code(*allowed))


def text(limit: int = MAX_NOTE) -> Reader:
    """Free text of at most `limit` characters: trimmed, otherwise letter by letter what the cell says."""

    def read(raw: str) -> Cell:
        value = restored(raw.strip())
        if len(value) > limit:
            raise CellError("E_TOO_LONG", limit=limit, length=len(value))
        warnings = (Reason("W_FORMULA_TEXT", {"text": value[:40]}),) if looks_like_formula(value) else ()
        return Cell(value, warnings=warnings)

    return read
