"""Requests as values: for a person's list, for a head's approvals, for a round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from calendars import fiscal_year, fiscal_year_bounds
from scheduler.clock import TOKYO
from scheduler.db.tables import occurrence, request, request_leg, staff_member
from scheduler.domain.actor import Actor, Role
from scheduler.domain.interval import Interval
from scheduler.domain.loan_period import at
from scheduler.domain.permission import may_act_for, may_approve, may_see_private, require
from scheduler.domain.reason import Reason
from scheduler.domain.states import Approval, RequestState
from scheduler.domain.wish import Kind, Leg, Wish
from scheduler.errors import NotFound
from scheduler.reasons import from_json


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a request with the wish it stands for."""

    occurrence_id: int
    request_id: int
    code: str
    series_id: str | None
    state: RequestState
    version: int
    wish: Wish
    flex_earlier_min: int
    flex_later_min: int
    alt_office_ids: tuple[str, ...]
    alt_dates: tuple[date, ...]
    priority: int
    saved_min: int
    approval: Approval
    department_id: str
    # What its person agreed to: being moved later so that others fit in; waiting when it is refused.
    may_move: bool
    may_wait: bool
    waits_since: datetime | None


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as its owner, a colleague of the section or its approver sees it, with one of its dates.

    `note` is empty unless the reader may see it.
    """

    request_id: int
    occurrence_id: int
    code: str
    staff_id: str
    kind: str
    purpose: str
    office_id: str
    starts_at: datetime
    ends_at: datetime
    use_dates: tuple[date, ...]
    approval: Approval
    state: RequestState
    version: int
    submitted_at: datetime
    reasons: tuple[Reason, ...]
    alternatives: tuple[dict[str, Any], ...]
    remedies: tuple[Reason, ...]
    note: str
    may_move: bool
    may_wait: bool
    # Since when this date is on the waiting list, None when it is not.
    waits_since: datetime | None


def in_period(
    tx: Connection, first_day: date, last_day: date, *, states: Iterable[RequestState] = (RequestState.WAITING,)
) -> tuple[Occurrence, ...]:
    """The dates of requests that begin on these days, both included, in the given states."""
    start = at(first_day, datetime.min.time())
    end = at(date.fromordinal(last_day.toordinal() + 1), datetime.min.time())
    condition = and_(
        occurrence.c.starts_at >= start, occurrence.c.starts_at < end, occurrence.c.state.in_(list(states))
    )
    return _occurrences(tx, condition)


def by_ids(tx: Connection, occurrence_ids: Iterable[int]) -> tuple[Occurrence, ...]:
    return _occurrences(tx, occurrence.c.id.in_(list(occurrence_ids)))


def past_refusals(tx: Connection, on: date, until: date) -> dict[str, int]:
    """How many dates each person was refused in the fiscal year of `on`, before `until`."""
    start, _ = fiscal_year_bounds(fiscal_year(on))
    query = (
        select(request.c.staff_id, func.count().label("refusals"))
        .join(occurrence, occurrence.c.request_id == request.c.id)
        .where(occurrence.c.state == RequestState.REFUSED, occurrence.c.date >= start, occurrence.c.date < until)
        .group_by(request.c.staff_id)
    )
    return {row.staff_id: row.refusals for row in tx.execute(query)}


def of_person(tx: Connection, staff_id: str, *, actor: Actor, since: datetime) -> tuple[RequestView, ...]:
    """A person's requests whose dates end after `since`, soonest first."""
    department = tx.execute(
        select(staff_member.c.department_id).where(staff_member.c.staff_id == staff_id)
    ).scalar_one_or_none()
    if department is None:
        raise NotFound("staff_member", staff_id)
    require(may_act_for(actor, staff_id, department), "see-requests")
    condition = and_(request.c.staff_id == staff_id, occurrence.c.ends_at > since)
    return _views(tx, _view_query().where(condition), actor)


def of_request(tx: Connection, request_id: int, *, actor: Actor) -> tuple[RequestView, ...]:
    """Every date of a request, soonest first, for those who may act for its person and for its approver."""
    query = (
        select(request.c.staff_id, request.c.approver_id, staff_member.c.department_id)
        .join(staff_member, staff_member.c.staff_id == request.c.staff_id)
        .where(request.c.id == request_id)
    )
    owner = tx.execute(query).one_or_none()
    if owner is None or not (
        may_act_for(actor, owner.staff_id, owner.department_id)
        or may_approve(actor, owner.staff_id, owner.department_id, owner.approver_id)
    ):
        raise NotFound("request", request_id)
    return _views(tx, _view_query().where(request.c.id == request_id), actor)


def to_approve(tx: Connection, *, actor: Actor, now: datetime) -> tuple[RequestView, ...]:
    """Requests that wait for this head's word, one line each (the first date that is still ahead)."""
    require(actor.has(Role.MANAGER, Role.ADMIN), "approve")
    mine: ColumnElement[bool] = request.c.approver_id == actor.staff_id
    if actor.department_id is not None:
        mine = or_(mine, staff_member.c.department_id == actor.department_id)
    if actor.has(Role.ADMIN):
        mine = request.c.id.is_not(None)
    query = _view_query().where(
        mine,
        request.c.approval == Approval.PENDING,
        request.c.staff_id.is_distinct_from(actor.staff_id),
        occurrence.c.state == RequestState.WAITING,
        occurrence.c.starts_at > now,
    )
    seen: set[int] = set()
    views = []
    for view in _views(tx, query, actor):
        if view.request_id not in seen:
            seen.add(view.request_id)
            views.append(view)
    return tuple(views)


def _occurrences(tx: Connection, condition: ColumnElement[bool]) -> tuple[Occurrence, ...]:
    query = (
        select(
            request,
            occurrence.c.id.label("occurrence_id"),
            occurrence.c.starts_at.label("occurs_at"),
            occurrence.c.ends_at.label("occurs_until"),
            occurrence.c.state,
            occurrence.c.version.label("occurrence_version"),
            occurrence.c.waits_since,
            staff_member.c.department_id,
        )
        .join(occurrence, occurrence.c.request_id == request.c.id)
        .join(staff_member, staff_member.c.staff_id == request.c.staff_id)
        .where(condition)
        .order_by(occurrence.c.id)
    )
    rows = tx.execute(query).all()
    legs = _legs(tx, {row.id for row in rows if row.kind in {Kind.WEB_CONFERENCE, Kind.BUNDLE}})
    return tuple(_occurrence(row, legs.get(row.id, ())) for row in rows)


def _legs(tx: Connection, request_ids: set[int]) -> dict[int, tuple[Leg, ...]]:
    found: dict[int, list[Leg]] = defaultdict(list)
    for chunk in _chunks(sorted(request_ids)):
        query = select(request_leg).where(request_leg.c.request_id.in_(chunk)).order_by(request_leg.c.id)
        for row in tx.execute(query):
            found[row.request_id].append(Leg(row.office_id, row.need, row.participants, row.is_host))
    return {request_id: tuple(legs) for request_id, legs in found.items()}


def _chunks(ids: list[int], size: int = 5000) -> Iterable[list[int]]:
    # A statement may carry 32,766 parameters on SQLite.
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _occurrence(row: Row[Any], legs: tuple[Leg, ...]) -> Occurrence:
    moved = row.occurs_at.astimezone(TOKYO).date() - row.starts_at.astimezone(TOKYO).date()
    wish = Wish(
        staff_id=row.staff_id,
        kind=Kind(row.kind),
        purpose=row.purpose,
        office_id=row.office_id,
        interval=Interval(row.occurs_at.astimezone(TOKYO), row.occurs_until.astimezone(TOKYO)),
        use_dates=tuple(date.fromisoformat(day) + moved for day in row.use_dates),
        quantity=row.quantity,
        required_attributes=frozenset(row.required_attributes),
        conf_system=row.conf_system,
        legs=legs,
        overtime_order_no=row.overtime_order_no,
        note=row.note_ja,
    )
    return Occurrence(
        occurrence_id=row.occurrence_id,
        request_id=row.id,
        code=row.code,
        series_id=row.series_id if row.rrule else None,
        state=RequestState(row.state),
        version=row.occurrence_version + row.version,
        wish=wish,
        flex_earlier_min=row.flex_earlier_min,
        flex_later_min=row.flex_later_min,
        alt_office_ids=tuple(row.alt_office_ids),
        alt_dates=tuple(date.fromisoformat(day) for day in row.alt_dates),
        priority=row.priority,
        saved_min=row.saved_min,
        approval=Approval(row.approval),
        department_id=row.department_id,
        may_move=row.may_move,
        may_wait=row.may_wait,
        waits_since=row.waits_since,
    )


def _view_query() -> Select[Any]:
    return (
        select(
            request,
            occurrence.c.id.label("occurrence_id"),
            occurrence.c.starts_at.label("occurs_at"),
            occurrence.c.ends_at.label("occurs_until"),
            occurrence.c.state,
            occurrence.c.reasons,
            occurrence.c.alternatives,
            occurrence.c.remedies,
            occurrence.c.waits_since,
        )
        .join(occurrence, occurrence.c.request_id == request.c.id)
        .join(staff_member, staff_member.c.staff_id == request.c.staff_id)
        .order_by(occurrence.c.starts_at, occurrence.c.id)
    )


def _views(tx: Connection, query: Select[Any], actor: Actor) -> tuple[RequestView, ...]:
    return tuple(
        RequestView(
            request_id=row.id,
            occurrence_id=row.occurrence_id,
            code=row.code,
            staff_id=row.staff_id,
            kind=row.kind,
            purpose=row.purpose,
            office_id=row.office_id,
            starts_at=row.occurs_at,
            ends_at=row.occurs_until,
            use_dates=tuple(date.fromisoformat(day) for day in row.use_dates),
            approval=Approval(row.approval),
            state=RequestState(row.state),
            version=row.version,
            submitted_at=row.submitted_at,
            reasons=from_json(row.reasons),
            alternatives=tuple(row.alternatives),
            remedies=from_json(row.remedies),
            note=row.note_ja if may_see_private(actor, row.staff_id) else "",
            may_move=row.may_move,
            may_wait=row.may_wait,
            waits_since=row.waits_since,
        )
        for row in tx.execute(query)
    )
