"""Who is on the waiting list: dates that were refused, and dates asked for after their round was over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from scheduler.audit.operations import record
from scheduler.clock import TOKYO
from scheduler.db.tables import occurrence, request, round_
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.domain.states import REQUEST, Approval, RequestState, RoundState, advance
from scheduler.domain.wish import at_office, needs_of
from scheduler.errors import Refused
from scheduler.reasons import as_json
from scheduler.requests.queries import Occurrence, by_ids
from scheduler.waiting.freed import Freed, ask_for_offers
from scheduler.waiting.lapsing import withdraw_of

AT_ONCE = 5000


def join(tx: Connection, occurrence_ids: Iterable[int], *, now: datetime) -> None:
    """Put dates that were refused just now on the list, those whose people want to wait."""
    ids = list(occurrence_ids)
    willing = select(request.c.id).where(request.c.may_wait)
    for start in range(0, len(ids), AT_ONCE):
        statement = update(occurrence).where(
            occurrence.c.id.in_(ids[start : start + AT_ONCE]),
            occurrence.c.state == RequestState.REFUSED,
            occurrence.c.starts_at > now,
            occurrence.c.request_id.in_(willing),
        )
        tx.execute(statement.values(waits_since=now))


def set_waiting(tx: Connection, occurrence_id: int, waits: bool, *, actor: Actor, now: datetime) -> int:
    """Let a refused date wait, or wait no more (an open offer goes to somebody else); returns its version.

    Raises:
        Refused: it was not refused (`waits-only-refused`), or begins before anything could be offered.
    """
    row = load(tx, occurrence, occurrence_id, lock=True)
    (asked,) = by_ids(tx, [occurrence_id])
    permission.require(permission.may_act_for(actor, asked.wish.staff_id, asked.department_id), "wait")
    if (row.waits_since is not None) is waits:
        return int(row.version)
    if waits and (row.state != RequestState.REFUSED or row.starts_at <= now):
        raise Refused(Reason("waits-only-refused"))
    version = change(tx, occurrence, occurrence_id, expected=None, waits_since=now if waits else None)
    if waits:
        ask_for_offers(tx, places_of(asked), now=now)
    else:
        withdraw_of(tx, occurrence_id, now=now)
    record(tx, actor=actor, now=now, action="wait" if waits else "stop_waiting", noun="occurrence", key=occurrence_id)
    return version


def look_for(tx: Connection, occurrence_id: int, *, actor: Actor, now: datetime) -> str | None:
    """Have it looked at once whether there is a place for a date on the list; returns the job's id.

    A date that still waits for its answer although its round is over is put on the list first.

    Raises:
        Refused: it is not on the list, or is no longer (`not-waiting`).
    """
    permission.require(permission.may_keep_stock(actor), "serve")
    load(tx, occurrence, occurrence_id, lock=True)
    (asked,) = by_ids(tx, [occurrence_id])
    if asked.state is RequestState.WAITING:
        join_late(tx, asked.request_id, actor=actor, now=now)
        (asked,) = by_ids(tx, [occurrence_id])
    if asked.waits_since is None or asked.state is not RequestState.REFUSED:
        raise Refused(Reason("not-waiting", {"request": asked.code}))
    return ask_for_offers(tx, places_of(asked), now=now)


def join_late(tx: Connection, request_id: int, *, actor: Actor, now: datetime) -> int:
    """Dates of an approved request whose round is over wait for what becomes free; returns how many.

    A round that is yet to be applied answers for itself.
    """
    query = select(occurrence.c.id).where(
        occurrence.c.request_id == request_id,
        occurrence.c.state == RequestState.WAITING,
        occurrence.c.starts_at > now,
    )
    late = [
        item
        for item in by_ids(tx, tx.execute(query).scalars().all())
        if item.approval is Approval.APPROVED and item.may_wait and _is_over(tx, _day(item))
    ]
    for item in late:
        put_on_list(tx, item, Reason("round-is-over"), now=now)
        record(tx, actor=actor, now=now, action="wait", noun="occurrence", key=item.occurrence_id)
    ask_for_offers(tx, [place for item in late for place in places_of(item)], now=now)
    return len(late)


def put_on_list(
    tx: Connection, item: Occurrence, reason: Reason, *, alternatives: Sequence[Mapping[str, Any]] = (), now: datetime
) -> None:
    """A date that waits for its answer, or had a place, gets none for that reason; it waits if its person wants to."""
    event = "lose" if item.state is RequestState.GRANTED else "refuse"
    values = {
        "state": advance("request", REQUEST, item.state, event),
        "reasons": as_json([reason]),
        "alternatives": [dict(one) for one in alternatives],
        "waits_since": now if item.may_wait else None,
    }
    change(tx, occurrence, item.occurrence_id, expected=None, **values)


def places_of(item: Occurrence) -> tuple[Freed, ...]:
    """Where something would have to become free for a date: here, or at the other offices it would do at."""
    wishes = (item.wish, *(at_office(item.wish, office_id) for office_id in item.alt_office_ids))
    return tuple(
        Freed(need.office_id, kind, need.interval)
        for wish in wishes
        for need in needs_of(wish)
        for kind in need.unit_kinds
    )


def _day(item: Occurrence) -> date:
    return item.wish.interval.start.astimezone(TOKYO).date()


def _is_over(tx: Connection, day: date) -> bool:
    """A round of that day was applied, and none is to come."""
    query = select(round_.c.state).where(round_.c.first_day <= day, round_.c.last_day >= day)
    states = set(tx.execute(query).scalars())
    return states == {RoundState.APPLIED}
