"""The patterns one can work in a season."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import time

from sqlalchemy import Connection, select

from scheduler.db.tables import season, shift_pattern
from scheduler.db.versions import load
from scheduler.domain.policy import DEFAULT_POLICY, Policy

EVERY_SEASON = "all"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern in force.  `is_standard`: what everybody works who wishes for nothing."""

    pattern_id: str
    name_ja: str
    name_en: str
    start: time
    end: time
    break_start: time
    break_end: time
    work_minutes: int
    is_standard: bool


def patterns(tx: Connection, season_id: str) -> tuple[Pattern, ...]:
    """What a season offers: the standard pattern first, the others by their start."""
    term = load(tx, season, season_id)
    query = select(shift_pattern).where(
        shift_pattern.c.in_force.is_(True), shift_pattern.c.season.in_((EVERY_SEASON, term.patterns))
    )
    found = [
        Pattern(
            row.pattern_id,
            row.name_ja,
            row.name_en,
            row.start,
            row.end,
            row.break_start,
            row.break_end,
            row.work_minutes,
            is_standard=False,
        )
        for row in tx.execute(query.order_by(shift_pattern.c.start, shift_pattern.c.pattern_id))
    ]
    return _standard_first(found, DEFAULT_POLICY)


def _standard_first(found: Iterable[Pattern], policy: Policy) -> tuple[Pattern, ...]:
    """Standard is the pattern of the office's own hours, or else the one that begins nearest to them."""
    ordered = sorted(found, key=lambda each: (_minutes_apart(each, policy), each.pattern_id))
    if not ordered:
        return ()
    first, *others = ordered
    return (replace(first, is_standard=True), *sorted(others, key=lambda each: (each.start, each.pattern_id)))


def _minutes_apart(pattern: Pattern, policy: Policy) -> int:
    return abs(minutes(pattern.start) - minutes(policy.day_starts)) + abs(
        minutes(pattern.end) - minutes(policy.day_ends)
    )


def minutes(clock: time) -> int:
    """Minutes from midnight."""
    return clock.hour * 60 + clock.minute


def clock_of(minute: int) -> time:
    """The time of day so many minutes from midnight."""
    return time(*divmod(minute, 60))
