"""What if: more or fewer units, a closed office, other hours or weights, more demand. Plain values, kept as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import msgspec

from scheduler.requests.priority import BASE, BONUS, REFUSAL_BONUS, REFUSALS_COUNTED


@dataclass(frozen=True, slots=True)
class StockChange:
    """So many units more, or fewer when `count` is negative; of a pool with all the attributes."""

    office_id: str
    kind: str
    count: int
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosedFor:
    """An office, or one kind in it, cannot be used for a while; `kind` is empty for all of them."""

    office_id: str
    kind: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Hours:
    """When seats and rooms can be used each day; `office_id` is empty for every office. Loans stay as they are."""

    starts: time
    ends: time
    office_id: str = ""


@dataclass(frozen=True, slots=True)
class Growth:
    """So many per cent more requests of a kind: copies of real ones, drawn with the round's seed."""

    kind: str
    percent: int
    office_id: str = ""


@dataclass(frozen=True, slots=True)
class ExtraWish:
    """A request that nobody has made: somebody like this person wants this."""

    staff_id: str
    kind: str
    office_id: str
    starts_at: datetime
    ends_at: datetime
    quantity: int = 1
    purpose: str = "after_meeting"
    use_dates: tuple[date, ...] = ()
    priority: int = 5


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything that is different; the empty scenario is the round as it is.

    `bonuses` are (priority class, bonus) in place of the published ones.
    """

    name: str = ""
    stock: tuple[StockChange, ...] = ()
    closures: tuple[ClosedFor, ...] = ()
    hours: tuple[Hours, ...] = ()
    bonuses: tuple[tuple[int, int], ...] = ()
    refusal_bonus: int | None = None
    growth: tuple[Growth, ...] = ()
    extra: tuple[ExtraWish, ...] = ()

    def weight(self, priority: int, past_refusals: int) -> int:
        """The published formula with the scenario's numbers in it (scheduler/requests/priority.py)."""
        bonus = dict(self.bonuses).get(priority, BONUS[priority])
        each = REFUSAL_BONUS if self.refusal_bonus is None else self.refusal_bonus
        return BASE + bonus + each * min(past_refusals, REFUSALS_COUNTED)


NOTHING = Scenario()


def as_json(scenario: Scenario) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(scenario)
    return found


def from_json(data: dict[str, Any] | None) -> Scenario:
    return NOTHING if data is None else msgspec.convert(data, Scenario)
