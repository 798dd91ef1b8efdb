"""A person gives, renews and takes back their own calendars. Reading and fetching were done before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from scheduler.audit.operations import record
from scheduler.db.tables import own_busy, own_calendar
from scheduler.db.versions import load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.errors import NotFound, Refused
from scheduler.own_calendars import rules
from scheduler.own_calendars.reading import BusyTimes
from scheduler.reasons import as_json


def add(
    tx: Connection,
    busy: BusyTimes,
    *,
    label: str,
    address: str | None = None,
    etag: str = "",
    actor: Actor,
    now: datetime,
) -> int:
    """Take a calendar of the actor's own: a file, or an address that is read again and again. Returns its id.

    Raises:
        Refused: it has no name, its address is none that is fetched, or the person has too many.
        NotAllowed: the actor is no person.
    """
    permission.require(actor.staff_id is not None, "give-own-calendar")
    held = select(func.count()).where(own_calendar.c.staff_id == actor.staff_id)
    if tx.execute(held).scalar_one() >= rules.MOST_CALENDARS:
        raise Refused(Reason("own-calendar-too_many", {"max": rules.MOST_CALENDARS}))
    values = {
        "staff_id": actor.staff_id,
        "label": rules.label(label),
        "address": rules.address(address) if address else None,
        "etag": etag,
        "created_at": now,
        "read_at": now,
        "tried_at": now,
        "failures": 0,
        "reasons": [],
        "left_out": as_json(busy.left_out),
    }
    calendar_id = int(tx.execute(insert(own_calendar).values(values).returning(own_calendar.c.id)).scalar_one())
    _put_times(tx, calendar_id, busy)
    # Neither the address nor the times: whoever reads the audit needs to know of neither.
    after = {"source": "address" if address else "file"}
    record(tx, actor=actor, now=now, action="add", noun="own_calendar", key=calendar_id, after=after)
    return calendar_id


def remove(tx: Connection, calendar_id: int, *, actor: Actor, now: datetime) -> None:
    """Forget a calendar of one's own with all its times."""
    row = load(tx, own_calendar, calendar_id, lock=True)
    if actor.staff_id is None or row.staff_id != actor.staff_id:
        raise NotFound("own_calendar", calendar_id)
    tx.execute(delete(own_busy).where(own_busy.c.own_calendar_id == calendar_id))
    tx.execute(delete(own_calendar).where(own_calendar.c.id == calendar_id))
    record(tx, actor=actor, now=now, action="remove", noun="own_calendar", key=calendar_id)


def renew(tx: Connection, calendar_id: int, busy: BusyTimes | None, *, etag: str, now: datetime) -> None:
    """What was read again; None when nothing has changed. A calendar that was taken back meanwhile stays away."""
    values = {"read_at": now, "tried_at": now, "failures": 0, "reasons": [], "etag": etag}
    if busy is not None:
        values["left_out"] = as_json(busy.left_out)
    found = tx.execute(update(own_calendar).where(own_calendar.c.id == calendar_id).values(values))
    if found.rowcount and busy is not None:
        tx.execute(delete(own_busy).where(own_busy.c.own_calendar_id == calendar_id))
        _put_times(tx, calendar_id, busy)


def note_failure(tx: Connection, calendar_id: int, refused: Refused, *, now: datetime) -> None:
    """It could not be read this time: the times read last go on standing, and the person sees why."""
    values = {"tried_at": now, "failures": own_calendar.c.failures + 1, "reasons": as_json(refused.reasons)}
    tx.execute(update(own_calendar).where(own_calendar.c.id == calendar_id).values(values))


def _put_times(tx: Connection, calendar_id: int, busy: BusyTimes) -> None:
    rows = [
        {"own_calendar_id": calendar_id, "starts_at": each.start, "ends_at": each.end}
        for each in busy.times
        if each.length.total_seconds() >= 1
    ]
    if rows:
        tx.execute(insert(own_busy), rows)
