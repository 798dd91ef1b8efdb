"""The disaster switch: an office that comes first for the time being, in every list of moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from calendars import clean_line
from scheduler.audit.operations import record
from scheduler.db.tables import office, office_priority
from scheduler.db.versions import load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.errors import Refused

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Priority:
    """Why an office comes first, and since when."""

    office_id: str
    reason_ja: str
    set_at: datetime


def priorities(tx: Connection) -> Mapping[str, Priority]:
    """The offices that come first now; none in ordinary times."""
    query = select(office_priority.c.office_id, office_priority.c.reason_ja, office_priority.c.set_at)
    return {row.office_id: Priority(*row) for row in tx.execute(query.order_by(office_priority.c.office_id))}


def set_priority(tx: Connection, office_id: str, reason_ja: str, *, actor: Actor, now: datetime) -> None:
    """Have an office come first until `end_priority`; a second time gives another reason.

    Raises:
        Refused: no reason, or one that is too long.
        NotFound: there is no such office.
    """
    permission.require(permission.may_keep_stock(actor), "set-priority")
    load(tx, office, office_id)
    reason = " ".join(clean_line(reason_ja).split())
    if not reason or len(reason) > LONGEST_REASON:
        raise Refused(Reason("transfer-priority-reason", {"longest": LONGEST_REASON}))
    tx.execute(delete(office_priority).where(office_priority.c.office_id == office_id))
    values = {"office_id": office_id, "reason_ja": reason, "set_by": actor.staff_id, "set_at": now}
    tx.execute(insert(office_priority).values(values))
    record(tx, actor=actor, now=now, action="set-priority", noun="office", key=office_id, after={"reason_ja": reason})


def end_priority(tx: Connection, office_id: str, *, actor: Actor, now: datetime) -> None:
    """The office takes its turn again; for one that does already nothing happens."""
    permission.require(permission.may_keep_stock(actor), "set-priority")
    ended = tx.execute(delete(office_priority).where(office_priority.c.office_id == office_id))
    if ended.rowcount:
        record(tx, actor=actor, now=now, action="end-priority", noun="office", key=office_id)
