"""Sends what waits in the outbox, as it stands at that moment; what cannot be sent is tried again, less and less often.

A mail may go out twice when the process dies between the server's word and ours: it is the same mail, with the same
Message-ID and SEQUENCE. None is lost.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, and_, exists, select, update

from calendars import CalendarEvent
from calendars.invitation import Mailbox
from scheduler.clock import Clock
from scheduler.db.tables import booking, invitation, invitation_address
from scheduler.db.transaction import Database, retrying
from scheduler.feeds.contents import bookings
from scheduler.feeds.contents.request import ContentRequest
from scheduler.feeds.views import View
from scheduler.feeds.window import window_at
from scheduler.invitations.messages import message
from scheduler.invitations.server import MailServer

logger = logging.getLogger(__name__)
AT_A_TIME = 100
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
MOST_FAILURES = 12


@dataclass(frozen=True, slots=True)
class Sender:
    """The chore of an installation that sends mail."""

    server: MailServer
    base_url: str

    def __call__(self, database: Database, clock: Clock) -> int:
        """Send what is due; returns how many mails went out."""
        now = clock.now()
        with database.read() as tx:
            due = _due(tx, now)
        if not due:
            return 0
        try:
            with self.server.connected() as connection:
                return sum(self._send(database, connection, row, now) for row in due)
        except (OSError, smtplib.SMTPException):
            logger.warning("the mail server cannot be reached; %d invitations wait", len(due), exc_info=True)
            for row in due:
                _write(database, partial(_put_off, row=row, now=now))
        return 0

    def _send(self, database: Database, connection: smtplib.SMTP, row: Row[Any], now: datetime) -> bool:
        with database.read() as tx:
            event = self._event(tx, row, now)
        if event is None:
            _write(database, lambda tx: _settle(tx, row))
            return False
        organizer = Mailbox("Sekitori", self.server.sender)
        mail = message(event, organizer, Mailbox(row.staff_id, row.address), locale=row.locale)
        try:
            connection.send_message(mail)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError):
            logger.warning("an invitation was not accepted by the mail server; trying again later")
            _write(database, partial(_put_off, row=row, now=now))
            return False
        _write(database, lambda tx: _note_sent(tx, row, event, now))
        return True

    def _event(self, tx: Connection, row: Row[Any], now: datetime) -> CalendarEvent | None:
        """What is to be said, the same as in the person's calendar; None when there is nothing new or nothing left."""
        view = View("person", row.staff_id, "full", row.locale)
        request = ContentRequest(tx, view, window_at(now), self.base_url)
        found = [event for event in bookings.events(request, {row.booking_uid}) if event.uid == row.booking_uid]
        if not found or found[0].sequence == row.sequence:
            return None
        is_cancelled, was_sent = found[0].status == "cancelled", row.sequence is not None
        # Nobody hears of a cancellation of what they never heard of, nor of what has begun.
        has_begun = row.starts_at <= now
        return None if (is_cancelled and not was_sent) or (has_begun and not is_cancelled) else found[0]


def _due(tx: Connection, now: datetime) -> list[Row[Any]]:
    query = (
        select(
            invitation,
            booking.c.uid.label("booking_uid"),
            booking.c.staff_id,
            booking.c.starts_at,
            booking.c.version,
            invitation_address.c.address,
            invitation_address.c.locale,
        )
        .join(booking, booking.c.id == invitation.c.booking_id)
        .join(invitation_address, invitation_address.c.staff_id == booking.c.staff_id)
        .where(invitation.c.is_waiting, invitation.c.next_try_at <= now)
    )
    return list(tx.execute(query.order_by(invitation.c.next_try_at, invitation.c.booking_id).limit(AT_A_TIME)))


def _settle(tx: Connection, row: Row[Any], **values: Any) -> None:
    """Take it out of the outbox, unless the booking has changed since it was looked at."""
    same = exists().where(booking.c.id == row.booking_id, booking.c.version == row.version)
    if values:
        tx.execute(update(invitation).where(invitation.c.booking_id == row.booking_id).values(values))
    tx.execute(update(invitation).where(and_(invitation.c.booking_id == row.booking_id, same)).values(is_waiting=False))


def _note_sent(tx: Connection, row: Row[Any], event: CalendarEvent, now: datetime) -> None:
    _settle(tx, row, uid=event.uid, sequence=event.sequence, sent_to=row.address, sent_at=now, failures=0)


def _put_off(tx: Connection, *, row: Row[Any], now: datetime) -> None:
    wait = min(FIRST_WAIT * 2**row.failures, LONGEST_WAIT)
    values = {"failures": row.failures + 1, "next_try_at": now + wait, "is_waiting": row.failures + 1 < MOST_FAILURES}
    tx.execute(update(invitation).where(invitation.c.booking_id == row.booking_id).values(values))


def _write(database: Database, work: Callable[[Connection], None]) -> None:
    def write() -> None:
        with database.write() as tx:
            work(tx)

    retrying(write)
