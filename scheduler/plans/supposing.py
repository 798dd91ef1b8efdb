"""Makes a scenario come true in what a snapshot has read: the stock, the hours, the requests. Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from itertools import count

from sqlalchemy import Connection, func, select

from scheduler.availability.stock import Stock, StockUnit
from scheduler.db.tables import pool, unit
from scheduler.domain.applicant import Applicant
from scheduler.domain.interval import Interval, merged
from scheduler.domain.loan_period import at
from scheduler.domain.policy import Policy
from scheduler.domain.states import Approval, RequestState
from scheduler.domain.wish import LENT_KINDS, Kind, Wish
from scheduler.plans.scenario import ClosedFor, ExtraWish, Growth, Hours, Scenario, StockChange
from scheduler.requests.queries import Occurrence

# Requests that nobody made are numbered from here on, above all real ones.
FIRST_EXTRA = 1_000_000_000
# Their people are like somebody real and somebody else: they have a number of their own.
FIRST_EXTRA_PERSON = 500_000_000


@dataclass(frozen=True, slots=True)
class Numbers:
    """Where units and pools that do not exist may be numbered from."""

    unit_id: int
    pool_id: int

    @classmethod
    def load(cls, tx: Connection) -> Numbers:
        units = tx.execute(select(func.max(unit.c.id))).scalar_one() or 0
        pools = tx.execute(select(func.max(pool.c.id))).scalar_one() or 0
        return cls(units + 1, pools + 1)


def supposed_policy(policy: Policy, scenario: Scenario) -> Policy:
    """With the hours for every office, where the scenario has them; who stays later needs the curfew moved too."""
    for item in scenario.hours:
        if not item.office_id:
            policy = replace(policy, day_starts=item.starts, day_ends=item.ends, curfew=max(policy.curfew, item.ends))
    return policy


def supposed_stock(stock: Stock, scenario: Scenario, days: Sequence[date], numbers: Numbers) -> Stock:
    """Units added and taken away, then closures, then the hours of each day."""
    units = list(stock.units)
    unit_ids, pool_ids = count(numbers.unit_id), count(numbers.pool_id)
    for change in scenario.stock:
        if change.count > 0:
            units.extend(_added(units, change, unit_ids, pool_ids))
        else:
            gone = _given_up(units, change)
            units = [item for item in units if item.unit_id not in gone]
    return Stock(tuple(_shut(item, scenario, days) for item in units))


def _matching(units: Iterable[StockUnit], change: StockChange) -> list[StockUnit]:
    return [
        item
        for item in units
        if item.office_id == change.office_id and item.kind == change.kind and set(change.attributes) <= item.attributes
    ]


def _added(
    units: Sequence[StockUnit], change: StockChange, unit_ids: Iterator[int], pool_ids: Iterator[int]
) -> Iterator[StockUnit]:
    """Like those of the largest pool there; where the office has none, like those elsewhere in a pool of its own."""
    like = _largest(_matching(units, change))
    if like is None:
        elsewhere = _largest([item for item in units if item.kind == change.kind])
        made = elsewhere or StockUnit(0, "", "", 0, change.kind, change.office_id, frozenset(), "", 1, 0, ())
        like = replace(
            made, pool_id=next(pool_ids), office_id=change.office_id, attributes=frozenset(change.attributes)
        )
    for number in range(1, change.count + 1):
        yield replace(like, unit_id=next(unit_ids), asset_number=f"+{number}", name_ja="", busy=())


def _largest(units: Sequence[StockUnit]) -> StockUnit | None:
    sizes: dict[int, int] = {}
    for item in units:
        sizes[item.pool_id] = sizes.get(item.pool_id, 0) + 1
    return max(units, key=lambda item: (sizes[item.pool_id], -item.pool_id, -item.unit_id), default=None)


def _given_up(units: Sequence[StockUnit], change: StockChange) -> set[int]:
    """The units that are busy least: what stands on the others is not touched."""
    found = sorted(_matching(units, change), key=lambda item: (_busy(item), -item.unit_id))
    return {item.unit_id for item in found[: -change.count]}


def _busy(item: StockUnit) -> timedelta:
    return sum((busy.length for busy in item.busy), timedelta())


def _shut(item: StockUnit, scenario: Scenario, days: Sequence[date]) -> StockUnit:
    shut = [Interval(each.starts_at, each.ends_at) for each in scenario.closures if _concerns(each, item)]
    if item.kind not in LENT_KINDS:
        for hours in scenario.hours:
            if hours.office_id in {"", item.office_id}:
                shut.extend(_outside(hours, days, item.turnaround_min))
    return replace(item, busy=merged([*item.busy, *shut])) if shut else item


def _concerns(closed: ClosedFor, item: StockUnit) -> bool:
    return item.office_id == closed.office_id and closed.kind in {"", item.kind}


def _outside(hours: Hours, days: Sequence[date], turnaround_min: int) -> Iterator[Interval]:
    """The nights. What is done after a use (airing, wiping) may take longer than the hours."""
    for day in days:
        if hours.starts > time(0):
            yield Interval(at(day, time(0)), at(day, hours.starts))
        end = at(day, hours.ends) + timedelta(minutes=turnaround_min)
        if end < at(day + timedelta(days=1), time(0)):
            yield Interval(end, at(day + timedelta(days=1), time(0)))


def supposed_demand(
    found: Sequence[Occurrence], people: Mapping[str, Applicant], scenario: Scenario, seed: int
) -> tuple[list[Occurrence], dict[str, Applicant]]:
    """The real requests and the extra ones, with the people these stand for."""
    drawn = [item for growth in scenario.growth for item in _drawn(found, growth, seed)]
    invented = [_invented(wish, people) for wish in scenario.extra]
    requests, everybody = list(found), dict(people)
    for number, item in enumerate([*drawn, *invented]):
        like = people[item.wish.staff_id]
        staff_id = f"{like.staff_id}+{number + 1}"
        everybody[staff_id] = replace(like, person_no=FIRST_EXTRA_PERSON + number)
        requests.append(
            replace(
                item,
                occurrence_id=FIRST_EXTRA + number,
                request_id=FIRST_EXTRA + number,
                code=f"+{number + 1}",
                series_id=None,
                wish=replace(item.wish, staff_id=staff_id),
            )
        )
    return requests, everybody


def _drawn(found: Sequence[Occurrence], growth: Growth, seed: int) -> list[Occurrence]:
    """In the order of a lot that anybody can draw again; more than all of them begin again from the first."""
    like = [item for item in found if item.wish.kind == growth.kind and growth.office_id in {"", item.wish.office_id}]
    like.sort(key=lambda item: sha256(f"{seed}:extra:{item.occurrence_id}".encode("ascii")).digest())
    wanted = round(len(like) * growth.percent / 100)
    return [like[number % len(like)] for number in range(wanted)]


def _invented(extra: ExtraWish, people: Mapping[str, Applicant]) -> Occurrence:
    wish = Wish(
        staff_id=extra.staff_id,
        kind=Kind(extra.kind),
        purpose=extra.purpose,
        office_id=extra.office_id,
        interval=Interval(extra.starts_at, extra.ends_at),
        use_dates=extra.use_dates,
        quantity=extra.quantity,
    )
    return Occurrence(
        occurrence_id=0,
        request_id=0,
        code="",
        series_id=None,
        state=RequestState.WAITING,
        version=0,
        wish=wish,
        flex_earlier_min=0,
        flex_later_min=0,
        alt_office_ids=(),
        alt_dates=(),
        priority=extra.priority,
        saved_min=0,
        approval=Approval.APPROVED,
        department_id=people[extra.staff_id].department_id,
        may_move=False,
        may_wait=False,
        waits_since=None,
    )


def days_between(first: datetime, last: datetime) -> tuple[date, ...]:
    """Every day that the window touches."""
    start, end = first.date(), last.date()
    return tuple(date.fromordinal(day) for day in range(start.toordinal(), end.toordinal() + 1))
