"""An event as an invitation by mail (iTIP, RFC 5546): who invites whom, or that it was called off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from calendars.content_line import property_line
from calendars.event import CalendarEvent
from calendars.feed import PRODUCT_ID
from calendars.fragment import render_event
from calendars.incoming.lines import parse, raw_lines
from calendars.zone import VTIMEZONE

Method = Literal["REQUEST", "CANCEL"]
Answer = Literal["accepted", "declined", "tentative"]

_RESOURCE = re.compile(rb"BEGIN:VRESOURCE\r\n.*?END:VRESOURCE\r\n", re.DOTALL)
_END = b"END:VEVENT\r\n"
_ANSWERS: dict[str, Answer] = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and a mail address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody answered to the invitation `uid` as it was at `sequence`."""

    uid: str
    sequence: int
    address: str
    answer: Answer


def method_of(event: CalendarEvent) -> Method:
    return "CANCEL" if event.status == "cancelled" else "REQUEST"


def render_invitation(event: CalendarEvent, organizer: Mailbox, attendee: Mailbox) -> bytes:
    """The calendar object of the mail; UID and SEQUENCE are those of the feed, so that apps know them for one thing."""
    method = method_of(event)
    asks = {"PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"} if method == "REQUEST" else {}
    people = property_line("ORGANIZER", f"mailto:{organizer.address}", {"CN": organizer.name}) + property_line(
        "ATTENDEE", f"mailto:{attendee.address}", {"CN": attendee.name, "ROLE": "REQ-PARTICIPANT", **asks}
    )
    body = _RESOURCE.sub(b"", render_event(event)).removesuffix(_END)
    head = (
        b"BEGIN:VCALENDAR\r\n",
        property_line("VERSION", "2.0"),
        property_line("PRODID", PRODUCT_ID),
        property_line("METHOD", method),
        VTIMEZONE,
    )
    return b"".join((*head, body, people, _END, b"END:VCALENDAR\r\n"))


def read_reply(data: bytes) -> Reply | None:
    """The answer in a calendar object that came back by mail; None for whatever else came."""
    values: dict[str, str] = {}
    for raw in raw_lines(data):
        if raw.name not in ("METHOD", "UID", "SEQUENCE", "ATTENDEE"):
            continue
        line = parse(raw)
        if line is None:
            continue
        if line.name == "ATTENDEE":
            values["PARTSTAT"] = str(line.parameters.get("PARTSTAT", "")).upper()
        values.setdefault(line.name, line.value)
    answer = _ANSWERS.get(values.get("PARTSTAT", ""))
    sequence = values.get("SEQUENCE", "0")
    if values.get("METHOD", "").upper() != "REPLY" or answer is None or "UID" not in values:
        return None
    if not sequence.isdecimal() or len(sequence) > 9:
        return None
    address = re.sub(r"^mailto:", "", values["ATTENDEE"], flags=re.IGNORECASE)
    return Reply(values["UID"], int(sequence), address, answer)
