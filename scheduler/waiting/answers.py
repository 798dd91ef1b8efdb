"""The answer to an offer: taken, with everybody who has to move for it, or left to the next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from scheduler.bookings.operations import finish_placing, release
from scheduler.db.tables import booking, occurrence, offer
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.policy import DEFAULT_POLICY, Policy
from scheduler.domain.reason import Reason
from scheduler.domain.states import BOOKING, OFFER, REQUEST, BookingState, OfferState, RequestState, advance
from scheduler.errors import Refused, StaleOffer
from scheduler.moving.moves import carry_out, from_json, hold, place_of
from scheduler.requests.queries import Occurrence, by_ids
from scheduler.waiting.freed import ask_for_offers, held_by
from scheduler.waiting.lapsing import lapse
from scheduler.waiting.offering import Draft, obstacles_of, wish_at


def accept(
    tx: Connection,
    offer_id: int,
    *,
    expected_version: int | None = None,
    actor: Actor,
    now: datetime,
    policy: Policy = DEFAULT_POLICY,
) -> int:
    """Take the place: everybody in its way moves in the same transaction and is told. Returns the booking's id.

    Raises:
        Refused: the time to answer is over (`offer-expired`).
        StaleOffer: something has changed since it was made.
        StaleVersion, IllegalTransition: it was answered before.
    """
    row, asked = _locked(tx, offer_id, actor)
    state = advance("offer", OFFER, OfferState(row.state), "accept")
    if now >= row.expires_at:
        raise Refused(Reason("offer-expired", {"at": row.expires_at}))
    draft = draft_of(row)
    problems = overtaken(tx, row, asked, policy=policy, now=now)
    if problems:
        raise StaleOffer(offer_id, problems)
    left = held_by(tx, [move.booking_id for move in draft.moves])
    _put_in_place(tx, row, draft, asked, actor=actor, now=now, policy=policy)
    change(tx, occurrence, asked.occurrence_id, expected=None, state=RequestState.GRANTED, waits_since=None)
    change(tx, offer, offer_id, expected=expected_version, state=state, answered_at=now)
    # Whoever moved may have held more than this needs.
    ask_for_offers(tx, left, now=now)
    return int(row.booking_id)


def decline(tx: Connection, offer_id: int, *, expected_version: int | None = None, actor: Actor, now: datetime) -> int:
    """Leave the place to the next; the date goes on waiting for another one. Returns the offer's new version."""
    row, _ = _locked(tx, offer_id, actor)
    return lapse(tx, row, "decline", expected=expected_version, actor=actor, now=now)


def withdraw(tx: Connection, offer_id: int, *, expected_version: int | None = None, actor: Actor, now: datetime) -> int:
    """Take an offer back, for those who keep the stock: the place goes to whoever is next."""
    permission.require(permission.may_keep_stock(actor), "withdraw-offer")
    row = load(tx, offer, offer_id, lock=True)
    return lapse(tx, row, "withdraw", expected=expected_version, actor=actor, now=now)


def draft_of(row: Row[Any]) -> Draft:
    """What an offer holds out."""
    option = dict(row.option)
    cost = option.pop("cost")
    return Draft(row.occurrence_id, place_of(option), cost, from_json(row.moves))


def overtaken(tx: Connection, row: Row[Any], asked: Occurrence, *, policy: Policy, now: datetime) -> tuple[Reason, ...]:
    """Why an open offer could not be accepted any more."""
    if asked.state is not RequestState.REFUSED:
        return (Reason("request-changed", {"request": asked.code}),)
    return obstacles_of(tx, draft_of(row), asked, held_by=row.booking_id, policy=policy, now=now)


def _locked(tx: Connection, offer_id: int, actor: Actor) -> tuple[Row[Any], Occurrence]:
    row = load(tx, offer, offer_id, lock=True)
    (asked,) = by_ids(tx, [row.occurrence_id])
    permission.require(permission.may_act_for(actor, asked.wish.staff_id, asked.department_id), "answer-offer")
    return row, asked


def _put_in_place(
    tx: Connection, row: Row[Any], draft: Draft, asked: Occurrence, *, actor: Actor, now: datetime, policy: Policy
) -> None:
    """What was held for the offer is let go first: those who move need it."""
    advance("request", REQUEST, asked.state, "grant")
    before = load(tx, booking, row.booking_id, lock=True)
    release(tx, row.booking_id, delete=True)
    carry_out(tx, draft.moves, actor=actor, now=now)
    wish = wish_at(asked, draft.place)
    placed = hold(tx, row.booking_id, draft.place, wish.staff_id, policy.late_binding_kinds)
    state = advance("booking", BOOKING, BookingState(before.state), "accept")
    change(tx, booking, row.booking_id, expected=None, state=state, changed_at=now)
    finish_placing(tx, wish, row.booking_id, placed, actor=actor, now=now)
