"""The mail around an invitation: a sentence for people, the calendar object for their apps (iMIP, RFC 6047)."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from calendars import CalendarEvent
from calendars.invitation import Mailbox, method_of, render_invitation
from scheduler.feeds.wording import Locale

_NAMES: dict[Locale, str] = {"ja": "席取り", "en": "Sekitori"}


def message(event: CalendarEvent, organizer: Mailbox, attendee: Mailbox, *, locale: Locale) -> EmailMessage:
    """Without the method in the MIME type many apps take a cancellation for nothing."""
    method = method_of(event)
    made = EmailMessage(policy=SMTP)
    made["From"] = f"{_NAMES[locale]} <{organizer.address}>"
    made["To"] = attendee.address
    made["Subject"] = event.summary
    made["Date"] = format_datetime(event.changed)
    domain = organizer.address.rpartition("@")[2]
    # The same for the same revision: a mail that is sent twice is known for one.
    made["Message-ID"] = f"<{event.uid}.{event.sequence}@{domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content("\n".join(filter(None, (event.summary, _when(event), event.location, event.url))) + "\n")
    content = render_invitation(event, organizer, attendee).decode()
    made.add_alternative(content, subtype="calendar", params={"method": method, "component": "VEVENT"})
    return made


def _when(event: CalendarEvent) -> str:
    if isinstance(event.start, datetime) and isinstance(event.end, datetime):
        return f"{event.start:%Y-%m-%d %H:%M} - {event.end:%Y-%m-%d %H:%M}"
    return f"{event.start:%Y-%m-%d}"
