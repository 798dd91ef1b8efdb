"""Whether one gets one's bookings by mail."""

from __future__ import annotations

from sqlalchemy import Connection, select

from scheduler.db.tables import invitation_address
from scheduler.domain.actor import Actor


def my_address(tx: Connection, *, actor: Actor) -> str | None:
    """Where the actor's bookings are sent to."""
    query = select(invitation_address.c.address).where(invitation_address.c.staff_id == actor.staff_id)
    return tx.execute(query).scalar_one_or_none()
