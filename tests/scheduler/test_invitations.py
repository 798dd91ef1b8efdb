"""Bookings by mail, with a real mail server at the other end."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from icalendar import Calendar, Event
from sqlalchemy import select

from scheduler.bookings import operations as bookings
from scheduler.bookings.revisions import raise_revision
from scheduler.clock import Clock
from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.actor import Actor
from scheduler.errors import Refused
from scheduler.feeds.documents import build
from scheduler.feeds.views import View
from scheduler.invitations import operations, replies
from scheduler.invitations.sending import Sender
from scheduler.invitations.server import MailServer
from tests import builders
from tests.builders import at

NOW = at("2026-06-30 9:00")
ADDRESS = "s000001@pref.example"
PERSON = builders.actor("S000001")


class Inbox:
    """Takes mail, or refuses it for a while."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuses = False

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.refuses:
            return "451 try again later"
        mail = message_from_bytes(bytes(envelope.content or b""), policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 taken"

    def events(self) -> list[tuple[str, Event]]:
        """Of each mail the method its MIME type names, and its event."""
        found = []
        for mail in self.mails:
            (part,) = [each for each in mail.walk() if each.get_content_type() == "text/calendar"]
            calendar = Calendar.from_ical(part.get_payload(decode=True))
            (event,) = calendar.walk("VEVENT")
            assert calendar["METHOD"] == part.get_param("method")
            found.append((str(calendar["METHOD"]), event))
        return found


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def sender(inbox: Inbox) -> Iterator[Sender]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield Sender(MailServer(f"smtp://127.0.0.1:{port}", "sekitori@pref.example"), "https://sekitori.example")
    controller.stop()


@pytest.fixture
def office(database: Database, sender: Sender) -> Database:
    """Two people with a seat booked each; one of them wants their bookings by mail."""
    with database.write() as tx:
        builders.staff_member(tx)
        builders.staff_member(tx, "S000002")
        first, second = builders.pool_with_units(tx, "seat", "YG-HQ", 2)
        builders.booking(tx, "S000001", [first], at("2026-07-01 15:00"), at("2026-07-01 17:15"))
        builders.booking(tx, "S000002", [second], at("2026-07-01 15:00"), at("2026-07-01 17:15"))
        operations.set_address(tx, ADDRESS, locale="ja", server=sender.server, actor=PERSON, now=NOW)
    return database


def clock_at(now: object = NOW) -> Clock:
    return Clock(now - Clock().now())  # type: ignore[operator]


def cancel(database: Database, booking_id: int, by: Actor = PERSON) -> None:
    with database.write() as tx:
        bookings.cancel(tx, booking_id, actor=by, now=NOW)


def change(database: Database, booking_id: int = 1) -> None:
    """Touch the booking as a renamed seat would."""
    with database.write() as tx:
        raise_revision(tx, [booking_id], NOW)


def test_a_change_and_a_cancellation_are_sent_with_the_uid_and_sequence_of_the_feed(
    office: Database, sender: Sender, inbox: Inbox
) -> None:
    change(office)
    assert sender(office, clock_at()) == 1
    cancel(office, 1)
    assert sender(office, clock_at()) == 1

    (request, asked), (cancelled, gone) = inbox.events()
    assert (request, cancelled) == ("REQUEST", "CANCEL")
    with office.read() as tx:
        body = build(tx, View("person", "S000001", "full", "ja"), now=NOW, base_url=sender.base_url)
    (shown,) = Calendar.from_ical(body).walk("VEVENT")
    assert asked["UID"] == gone["UID"] == shown["UID"]
    assert int(asked["SEQUENCE"]) < int(gone["SEQUENCE"]) == int(shown["SEQUENCE"])
    assert str(asked["ATTENDEE"]) == f"mailto:{ADDRESS}"
    assert str(asked["ORGANIZER"]) == "mailto:sekitori@pref.example"
    assert inbox.mails[0]["To"] == ADDRESS


def test_nothing_is_sent_twice_or_to_whoever_did_not_ask(office: Database, sender: Sender, inbox: Inbox) -> None:
    change(office)
    cancel(office, 2, builders.actor("S000002"))

    assert [sender(office, clock_at()), sender(office, clock_at())] == [1, 0]
    assert len(inbox.mails) == 1


def test_several_changes_before_the_mail_goes_out_are_one_mail(office: Database, sender: Sender, inbox: Inbox) -> None:
    change(office)
    change(office)
    cancel(office, 1)

    assert sender(office, clock_at()) == 0
    assert inbox.mails == []


def test_a_change_that_is_undone_leaves_nothing_to_send(office: Database, sender: Sender) -> None:
    with office.engine.connect() as tx, tx.begin() as transaction:
        bookings.cancel(tx, 1, actor=PERSON, now=NOW)
        assert len(tx.execute(select(tables.invitation)).all()) == 1
        transaction.rollback()

    with office.read() as tx:
        assert tx.execute(select(tables.invitation)).all() == []


def test_what_the_server_does_not_take_waits_and_is_tried_again(office: Database, sender: Sender, inbox: Inbox) -> None:
    change(office)
    inbox.refuses = True
    assert sender(office, clock_at()) == 0
    inbox.refuses = False

    assert sender(office, clock_at()) == 0
    assert sender(office, clock_at(NOW + timedelta(minutes=2))) == 1


def test_a_server_that_is_away_loses_nothing(office: Database, sender: Sender, inbox: Inbox) -> None:
    change(office)
    away = Sender(MailServer("smtp://127.0.0.1:1", "sekitori@pref.example"), sender.base_url)

    assert away(office, clock_at()) == 0
    assert sender(office, clock_at(NOW + timedelta(minutes=2))) == 1


def reply_to(event: Event, answer: str, address: str = ADDRESS) -> bytes:
    """As Outlook and the others write it."""
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT", f"UID:{event['UID']}",
        f"SEQUENCE:{event['SEQUENCE']}", f"ATTENDEE;PARTSTAT={answer}:MAILTO:{address}", "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = address, "sekitori@pref.example", "Re"
    mail.set_content("answer")
    mail.add_alternative("\r\n".join(lines) + "\r\n", subtype="calendar", params={"method": "REPLY"})
    return mail.as_bytes()


def test_an_answer_is_noted_and_changes_no_booking(office: Database, sender: Sender, inbox: Inbox) -> None:
    change(office)
    sender(office, clock_at())
    ((_, event),) = inbox.events()

    with office.write() as tx:
        stranger = replies.note_mail(tx, reply_to(event, "DECLINED", "x@pref.example"), now=NOW)
        noted = replies.note_mail(tx, reply_to(event, "DECLINED"), now=NOW)
        nothing = replies.note_mail(tx, b"Subject: hello\n\nhello", now=NOW)
        row = tx.execute(select(tables.invitation)).one()
        told = tx.execute(select(tables.notice.c.code)).scalars().all()
        state = tx.execute(select(tables.booking.c.state).where(tables.booking.c.id == 1)).scalar_one()

    codes = [each.code.removeprefix("invitation-reply_") for each in (stranger, noted, nothing)]
    assert codes == ["unknown", "noted", "none"]
    assert (row.answer, list(told), state) == ("declined", ["invitation-declined"], "confirmed")


def test_an_answer_to_what_was_before_the_change_is_old(office: Database, sender: Sender, inbox: Inbox) -> None:
    change(office)
    sender(office, clock_at())
    change(office)
    sender(office, clock_at())

    with office.write() as tx:
        assert replies.note_mail(tx, reply_to(inbox.events()[0][1], "ACCEPTED"), now=NOW).code == "invitation-reply_old"


@pytest.mark.parametrize(
    "address", ["x", "x@y", "a b@pref.example", "a@pref.example\r\nBcc: b@x.example", "<a@b.example>"]
)
def test_what_is_no_address_is_refused(tx: object, address: str) -> None:
    server = MailServer("smtp://localhost", "a@pref.example")

    with pytest.raises(Refused, match="invitation-address"):
        operations.set_address(tx, address, locale="ja", server=server, actor=PERSON, now=NOW)  # type: ignore[arg-type]


def test_mail_goes_only_where_the_installation_lets_it_and_is_off_without_a_server(tx: object) -> None:
    server = MailServer("smtp://localhost", "a@pref.example", frozenset({"pref.example"}))

    for given, code in ((server, "invitation-domain"), (None, "invitation-mail_off")):
        with pytest.raises(Refused, match=code):
            operations.set_address(tx, "a@home.example", locale="ja", server=given, actor=PERSON, now=NOW)  # type: ignore[arg-type]


def test_the_server_of_this_test_is_a_real_one(sender: Sender) -> None:
    with sender.server.connected() as connection:
        assert connection.noop()[0] == 250
    assert isinstance(connection, smtplib.SMTP)
