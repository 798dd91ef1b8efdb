"""What may be given as one's own calendar, and what plans make of it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from calendars import clean_line
from scheduler.domain.interval import Interval
from scheduler.domain.reason import Reason
from scheduler.domain.wish import Kind, Wish
from scheduler.errors import Refused

MOST_CALENDARS = 10
LONGEST_LABEL = 60
LONGEST_ADDRESS = 1000
# Where somebody has to be there in person. A PC that is lent for days is used around meetings.
IN_PERSON = frozenset({Kind.SEAT, Kind.WEB_CONFERENCE, Kind.BUNDLE})


def label(text: str) -> str:
    """Raises Refused when there is none."""
    cleaned = clean_line(text)[:LONGEST_LABEL]
    if not cleaned:
        raise Refused(Reason("own-calendar-label"))
    return cleaned


def address(text: str) -> str:
    """The address as it is fetched; webcal:// is how apps write https. Raises Refused."""
    cleaned = text.strip()
    if cleaned.lower().startswith("webcal://"):
        cleaned = f"https://{cleaned[len('webcal://') :]}"
    try:
        parts = urlsplit(cleaned)
        _ = parts.port
    except ValueError as error:
        raise Refused(Reason("own-calendar-address")) from error
    is_plain = cleaned.isascii() and cleaned.isprintable() and " " not in cleaned and len(cleaned) <= LONGEST_ADDRESS
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc or not is_plain:
        raise Refused(Reason("own-calendar-address"))
    return parts._replace(fragment="").geturl()


def keeps_free(asked: Wish, offered: Wish, busy: Iterable[Interval]) -> bool:
    """Whether the hours offered leave the person's own meetings alone.

    The hours they asked for themselves are theirs to judge: often the meeting is what the seat is wanted for. So only
    a meeting that the offered hours meet and the asked hours do not counts.
    """
    if offered.kind not in IN_PERSON:
        return True
    return not any(each.overlaps(offered.interval) and not each.overlaps(asked.interval) for each in busy)
