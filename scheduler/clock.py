"""The only place that asks what time it is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells the time in UTC, to the second; `offset` moves it.

    Sample data lives in a fixed summer, so a demonstration runs on a clock that was set to a day of that
    summer when the data was loaded and goes on from there.
    """

    offset: timedelta = timedelta(0)

    def now(self) -> datetime:
        return (datetime.now(UTC) + self.offset).replace(microsecond=0)


def monotonic_seconds() -> float:
    """Seconds for measuring how long something takes; unrelated to the date."""
    return time.monotonic()
