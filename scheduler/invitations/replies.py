"""Answers that came back by mail, read from files: one mail each, or a folder of them as mail programs keep it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from sqlalchemy import Connection

from calendars.invitation import Reply, read_reply
from scheduler.domain.reason import Reason
from scheduler.invitations.operations import note_answer

MOST_OCTETS = 1_000_000


def files_of(path: Path) -> Iterator[Path]:
    """The mails of a maildir or another folder in the order of their names, or the file itself."""
    if not path.is_dir():
        yield path
        return
    folders = [path / name for name in ("new", "cur") if (path / name).is_dir()] or [path]
    for folder in folders:
        yield from sorted(each for each in folder.iterdir() if each.is_file())


def reply_of(data: bytes) -> Reply | None:
    """The answer in a mail; None when there is none."""
    if len(data) > MOST_OCTETS:
        return None
    mail = message_from_bytes(data, policy=default)
    for part in mail.walk():
        if part.get_content_type() == "text/calendar" and isinstance(part, EmailMessage):
            content = part.get_payload(decode=True)
            found = read_reply(content) if isinstance(content, bytes) else None
            if found is not None:
                return found
    return None


def note_mail(tx: Connection, data: bytes, *, now: datetime) -> Reason:
    """Read one mail and remember the answer in it; says what became of it."""
    found = reply_of(data)
    return note_answer(tx, found, now=now) if found else Reason("invitation-reply_none")
