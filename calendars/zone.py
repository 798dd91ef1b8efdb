"""The one time zone of the office: Asia/Tokyo."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")

VTIMEZONE = (
    b"BEGIN:VTIMEZONE\r\n"
    b"TZID:Asia/Tokyo\r\n"
    b"BEGIN:STANDARD\r\n"
    b"DTSTART:19700101T000000\r\n"
    b"TZOFFSETFROM:+0900\r\n"
    b"TZOFFSETTO:+0900\r\n"
    b"TZNAME:JST\r\n"
    b"END:STANDARD\r\n"
    b"END:VTIMEZONE\r\n"
)
"""Japan has had no summer time since 1951; strict readers refuse the full history of the zone."""

FIRST_YEAR = 1970
"""The year from which VTIMEZONE is true."""

LAST_YEAR = 9800
"""Short of what `datetime` holds, so that neither changing the zone nor repeating an event can overflow."""


def is_aware(instant: datetime) -> bool:
    """Whether the datetime says where on the time line it lies."""
    return instant.utcoffset() is not None


def to_tokyo(instant: datetime) -> datetime:
    """The same instant on the wall clock of Tokyo, cut to whole seconds (iCalendar knows no smaller unit)."""
    return instant.astimezone(TOKYO).replace(microsecond=0)


def to_utc(instant: datetime) -> datetime:
    """The same instant in UTC, cut to whole seconds."""
    return instant.astimezone(UTC).replace(microsecond=0)


def local_date(instant: datetime) -> date:
    """The day on the wall of an office at that instant. Raises ValueError for a datetime without zone."""
    if not is_aware(instant):
        raise ValueError(f"a datetime without time zone has no local date: {instant!s}")
    return instant.astimezone(TOKYO).date()
