"""Offers a place: holds its units for one person of the waiting list until they answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DBAPIError

from scheduler.audit.operations import record
from scheduler.bookings.operations import insert_booking
from scheduler.db.guards import conflict_of
from scheduler.db.tables import allocation, booking, occurrence, offer
from scheduler.db.versions import load
from scheduler.domain.actor import Source, system_actor
from scheduler.domain.interval import Interval
from scheduler.domain.policy import Policy
from scheduler.domain.reason import Reason
from scheduler.domain.states import Approval, BookingState, OfferState, RequestState
from scheduler.domain.verdict import judge
from scheduler.domain.wish import Wish
from scheduler.moving.moves import Move, Place, as_json, obstacles, unit_rows
from scheduler.notices.operations import tell
from scheduler.offices.queries import closed_days
from scheduler.plans.choices import Choice, chosen
from scheduler.requests.queries import Occurrence, by_ids
from scheduler.staff.queries import applicant
from scheduler.waiting.deadline import answer_by

ACTOR = system_actor(Source.JOB)


@dataclass(frozen=True, slots=True)
class Draft:
    """A place for a date that waits, and who has to move first. `cost`: minutes away from what was asked."""

    occurrence_id: int
    place: Place
    cost: int
    moves: tuple[Move, ...]


def wish_at(asked: Occurrence, place: Place) -> Wish:
    """What the person asked for, as the place grants it."""
    return chosen(
        asked.wish, Choice(place.office_id, place.starts_at, place.ends_at, place.use_dates, place.conf_system, 0)
    )


def make_offer(tx: Connection, draft: Draft, *, policy: Policy, now: datetime) -> int | None:
    """Hold the place and tell the person; None when something has come in between, and then nothing has changed."""
    row = load(tx, occurrence, draft.occurrence_id, lock=True)
    (asked,) = by_ids(tx, [draft.occurrence_id])
    until = answer_by(draft.place.starts_at, policy, now=now)
    if until is None or not _still_waits(tx, asked) or obstacles_of(tx, draft, asked, policy=policy, now=now):
        return None
    try:
        with tx.begin_nested():
            booking_id = _hold(tx, draft, asked, policy=policy, now=now)
    except DBAPIError as error:
        if conflict_of(error) is None:
            raise
        return None
    offer_id = _insert(tx, draft, booking_id, until, now)
    told = {"kind": asked.wish.kind.value, "office": draft.place.office_id}
    moments = {"start": draft.place.starts_at.isoformat(), "end": draft.place.ends_at.isoformat()}
    tell(tx, asked.wish.staff_id, "offer-made", {**told, **moments, "until": until.isoformat()}, now=now)
    after = {"occurrence": row.id, "until": until.isoformat(), "moves": len(draft.moves)}
    record(tx, actor=ACTOR, now=now, action="offer", noun="offer", key=offer_id, after=after)
    return offer_id


def _still_waits(tx: Connection, asked: Occurrence) -> bool:
    """Somebody has one place to answer about at a time."""
    query = select(offer.c.id).where(offer.c.occurrence_id == asked.occurrence_id, offer.c.state == OfferState.OPEN)
    is_waiting = (
        asked.state is RequestState.REFUSED and asked.waits_since is not None and asked.approval is Approval.APPROVED
    )
    return is_waiting and tx.execute(query).first() is None


def obstacles_of(
    tx: Connection,
    draft: Draft,
    asked: Occurrence,
    *,
    held_by: int | None = None,
    policy: Policy,
    now: datetime,
) -> tuple[Reason, ...]:
    """Why the place cannot be given (any more); `held_by` is the booking that holds it for the person."""
    found = list(obstacles(tx, draft.moves, [draft.place], freed=() if held_by is None else [held_by], now=now))
    movers = [move.booking_id for move in draft.moves]
    unwilling = select(booking.c.kind, booking.c.starts_at).where(booking.c.id.in_(movers), ~booking.c.may_move)
    changed = [
        Reason("booking-changed-since", {"kind": row.kind, "start": row.starts_at}) for row in tx.execute(unwilling)
    ]
    # Whoever withdrew has usually been found already, by the version of the booking: once is enough.
    found += [reason for reason in changed if reason not in found]
    person = applicant(tx, asked.wish.staff_id)
    found += judge(wish_at(asked, draft.place), person, closed_days(tx), policy).refusals
    return tuple(found)


def _hold(tx: Connection, draft: Draft, asked: Occurrence, *, policy: Policy, now: datetime) -> int:
    wish = wish_at(asked, draft.place)
    person = applicant(tx, wish.staff_id)
    booking_id = insert_booking(
        tx,
        wish,
        alerts=judge(wish, person, closed_days(tx), policy).alerts,
        actor=ACTOR,
        now=now,
        occurrence_id=asked.occurrence_id,
        state=BookingState.OFFERED,
        may_move=asked.may_move,
    )
    rows = _pieces(tx, draft, person.person_no)
    tx.execute(insert(allocation), [{"booking_id": booking_id, "holds": True, "bound": True, **row} for row in rows])
    return booking_id


def _pieces(tx: Connection, draft: Draft, person_no: int) -> list[dict[str, Any]]:
    """Everything that the place and the moves would newly take: what those who move hold already is theirs."""
    targets = [(draft.place, person_no), *((move.after, None) for move in draft.moves)]
    units = unit_rows(tx, {unit_id for place, _ in targets for unit_id in place.unit_ids})
    mine = _held(tx, [move.booking_id for move in draft.moves])
    return [
        {
            "unit_id": unit_id,
            "person_no": number if units[unit_id].kind == "seat" else None,
            "starts_at": piece.start,
            "held_until": piece.end,
        }
        for place, number in targets
        for unit_id in place.unit_ids
        for piece in without(
            place.interval.extended(timedelta(minutes=units[unit_id].turnaround_min)), mine.get(unit_id, [])
        )
    ]


def _held(tx: Connection, booking_ids: Sequence[int]) -> dict[int, list[Interval]]:
    query = select(allocation).where(allocation.c.booking_id.in_(booking_ids), allocation.c.holds)
    found: dict[int, list[Interval]] = {}
    for row in tx.execute(query):
        found.setdefault(row.unit_id, []).append(Interval(row.starts_at, row.held_until))
    return found


def without(interval: Interval, taken: Iterable[Interval]) -> Iterator[Interval]:
    """What is left of the interval outside the taken ones, in order."""
    start = interval.start
    for other in sorted(taken):
        if other.end <= start or other.start >= interval.end:
            continue
        if other.start > start:
            yield Interval(start, other.start)
        start = max(start, other.end)
    if start < interval.end:
        yield Interval(start, interval.end)


def _insert(tx: Connection, draft: Draft, booking_id: int, until: datetime, now: datetime) -> int:
    values = {
        "occurrence_id": draft.occurrence_id,
        "booking_id": booking_id,
        "state": OfferState.OPEN,
        "option": {**msgspec.to_builtins(draft.place), "cost": draft.cost},
        "moves": as_json(draft.moves),
        "expires_at": until,
        "created_at": now,
    }
    return int(tx.execute(insert(offer).values(values).returning(offer.c.id)).scalar_one())
