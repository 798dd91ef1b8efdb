"""Bookings that stand and could stand elsewhere: what they need, what they hold, and where else they could be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, literal, or_, select

from scheduler.availability.stock import StockUnit
from scheduler.clock import TOKYO
from scheduler.db.tables import allocation, booking, loan, offer, pool, proposal, unit
from scheduler.domain.interval import Interval, merged
from scheduler.domain.policy import Policy
from scheduler.domain.states import BookingState, LoanState, OfferState
from scheduler.domain.wish import Kind, Need, Wish, conference_systems, needs_of
from scheduler.requests.queries import Occurrence, by_ids

Needs = tuple[Need, ...]
# Who could make room on the same day, and by how much people are flexible.
MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """A booking as it stands. `units`: for each of its needs the units it holds."""

    booking_id: int
    version: int
    wish: Wish
    needs: Needs
    units: tuple[tuple[int, ...], ...]
    # None for a booking that was made at once: nobody said how flexible it is.
    asked: Occurrence | None

    @property
    def unit_ids(self) -> tuple[int, ...]:
        """The units it holds, in the order of its needs."""
        return tuple(unit_id for units in self.units for unit_id in units)

    def elsewhere(self, policy: Policy) -> Iterator[tuple[Wish, Needs]]:
        """Where its person said it could be: as it stands first, then the other times of the same day."""
        yield self.wish, self.needs
        if self.asked is None or self.wish.use_dates:
            return
        first = self.asked.wish.interval
        for minutes in _shifts(self.asked, policy):
            interval = first.moved(timedelta(minutes=minutes))
            is_same_day = interval.start.date() == self.wish.interval.start.date()
            if interval != self.wish.interval and is_same_day:
                yield (
                    replace(self.wish, interval=interval),
                    tuple(replace(need, interval=interval) for need in self.needs),
                )


def _shifts(asked: Occurrence, policy: Policy) -> Iterator[int]:
    yield 0
    step = policy.grid_minutes
    for minutes in range(step, max(asked.flex_earlier_min, asked.flex_later_min) + 1, step):
        if minutes <= asked.flex_later_min:
            yield minutes
        if minutes <= asked.flex_earlier_min:
            yield -minutes


def standing(
    tx: Connection, condition: ColumnElement[bool], *, now: datetime, with_spoken_for: bool = False
) -> tuple[Standing, ...]:
    """The bookings under the condition (on booking) that nobody has begun to use and nobody said to keep.

    Left out as well: what is handed out, what is held for an odd time, and what an open offer wants to move unless
    it is asked for (moving it ends the offer).
    """
    query = select(booking).where(
        condition,
        booking.c.state == BookingState.CONFIRMED,
        booking.c.starts_at > now,
        ~_handed_out(),
        ~_kept(),
    )
    spoken_for = frozenset() if with_spoken_for else moved_by_open_offers(tx)
    rows = [row for row in tx.execute(query.order_by(booking.c.id)).all() if row.id not in spoken_for]
    held = _held(tx, [row.id for row in rows])
    asked = {item.occurrence_id: item for item in by_ids(tx, [row.occurrence_id for row in rows if row.occurrence_id])}
    found = (_standing(row, held[row.id], asked.get(row.occurrence_id)) for row in rows)
    return tuple(item for item in found if item is not None)


def _handed_out() -> ColumnElement[bool]:
    out = (
        select(literal(1))
        .select_from(allocation)
        .join(loan, loan.c.allocation_id == allocation.c.id)
        .where(allocation.c.booking_id == booking.c.id, loan.c.state.in_((LoanState.ISSUED, LoanState.LOST)))
    )
    return exists(out)


def _kept() -> ColumnElement[bool]:
    """Somebody pinned it in the plan that gave it."""
    return exists(
        select(literal(1)).where(
            proposal.c.plan_id == booking.c.plan_id,
            proposal.c.occurrence_id == booking.c.occurrence_id,
            proposal.c.decision == "pinned",
        )
    )


def moved_by_open_offers(tx: Connection) -> frozenset[int]:
    """Bookings that are to move as soon as an open offer is accepted."""
    lists = tx.execute(select(offer.c.moves).where(offer.c.state == OfferState.OPEN)).scalars()
    return frozenset(move["booking_id"] for moves in lists for move in moves)


def _held(tx: Connection, booking_ids: Sequence[int]) -> Mapping[int, list[Row[Any]]]:
    query = (
        select(allocation, pool)
        .join(unit, unit.c.id == allocation.c.unit_id)
        .join(pool, pool.c.id == unit.c.pool_id)
        .where(allocation.c.booking_id.in_(list(booking_ids)), allocation.c.holds)
        .order_by(allocation.c.id)
    )
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in tx.execute(query):
        found[row.booking_id].append(row)
    return found


def _standing(row: Row[Any], held: Sequence[Row[Any]], asked: Occurrence | None) -> Standing | None:
    interval = Interval(row.starts_at.astimezone(TOKYO), row.ends_at.astimezone(TOKYO))
    is_odd = any(
        item.starts_at != row.starts_at or item.held_until != row.ends_at + timedelta(minutes=item.turnaround_min)
        for item in held
    )
    if is_odd or not held:
        return None
    wish = wish_of(row) if asked is None else replace(asked.wish, office_id=row.office_id, interval=interval)
    if asked is None:
        needs = tuple(_like(item, interval) for item in held)
        return Standing(row.id, row.version, wish, needs, _one_each(held), None)
    for system in conference_systems(wish):
        needs = needs_of(replace(_legs_there(wish), conf_system=system))
        units = _shared_out(needs, held)
        if units is not None:
            chosen = replace(wish, conf_system=system, use_dates=_dates(row))
            return Standing(row.id, row.version, chosen, needs, units, asked)
    return None


def wish_of(row: Row[Any]) -> Wish:
    """A booking as the wish it grants, without what only its units say."""
    return Wish(
        staff_id=row.staff_id,
        kind=Kind(row.kind),
        purpose=row.purpose,
        office_id=row.office_id,
        interval=Interval(row.starts_at.astimezone(TOKYO), row.ends_at.astimezone(TOKYO)),
        use_dates=_dates(row),
        overtime_order_no=row.overtime_order_no,
        note=row.note_ja,
    )


def _dates(row: Row[Any]) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, row.use_dates))


def _legs_there(wish: Wish) -> Wish:
    """A bundle's parts are where the bundle is."""
    if wish.kind is not Kind.BUNDLE:
        return wish
    return replace(wish, legs=tuple(replace(leg, office_id=wish.office_id) for leg in wish.legs))


def _like(held: Row[Any], interval: Interval) -> Need:
    """A unit like the one that is held: of its kind, at its office, and no worse."""
    attributes = frozenset(filter(None, held.attributes.split(";")))
    return Need(
        (held.kind,), held.office_id, interval, people=held.people, attributes=attributes, conf_system=held.conf_system
    )


def _one_each(held: Iterable[Row[Any]]) -> tuple[tuple[int, ...], ...]:
    return tuple((item.unit_id,) for item in held)


def _shared_out(needs: Needs, held: Sequence[Row[Any]]) -> tuple[tuple[int, ...], ...] | None:
    """For each need the units that were placed for it, in the order of placing; None when they do not fit."""
    if sum(need.quantity for need in needs) != len(held):
        return None
    rows = iter(held)
    shares = []
    for need in needs:
        mine = [next(rows) for _ in range(need.quantity)]
        if not all(_as_unit(item).serves(need) for item in mine):
            return None
        shares.append(tuple(item.unit_id for item in mine))
    return tuple(shares)


def _as_unit(held: Row[Any]) -> StockUnit:
    return StockUnit(
        unit_id=held.unit_id,
        asset_number="",
        name_ja="",
        pool_id=held.unit_id,
        kind=held.kind,
        office_id=held.office_id,
        attributes=frozenset(filter(None, held.attributes.split(";"))),
        conf_system=held.conf_system,
        people=held.people,
        turnaround_min=held.turnaround_min,
        busy=(),
    )


def willing(places: Iterable[tuple[str, str, Interval]]) -> ColumnElement[bool]:
    """Bookings whose people agreed to be moved, with a unit of an office and kind on days near one of the intervals."""
    times: dict[tuple[str, str], list[Interval]] = defaultdict(list)
    for office_id, kind, interval in places:
        times[office_id, kind].append(Interval(interval.start - MARGIN, interval.end + MARGIN))
    near = [
        and_(
            pool.c.office_id == office_id,
            pool.c.kind == kind,
            allocation.c.starts_at < interval.end,
            allocation.c.held_until > interval.start,
        )
        for (office_id, kind), intervals in sorted(times.items())
        for interval in merged(intervals)
    ]
    held = (
        select(literal(1))
        .select_from(allocation)
        .join(unit, unit.c.id == allocation.c.unit_id)
        .join(pool, pool.c.id == unit.c.pool_id)
        .where(allocation.c.booking_id == booking.c.id, allocation.c.holds, or_(*near))
    )
    return and_(booking.c.may_move, exists(held))
