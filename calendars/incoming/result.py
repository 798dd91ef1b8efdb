"""What was read of somebody's calendar: values, and their form between the two processes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from calendars.errors import CalendarError

MOST_BYTES = 5_000_000
"""The largest calendar that is looked at."""


class Unreadable(CalendarError):
    """Nothing of the calendar can be used; `params` has the line where there is one."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that was left out, with its event or without it. `value`: what stands there, cut short."""

    code: str
    line: int
    field: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class IncomingEvent:
    """One time that is taken, in UTC and half-open. `line`: where its event begins in the file."""

    uid: str
    start: datetime
    end: datetime
    summary: str
    line: int


@dataclass(frozen=True, slots=True)
class IncomingCalendar:
    """What takes time in the span asked for, in the order of time, and what could not be read.

    found: how many events the calendar holds, those outside the span and those that take no time included.
    """

    name: str
    found: int
    events: tuple[IncomingEvent, ...]
    problems: tuple[Problem, ...]

    def to_json(self) -> bytes:
        events = [[each.uid, _seconds(each.start), _seconds(each.end), each.summary, each.line] for each in self.events]
        problems = [asdict(each) for each in self.problems]
        return json.dumps({"name": self.name, "found": self.found, "events": events, "problems": problems}).encode()

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> IncomingCalendar:
        events = tuple(
            IncomingEvent(uid, _instant(start), _instant(end), summary, line)
            for uid, start, end, summary, line in told["events"]
        )
        return cls(told["name"], told["found"], events, tuple(Problem(**each) for each in told["problems"]))


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
