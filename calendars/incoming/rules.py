"""Which recurrence rules of others are followed, and how far: decided before anything is expanded."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from time import process_time
from types import FrameType

from dateutil.rrule import rrule, rrulestr

from calendars.incoming.result import Unreadable

MOST_OCCURRENCES = 1_000
"""In the span that is looked at, of one event."""

# From the first occurrence to the end of the span, in steps of the rule.
_MOST_STEPS = 20_000
_STEP_DAYS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 365}
_PARTS = frozenset(("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"))
_LONGEST = 300
# Of one rule: one that never matches is looked for until the end of time.
_SECONDS = 0.25
_SECONDS_IN_ALL = 1.0


class RuleRefused(ValueError):
    """`code` says why the rule is not followed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Effort:
    """What the rules of one file have taken of the processor so far."""

    def __init__(self) -> None:
        self._spent = 0.0

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Raises Unreadable when it is enough."""
        if self._spent > _SECONDS_IN_ALL:
            raise Unreadable("incoming-too_much")
        began = process_time()
        try:
            yield
        finally:
            self._spent += process_time() - began


def begins(text: str, start: datetime, until: datetime, effort: Effort) -> list[datetime]:
    """When the occurrences begin, up to `until`; both without zone, on the wall clock of the event.

    Raises:
        RuleRefused: the rule has a part that is not followed, or leads too far.
        Unreadable: all rules together have taken too long.
    """
    rule = _rule(text, start, until)
    with effort.counted(), _limited():
        return list(islice(_up_to(rule, until), _MOST_STEPS))


def _rule(text: str, start: datetime, until: datetime) -> rrule:
    parts = _split(text)
    frequency = parts["FREQ"]
    interval = _number(parts.get("INTERVAL", "1"), 1, 1_000)
    if "COUNT" in parts:
        _number(parts["COUNT"], 1, 100_000)
    if (until - start) / timedelta(days=_STEP_DAYS[frequency]) / interval > _MOST_STEPS:
        raise RuleRefused("incoming-rule_too_long")
    if "UNTIL" in parts:
        # The zone of UNTIL was settled by the caller.
        parts["UNTIL"] = parts["UNTIL"].rstrip("Z")
    joined = ";".join(f"{name}={value}" for name, value in parts.items())
    try:
        rule = rrulestr(joined, dtstart=start, cache=False)
    except (ValueError, KeyError, TypeError, OverflowError, AttributeError, IndexError) as error:
        raise RuleRefused("incoming-rule") from error
    if not isinstance(rule, rrule):
        raise RuleRefused("incoming-rule")
    return rule


def _split(text: str) -> dict[str, str]:
    if len(text) > _LONGEST:
        raise RuleRefused("incoming-rule_too_long")
    parts: dict[str, str] = {}
    for part in filter(None, text.upper().split(";")):
        name, _, value = part.partition("=")
        if name == "RSCALE" and value == "GREGORIAN":
            continue
        if name not in _PARTS or not value or name in parts:
            raise RuleRefused("incoming-rule_part")
        parts[name] = value
    if parts.get("FREQ") not in _STEP_DAYS:
        raise RuleRefused("incoming-rule_frequency")
    return parts


def _number(text: str, least: int, most: int) -> int:
    if not text.isdecimal() or len(text) > 6 or not least <= int(text) <= most:
        raise RuleRefused("incoming-rule")
    return int(text)


def _up_to(rule: rrule, until: datetime) -> Iterator[datetime]:
    for moment in rule:
        if moment >= until:
            return
        yield moment


@contextmanager
def _limited() -> Iterator[None]:
    """Stops after so much work of the processor. Only in the main thread of a process of its own."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise RuleRefused("incoming-rule_too_long")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, _SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
