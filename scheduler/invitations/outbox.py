"""What has to be sent is written in the transaction of the change, so that no mail is lost or sent for nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from scheduler.db.tables import booking, invitation, invitation_address


def queue(tx: Connection, booking_ids: Collection[int], *, now: datetime) -> None:
    """Somebody's bookings are new or have changed: whoever wants them by mail gets them as they stand when sent."""
    wanted = (
        select(booking.c.id, literal(True), literal(now, invitation.c.next_try_at.type), literal(0))
        .join(invitation_address, invitation_address.c.staff_id == booking.c.staff_id)
        .where(booking.c.id.in_(sorted(booking_ids)), booking.c.ends_at > now)
    )
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(invitation).from_select(["booking_id", "is_waiting", "next_try_at", "failures"], wanted)
    again = {"is_waiting": True, "next_try_at": now, "failures": 0}
    tx.execute(statement.on_conflict_do_update(index_elements=["booking_id"], set_=again))
