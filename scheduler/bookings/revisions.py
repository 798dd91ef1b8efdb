"""Tells every calendar that shows a booking that it has changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select, update

from scheduler.db.tables import allocation, booking, pool, unit
from scheduler.feeds.revisions import Subject, touch


def raise_revision(tx: Connection, booking_ids: Iterable[int], now: datetime) -> None:
    """Raise the version of the bookings and the revision of every feed that shows them.

    A booking that leaves a unit or an office was shown there as well: pass what `subjects_of` said before the
    change to `touch`.
    """
    ids = sorted(set(booking_ids))
    if not ids:
        return
    raised = update(booking).where(booking.c.id.in_(ids)).values(version=booking.c.version + 1, changed_at=now)
    tx.execute(raised)
    touch(tx, subjects_of(tx, ids), now=now)


def subjects_of(tx: Connection, booking_ids: Iterable[int]) -> set[Subject]:
    """The feeds that show the bookings: of their people, their units, and the offices of both."""
    ids = sorted(set(booking_ids))
    people = select(booking.c.staff_id, booking.c.office_id).where(booking.c.id.in_(ids))
    places = (
        select(allocation.c.unit_id, pool.c.office_id)
        .join(unit, unit.c.id == allocation.c.unit_id)
        .join(pool, pool.c.id == unit.c.pool_id)
        .where(allocation.c.booking_id.in_(ids))
    )
    found: set[Subject] = set()
    for staff_id, office_id in tx.execute(people):
        found |= {("person", staff_id), ("office", office_id)}
    for unit_id, office_id in tx.execute(places):
        found |= {("unit", str(unit_id)), ("office", office_id)}
    return found
