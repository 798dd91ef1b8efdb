"""What may be given to a person on each day, from what the office has from them; and which wishes no plan can meet.

Nobody is moved to a pattern they did not ask for: beside the standard one only what was wished is a choice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row

from scheduler.domain.reason import Reason
from scheduler.interchange.context import EVERY_PATTERN
from scheduler.interchange.fields import WEEKDAYS
from scheduler.shifts.patterns import Pattern
from scheduler.shifts.rules import DayRules

AWAY = ("leave", "away")


@dataclass(frozen=True, slots=True)
class Wished:
    """A pattern wished for a day, with the weight the person gave it (1 to 5)."""

    day: int
    pattern_id: str
    weight: int


@dataclass(frozen=True)
class Allowed:
    """`choices`: for each day the patterns that may be given, none on a day away.

    `barred`: by day a pattern that was wished and cannot be given whatever the others get, with the rule.
    `fixed`: days whose pattern is settled for a reason of the person's own (nursery, care).
    """

    choices: tuple[frozenset[str], ...]
    wished: tuple[Wished, ...]
    barred: Mapping[int, tuple[str, Reason]]
    fixed: frozenset[int]


@dataclass
class _Days:
    """What a person's entries say about each day."""

    away: set[int] = field(default_factory=set)
    fixed: dict[int, str] = field(default_factory=dict)
    unavailable: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    wished: list[Wished] = field(default_factory=list)


def allowed(
    entries: Iterable[Row[Any]], rules: DayRules, patterns: Sequence[Pattern], periods: Sequence[Sequence[int]]
) -> Allowed:
    """Read a person's rows of `shift_preference`.

    `periods`: days for which one choice holds together (a week, the season); of a day on its own there is none.
    """
    offered = {pattern.pattern_id: pattern for pattern in patterns}
    said = _read(entries, rules.days, offered)
    asked: dict[int, set[str]] = defaultdict(set)
    for wish in said.wished:
        asked[wish.day].add(wish.pattern_id)
    for period in periods:
        together = set().union(*(asked[day] for day in period))
        for day in period:
            asked[day] |= together
    choices = tuple(_choices(number, said, asked[number], rules, offered) for number in range(len(rules.days)))
    barred = {
        wish.day: (wish.pattern_id, _why_not(wish, said, rules, offered))
        for wish in said.wished
        if wish.day not in said.away and wish.pattern_id not in choices[wish.day]
    }
    # In the order of the days, so that the order of entry leaves no trace.
    ordered = sorted(said.wished, key=lambda wish: (wish.day, wish.pattern_id, wish.weight))
    wished = tuple(wish for wish in ordered if wish.pattern_id in choices[wish.day])
    return Allowed(choices, wished, barred, frozenset(said.fixed))


def _read(entries: Iterable[Row[Any]], days: Sequence[date], offered: Mapping[str, Pattern]) -> _Days:
    said = _Days()
    for entry in entries:
        weekdays = entry.weekdays.split(";")
        for number, day in enumerate(days):
            if not entry.date_from <= day <= entry.date_to or WEEKDAYS[day.weekday()] not in weekdays:
                continue
            if entry.kind in AWAY:
                said.away.add(number)
            elif entry.kind == "fixed" and entry.pattern_id in offered:
                said.fixed[number] = entry.pattern_id
            elif entry.kind == "unavailable":
                said.unavailable[number].add(entry.pattern_id)
            elif entry.kind == "prefer":
                said.wished.append(Wished(number, entry.pattern_id, entry.weight))
    return said


def _choices(
    number: int, said: _Days, asked: set[str], rules: DayRules, offered: Mapping[str, Pattern]
) -> frozenset[str]:
    if number in said.away:
        return frozenset()
    if number in said.fixed:
        return frozenset({said.fixed[number]})
    standard = next(pattern_id for pattern_id, pattern in offered.items() if pattern.is_standard)
    cannot = said.unavailable[number]
    fitting = {
        pattern_id
        for pattern_id, pattern in offered.items()
        if not _is_unavailable(cannot, pattern) and rules.forbids(pattern, rules.days[number]) is None
    }
    # Who cannot work the standard pattern may be given any other; who can work none at all works the standard one.
    return frozenset(fitting & (asked | {standard}) or fitting or {standard})


def _is_unavailable(cannot: set[str], pattern: Pattern) -> bool:
    """Whether somebody said so of that pattern, or of everything but the standard one."""
    return pattern.pattern_id in cannot or (EVERY_PATTERN in cannot and not pattern.is_standard)


def _why_not(wish: Wished, said: _Days, rules: DayRules, offered: Mapping[str, Pattern]) -> Reason:
    pattern = offered.get(wish.pattern_id)
    if pattern is None:
        return Reason("wish-not-offered", {"pattern": wish.pattern_id})
    if wish.day in said.fixed:
        return Reason("wish-against-fixed")
    forbidden = rules.forbids(pattern, rules.days[wish.day])
    return forbidden or Reason("wish-against-unavailable")
