"""Something that could be booked instead of what was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """Free when it was made. `travel_minutes`: from the office asked for; `cost`: minutes away from the wish."""

    kind: str
    office_id: str
    starts_at: datetime
    ends_at: datetime
    use_dates: tuple[date, ...]
    travel_minutes: int
    cost: int
