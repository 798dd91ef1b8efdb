"""What if: more or fewer units, a closed office, other hours or weights, more demand. Plain values, kept as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from scheduler.db.tables import office, staff_member
from scheduler.db.tables.resources import KINDS
from scheduler.domain.reason import Reason
from scheduler.domain.wish import Kind
from scheduler.requests.priority import BASE, BONUS, REFUSAL_BONUS, REFUSALS_COUNTED

MOST_UNITS = 500
MOST_PERCENT = 500
MOST_EXTRA = 2_000
LARGEST_BONUS = 100_000
# A wish for several things at once needs its parts, which a list of wishes does not have.
EXTRA_KINDS = (Kind.SEAT, Kind.MOBILE_PC, Kind.TABLET)


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


def problems_of(tx: Connection, scenario: Scenario) -> list[Reason]:
    """Everything in it that makes no sense; () when it can be tried."""
    offices = set(tx.execute(select(office.c.office_id)).scalars())
    found = [*_unknown_offices(scenario, offices), *_unknown_kinds(scenario), *_wrong_numbers(scenario)]
    staff = {item.staff_id for item in scenario.extra}
    query = select(staff_member.c.staff_id).where(staff_member.c.staff_id.in_(staff))
    known = set(tx.execute(query).scalars()) if staff else set()
    found.extend(Reason("what-if-unknown", {"text": staff_id}) for staff_id in sorted(staff - known))
    return found


def _unknown_offices(scenario: Scenario, offices: set[str]) -> Iterator[Reason]:
    needed = [change.office_id for change in scenario.stock]
    needed += [closed.office_id for closed in scenario.closures]
    needed += [wish.office_id for wish in scenario.extra]
    needed += [hours.office_id for hours in scenario.hours if hours.office_id]
    needed += [growth.office_id for growth in scenario.growth if growth.office_id]
    yield from (Reason("what-if-unknown", {"text": office_id}) for office_id in needed if office_id not in offices)


def _unknown_kinds(scenario: Scenario) -> Iterator[Reason]:
    for given, known in (
        ([item.kind for item in scenario.stock], KINDS),
        ([item.kind for item in scenario.closures if item.kind], KINDS),
        ([item.kind for item in scenario.growth], tuple(kind.value for kind in Kind)),
        ([item.kind for item in scenario.extra], tuple(kind.value for kind in EXTRA_KINDS)),
    ):
        yield from (Reason("what-if-unknown", {"text": kind}) for kind in given if kind not in known)


def _wrong_numbers(scenario: Scenario) -> Iterator[Reason]:
    for change in scenario.stock:
        if change.count == 0 or abs(change.count) > MOST_UNITS:
            yield Reason("what-if-count", {"most": MOST_UNITS})
    for growth in scenario.growth:
        if not 1 <= growth.percent <= MOST_PERCENT:
            yield Reason("what-if-percent", {"most": MOST_PERCENT})
    bonuses = [*(bonus for _, bonus in scenario.bonuses), scenario.refusal_bonus or 0]
    if any(not 0 <= bonus <= LARGEST_BONUS for bonus in bonuses) or not {key for key, _ in scenario.bonuses} <= set(
        BONUS
    ):
        yield Reason("what-if-bonus", {"most": LARGEST_BONUS})
    if len(scenario.extra) > MOST_EXTRA:
        yield Reason("what-if-extra", {"most": MOST_EXTRA})
    yield from _wrong_times(scenario.hours, [*scenario.closures, *scenario.extra])


def _wrong_times(hours: Sequence[Hours], spans: Sequence[ClosedFor | ExtraWish]) -> Iterator[Reason]:
    if any(item.ends <= item.starts for item in hours) or any(item.ends_at <= item.starts_at for item in spans):
        yield Reason("input-order")
