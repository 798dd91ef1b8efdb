"""A person wants their bookings by mail, or no longer; an answer came back."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from calendars.invitation import Reply
from scheduler.audit.operations import record
from scheduler.db.tables import booking, invitation, invitation_address
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.feeds.wording import Locale
from scheduler.invitations.server import MailServer
from scheduler.notices.operations import tell

LONGEST = 254
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def set_address(
    tx: Connection, address: str, *, locale: Locale, server: MailServer | None, actor: Actor, now: datetime
) -> None:
    """From now on the actor's own bookings are sent there.

    Raises:
        Refused: this installation sends no mail, not to such an address, or it is none.
        NotAllowed: the actor is no person.
    """
    permission.require(actor.staff_id is not None, "ask-for-invitations")
    if server is None:
        raise Refused(Reason("invitation-mail_off"))
    address = address.strip()
    if len(address) > LONGEST or not _ADDRESS.fullmatch(address):
        raise Refused(Reason("invitation-address"))
    if not server.may_send_to(address):
        raise Refused(Reason("invitation-domain", {"domains": ", ".join(sorted(server.domains))}))
    tx.execute(delete(invitation_address).where(invitation_address.c.staff_id == actor.staff_id))
    values = {"staff_id": actor.staff_id, "address": address, "locale": locale, "created_at": now}
    tx.execute(insert(invitation_address).values(values))
    record(tx, actor=actor, now=now, action="ask-for", noun="invitation", key=actor.staff_id or "")


def remove_address(tx: Connection, *, actor: Actor, now: datetime) -> None:
    """Nothing is sent any more; what was sent stays where it is."""
    permission.require(actor.staff_id is not None, "ask-for-invitations")
    tx.execute(delete(invitation_address).where(invitation_address.c.staff_id == actor.staff_id))
    record(tx, actor=actor, now=now, action="decline", noun="invitation", key=actor.staff_id or "")


def note_answer(tx: Connection, reply: Reply, *, now: datetime) -> Reason:
    """Remember what somebody answered; says what became of it.

    Mail proves nothing about its sender, so an answer changes no booking: who declines is told where to cancel.
    """
    query = select(invitation, booking.c.staff_id, booking.c.kind, booking.c.starts_at).join(
        booking, booking.c.id == invitation.c.booking_id
    )
    row = tx.execute(query.where(invitation.c.uid == reply.uid)).one_or_none()
    if row is None or (row.sent_to or "").casefold() != reply.address.casefold():
        return Reason("invitation-reply_unknown")
    if reply.sequence < (row.sequence or 0):
        return Reason("invitation-reply_old")
    if row.answer != reply.answer:
        values = {"answer": reply.answer, "answered_at": now}
        tx.execute(update(invitation).where(invitation.c.booking_id == row.booking_id).values(values))
        if reply.answer == "declined":
            told = {"kind": row.kind, "start": row.starts_at.isoformat()}
            tell(tx, row.staff_id, "invitation-declined", told, now=now)
    return Reason("invitation-reply_noted")
