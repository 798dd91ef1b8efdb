"""What a file is checked against: the facts that are known before it is read, as plain values."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from difflib import SequenceMatcher, get_close_matches
from types import MappingProxyType
from typing import Any

from calendars import ClosedDays
from scheduler.domain.reason import Reason

Values = dict[str, Any]
"""A row: the name of each column of its entity to the value read, or to the column's default."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class OfficeFact:
    name_ja: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class StaffFact:
    office_id: str
    dept_id: str
    trained_on: date | None = None


@dataclass(frozen=True, slots=True)
class PatternFact:
    start: time
    end: time
    in_force: bool = True


@dataclass(frozen=True, slots=True)
class Context:
    """Known things by id, the office's closed days, and digests of rows already stored (entity → row key → digest)."""

    offices: Mapping[str, OfficeFact] = field(default_factory=lambda: _NOTHING)
    departments: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """Department to its office."""
    staff: Mapping[str, StaffFact] = field(default_factory=lambda: _NOTHING)
    resources: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """Unit to its kind."""
    meetings: frozenset[str] = frozenset()
    patterns: Mapping[str, PatternFact] = field(default_factory=lambda: _NOTHING)
    requests: frozenset[str] = frozenset()
    closed: ClosedDays = field(default_factory=ClosedDays)
    own_office_allowed: frozenset[str] = frozenset()
    """Offices whose satellite seats their own staff may book too."""
    stored: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: _NOTHING)


Extension = Callable[[Context, Sequence[Values]], Context]
"""The context as it is once a file's rows are known."""

EVERY_PATTERN = "*"

_UNKNOWN = {
    "department": "E_UNKNOWN_DEPARTMENT",
    "staff": "E_UNKNOWN_STAFF",
    "resource": "E_UNKNOWN_RESOURCE",
    "meeting": "E_UNKNOWN_MEETING",
    "pattern": "E_UNKNOWN_PATTERN",
    "request": "E_UNKNOWN_REQUEST",
}


class References:
    """Answers whether a code in a cell is known. Made for one file, because it remembers the offices asked for."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: dict[str, Collection[str]] = {
            "department": context.departments,
            "staff": context.staff,
            "resource": context.resources,
            "meeting": context.meetings,
            "pattern": {*context.patterns, EVERY_PATTERN},
            "request": context.requests,
        }
        self._by_name = {
            unicodedata.normalize("NFKC", fact.name_ja): office_id for office_id, fact in context.offices.items()
        }
        self._offices: dict[str, str | Reason] = {office_id: office_id for office_id in context.offices}

    def resolve(self, noun: str, text: str) -> str | Reason:
        """The code of the thing meant, or why there is none: E_UNKNOWN_OFFICE, E_UNKNOWN_STAFF, …

        An office may be given by its exact official name; a near miss is only suggested. Ids are never padded:
        S302 may be another body's numbering.
        """
        if noun == "office":
            return self._office(text)
        if text in self._known[noun]:
            return text
        return Reason(_UNKNOWN[noun], {"text": text})

    def _office(self, text: str) -> str | Reason:
        if text not in self._offices:
            self._offices[text] = self._by_name.get(text) or self._unknown_office(text)
        return self._offices[text]

    def _unknown_office(self, text: str) -> Reason:
        near = get_close_matches(text, [*self._context.offices, *self._by_name], n=5, cutoff=0.6)
        if not near:
            return Reason("E_UNKNOWN_OFFICE", {"text": text, "found": "none"})
        nearest = max(near, key=lambda known: _nearness(known, text))
        office_id = self._by_name.get(nearest, nearest)
        name = self._context.offices[office_id].name_ja
        return Reason(
            "E_UNKNOWN_OFFICE", {"text": text, "found": "near", "suggestion": office_id, "suggestion_name": name}
        )


def _nearness(known: str, text: str) -> tuple[float, int]:
    """Letters in common, and of those alike the more in their places: a slip of the pen changes one letter."""
    in_place = sum(a == b for a, b in zip(known, text, strict=False))
    return SequenceMatcher(None, known, text).ratio(), in_place
