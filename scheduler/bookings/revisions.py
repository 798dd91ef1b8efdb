"""Tells every calendar that shows a booking that it has changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select, update

from scheduler.db.tables import allocation, booking, plan, pool, staff_member, unit
from scheduler.feeds.revisions import Subject, touch
from scheduler.invitations.outbox import queue


def raise_revision(tx: Connection, booking_ids: Iterable[int], now: datetime) -> None:
    """Raise the version of the bookings and the revision of every calendar that shows them.

    A booking that leaves a unit or an office was shown there as well: call `touch_shown` before the change.
    """
    ids = sorted(set(booking_ids))
    if not ids:
        return
    raised = update(booking).where(booking.c.id.in_(ids)).values(version=booking.c.version + 1, changed_at=now)
    tx.execute(raised)
    touch_shown(tx, ids, now=now)


def touch_shown(tx: Connection, booking_ids: Iterable[int], *, now: datetime) -> None:
    """Raise the revision of every calendar that shows the bookings where and when they are at this moment.

    Whoever wants their bookings by mail will be sent them again.
    """
    ids = sorted(set(booking_ids))
    if ids:
        uids = tx.execute(select(booking.c.uid).where(booking.c.id.in_(ids))).scalars().all()
        touch(tx, subjects_of(tx, ids), now=now, items=uids)
        queue(tx, ids, now=now)


def subjects_of(tx: Connection, booking_ids: Iterable[int]) -> set[Subject]:
    """The calendars that show the bookings: of people and sections, of units, groups and offices, of rounds."""
    ids = sorted(set(booking_ids))
    people = (
        select(booking.c.staff_id, booking.c.office_id, staff_member.c.department_id, plan.c.round_id)
        .join(staff_member, staff_member.c.staff_id == booking.c.staff_id)
        .outerjoin(plan, plan.c.id == booking.c.plan_id)
        .where(booking.c.id.in_(ids))
    )
    places = (
        select(allocation.c.unit_id, pool.c.office_id, pool.c.kind)
        .join(unit, unit.c.id == allocation.c.unit_id)
        .join(pool, pool.c.id == unit.c.pool_id)
        .where(allocation.c.booking_id.in_(ids))
    )
    found: set[Subject] = set()
    for staff_id, office_id, department_id, round_id in tx.execute(people):
        found |= {("person", staff_id), ("office", office_id), ("section", department_id)}
        if round_id is not None:
            found.add(("round", str(round_id)))
    for unit_id, office_id, kind in tx.execute(places):
        found |= {("unit", str(unit_id)), ("office", office_id), ("group", f"{office_id}:{kind}")}
    return found
