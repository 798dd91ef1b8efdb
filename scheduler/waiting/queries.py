"""The waiting list and the offers, as their people and those who keep the stock see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from scheduler.clock import TOKYO
from scheduler.db.tables import occurrence, offer, request, staff_member
from scheduler.domain.actor import Actor
from scheduler.domain.interval import Interval
from scheduler.domain.permission import may_act_for, may_keep_stock, require
from scheduler.domain.reason import Reason
from scheduler.domain.states import OfferState
from scheduler.errors import NotFound
from scheduler.moving.moves import unit_rows
from scheduler.requests.priority import weight
from scheduler.requests.queries import past_refusals
from scheduler.waiting.barring import barred
from scheduler.waiting.searching import waits


@dataclass(frozen=True, slots=True)
class OfferView:
    """A place that is held for somebody until `expires_at`. `moves`: how many others move when it is accepted."""

    offer_id: int
    booking_id: int
    occurrence_id: int
    request_id: int
    staff_id: str
    kind: str
    purpose: str
    office_id: str
    starts_at: datetime
    ends_at: datetime
    use_dates: tuple[date, ...]
    units: tuple[str, ...]
    moves: int
    state: OfferState
    version: int
    created_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    asked_starts_at: datetime
    asked_ends_at: datetime
    asked_office_id: str


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A date on the list. `ahead`: how many of those who ask for the same come before it, `together`: of how many.

    `barred`: why nothing that becomes free can serve it, where that is so; it does not stand before anybody then.

    Honest and no promise: what becomes free may suit somebody further back, and who asks for a disaster comes first.
    """

    occurrence_id: int
    request_id: int
    code: str
    staff_id: str
    kind: str
    office_id: str
    starts_at: datetime
    ends_at: datetime
    waits_since: datetime
    ahead: int
    together: int
    has_offer: bool
    barred: tuple[Reason, ...]


def offers_of(tx: Connection, staff_id: str, *, actor: Actor) -> tuple[OfferView, ...]:
    """What is held for a person at the moment, first to expire first."""
    department = select(staff_member.c.department_id).where(staff_member.c.staff_id == staff_id)
    require(may_act_for(actor, staff_id, tx.execute(department).scalar_one_or_none()), "see-offers")
    return _offers(tx, (request.c.staff_id == staff_id) & (offer.c.state == OfferState.OPEN))


def open_offers(tx: Connection, *, actor: Actor) -> tuple[OfferView, ...]:
    """All that are waiting for an answer, first to expire first."""
    require(may_keep_stock(actor), "see-waiting-list")
    return _offers(tx, offer.c.state == OfferState.OPEN)


def one_offer(tx: Connection, offer_id: int, *, actor: Actor) -> OfferView:
    """An offer in whatever state, for its person, their section and those who keep the stock."""
    found = _offers(tx, offer.c.id == offer_id)
    department = select(staff_member.c.department_id)
    if found:
        owner = tx.execute(department.where(staff_member.c.staff_id == found[0].staff_id)).scalar_one()
        if may_act_for(actor, found[0].staff_id, owner):
            return found[0]
    raise NotFound("offer", offer_id)


def waiting_list(
    tx: Connection, *, actor: Actor, now: datetime, office_id: str | None = None, kind: str | None = None
) -> tuple[WaitingView, ...]:
    """Everybody who waits for something that has not begun, by office, kind and day, in the order of their turn."""
    require(may_keep_stock(actor), "see-waiting-list")
    found = _waiting(tx, now)
    return tuple(
        item
        for item in sorted(found, key=lambda item: (item.office_id, item.kind, _day(item.starts_at), item.ahead))
        if office_id in {None, item.office_id} and kind in {None, item.kind}
    )


def waiting_of(tx: Connection, staff_id: str, *, actor: Actor, now: datetime) -> tuple[WaitingView, ...]:
    """What a person waits for, soonest first, with the place in the list."""
    department = select(staff_member.c.department_id).where(staff_member.c.staff_id == staff_id)
    require(may_act_for(actor, staff_id, tx.execute(department).scalar_one_or_none()), "see-waiting")
    found = (item for item in _waiting(tx, now) if item.staff_id == staff_id)
    return tuple(sorted(found, key=lambda item: (item.starts_at, item.occurrence_id)))


def _waiting(tx: Connection, now: datetime) -> list[WaitingView]:
    query: Select[Any] = (
        select(
            occurrence.c.id,
            occurrence.c.starts_at,
            occurrence.c.ends_at,
            occurrence.c.waits_since,
            occurrence.c.reasons,
            request.c.id.label("request_id"),
            request.c.code,
            request.c.staff_id,
            request.c.kind,
            request.c.office_id,
            request.c.priority,
        )
        .join(request, request.c.id == occurrence.c.request_id)
        .where(waits(), occurrence.c.starts_at > now)
    )
    rows = tx.execute(query).all()
    if not rows:
        return []
    offered = set(tx.execute(select(offer.c.occurrence_id).where(offer.c.state == OfferState.OPEN)).scalars())
    turns = _turns(tx, rows)
    never = barred(tx, rows)
    rivals: dict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
    for row in rows:
        if row.id not in never:
            rivals[row.office_id, row.kind].append(row)
    return [
        _view(row, rivals[row.office_id, row.kind], turns, row.id in offered, never.get(row.id, ())) for row in rows
    ]


def _turns(tx: Connection, rows: Iterable[Row[Any]]) -> Mapping[int, tuple[int, datetime, int]]:
    """By date what decides whose turn it is, smallest first: weight as in a round, then who has waited longer."""
    listed = list(rows)
    first = min(_day(row.starts_at) for row in listed)
    refused = past_refusals(tx, first, first)
    return {row.id: (-weight(row.priority, refused.get(row.staff_id, 0)), row.waits_since, row.id) for row in listed}


def _view(
    row: Row[Any],
    rivals: Iterable[Row[Any]],
    turns: Mapping[int, tuple[int, datetime, int]],
    has_offer: bool,
    never: tuple[Reason, ...],
) -> WaitingView:
    times = Interval(row.starts_at, row.ends_at)
    same = [
        other for other in rivals if other.id != row.id and Interval(other.starts_at, other.ends_at).overlaps(times)
    ]
    return WaitingView(
        occurrence_id=row.id,
        request_id=row.request_id,
        code=row.code,
        staff_id=row.staff_id,
        kind=row.kind,
        office_id=row.office_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        waits_since=row.waits_since,
        ahead=sum(turns[other.id] < turns[row.id] for other in same),
        together=len(same) + 1,
        has_offer=has_offer,
        barred=never,
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(TOKYO).date()


def _offers(tx: Connection, condition: ColumnElement[bool]) -> tuple[OfferView, ...]:
    query: Select[Any] = (
        select(
            offer,
            request.c.id.label("request_id"),
            request.c.staff_id,
            request.c.kind,
            request.c.purpose,
            request.c.office_id,
            occurrence.c.starts_at,
            occurrence.c.ends_at,
        )
        .join(occurrence, occurrence.c.id == offer.c.occurrence_id)
        .join(request, request.c.id == occurrence.c.request_id)
        .where(condition)
        .order_by(offer.c.expires_at, offer.c.id)
    )
    rows = tx.execute(query).all()
    units = unit_rows(tx, {unit_id for row in rows for unit_id in row.option["unit_ids"]})
    return tuple(_offer(row, units) for row in rows)


def _offer(row: Row[Any], units: Mapping[int, Row[Any]]) -> OfferView:
    option = row.option
    return OfferView(
        offer_id=row.id,
        booking_id=row.booking_id,
        occurrence_id=row.occurrence_id,
        request_id=row.request_id,
        staff_id=row.staff_id,
        kind=row.kind,
        purpose=row.purpose,
        office_id=option["office_id"],
        starts_at=datetime.fromisoformat(option["starts_at"]),
        ends_at=datetime.fromisoformat(option["ends_at"]),
        use_dates=tuple(map(date.fromisoformat, option["use_dates"])),
        units=tuple(units[unit_id].name_ja for unit_id in option["unit_ids"] if unit_id in units),
        moves=len(row.moves),
        state=OfferState(row.state),
        version=row.version,
        created_at=row.created_at,
        expires_at=row.expires_at,
        answered_at=row.answered_at,
        asked_starts_at=row.starts_at,
        asked_ends_at=row.ends_at,
        asked_office_id=row.office_id,
    )
