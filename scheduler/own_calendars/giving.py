"""What happens before a calendar is taken: fetched and read outside any transaction, for it may take seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.own_calendars import rules
from scheduler.own_calendars.fetching import fetch
from scheduler.own_calendars.reach import Reach
from scheduler.own_calendars.reading import BusyTimes, busy_times


@dataclass(frozen=True, slots=True)
class Given:
    """A calendar ready to be taken. `address` is None for a file."""

    busy: BusyTimes
    address: str | None = None
    etag: str = ""


def from_file(data: bytes, *, now: datetime) -> Given:
    """Raises Refused when it cannot be read."""
    return Given(busy_times(data, now=now))


def from_address(text: str, *, now: datetime, reach: Reach | None = None) -> Given:
    """Raises Refused when it is no address that is fetched, or what is there cannot be read."""
    address = rules.address(text)
    fetched = fetch(address, reach=reach)
    if fetched.data is None:
        raise Refused(Reason("own-calendar-status", {"status": 304}))
    return Given(busy_times(fetched.data, now=now), address, fetched.etag)
