"""Looks whom what became free would serve: the dates that wait near it, and the bookings that may move for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, select

from scheduler.clock import TOKYO
from scheduler.db.tables import occurrence, offer, request
from scheduler.domain.interval import Interval
from scheduler.domain.policy import Policy
from scheduler.domain.states import Approval, OfferState, RequestState
from scheduler.moving.part import Part, take_part
from scheduler.moving.standing import MARGIN, Standing, standing, willing
from scheduler.requests.queries import Occurrence, by_ids
from scheduler.waiting.deadline import answer_by
from scheduler.waiting.freed import Freed
from scheduler.waiting.joining import places_of

# What is looked at together; whoever waits beyond that has less weight and is found the next time.
MOST_WAITING = 300


@dataclass(frozen=True, slots=True)
class Search:
    """The part of the office around the places, and which bookings in it may move."""

    part: Part
    movable: frozenset[int]


def look(tx: Connection, freed: Sequence[Freed], *, policy: Policy, now: datetime) -> Search | None:
    """What the solver is to look at; None when nobody waits for anything like it."""
    waiting = _near(tx, freed, policy, now)
    if not waiting:
        return None
    movable = _movable(tx, waiting, now)
    part = take_part(tx, movable, waiting, declined=declined(tx, waiting), policy=policy, now=now)
    return Search(part, frozenset(item.booking_id for item in movable))


def waits() -> ColumnElement[bool]:
    """The condition on occurrence and request under which a date is on the waiting list."""
    return and_(
        occurrence.c.waits_since.is_not(None),
        occurrence.c.state == RequestState.REFUSED,
        request.c.approval == Approval.APPROVED,
    )


def _near(tx: Connection, freed: Sequence[Freed], policy: Policy, now: datetime) -> list[Occurrence]:
    """The dates on the list, earliest first, that could use one of the places and were not offered one already."""
    open_offers = select(offer.c.occurrence_id).where(offer.c.state == OfferState.OPEN)
    query = (
        select(occurrence.c.id)
        .join(request, request.c.id == occurrence.c.request_id)
        .where(waits(), occurrence.c.starts_at > now, occurrence.c.id.not_in(open_offers))
        .order_by(occurrence.c.waits_since, occurrence.c.id)
    )
    order = {occurrence_id: turn for turn, occurrence_id in enumerate(tx.execute(query).scalars())}
    found = sorted(by_ids(tx, order), key=lambda item: order[item.occurrence_id])
    near = (
        item
        for item in found
        if answer_by(item.wish.interval.start, policy, now=now) is not None and _could_use(item, freed)
    )
    return sorted(near, key=lambda item: item.priority)[:MOST_WAITING]


def _could_use(item: Occurrence, freed: Iterable[Freed]) -> bool:
    """Of the kind, at an office that would do, and on a day that would do."""
    days = set(item.alt_dates)
    places = places_of(item)
    return any(
        place.office_id == other.office_id
        and place.kind == other.kind
        and (_widened(place.interval).overlaps(other.interval) or _covers(other.interval, days))
        for place in places
        for other in freed
    )


def _covers(interval: Interval, days: Iterable[date]) -> bool:
    first, last = interval.start.astimezone(TOKYO).date(), interval.end.astimezone(TOKYO).date()
    return any(first <= day <= last for day in days)


def _widened(interval: Interval) -> Interval:
    return Interval(interval.start - MARGIN, interval.end + MARGIN)


def _movable(tx: Connection, waiting: Iterable[Occurrence], now: datetime) -> tuple[Standing, ...]:
    """Bookings near the dates whose people agreed to be moved; not of those who wait, so that they never meet."""
    places = [(place.office_id, place.kind, place.interval) for item in waiting for place in places_of(item)]
    theirs = {item.wish.staff_id for item in waiting}
    return tuple(item for item in standing(tx, willing(places), now=now) if item.wish.staff_id not in theirs)


def declined(tx: Connection, waiting: Iterable[Occurrence]) -> frozenset[tuple[int, str, datetime]]:
    """What was offered before and not taken: nobody is asked the same thing twice."""
    ids = [item.occurrence_id for item in waiting]
    answered = offer.c.state.in_((OfferState.DECLINED, OfferState.EXPIRED))
    query = select(offer.c.occurrence_id, offer.c.option).where(offer.c.occurrence_id.in_(ids), answered)
    return frozenset(
        (row.occurrence_id, row.option["office_id"], datetime.fromisoformat(row.option["starts_at"]))
        for row in tx.execute(query)
    )
