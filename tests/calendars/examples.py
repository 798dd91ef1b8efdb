"""Values the calendar tests start from."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from calendars import TOKYO, CalendarEvent, EventResource, FeedHeader, PlaceholderEvent, uid_for

NAMESPACE = UUID("6f9d2c1e-8f5b-4b52-9a53-1d7f7f3f7a10")
CREATED = datetime(2026, 6, 1, 0, 0, tzinfo=UTC)
CHANGED = datetime(2026, 6, 2, 1, 30, tzinfo=UTC)

HEADER = FeedHeader(
    name="席の予約, 村山",
    description="直近30日から1年先まで。",
    color="steelblue",
    refresh=timedelta(minutes=15),
    source="https://yoyaku.example/calendars",
)
PLACEHOLDER = PlaceholderEvent(
    uid=uid_for(NAMESPACE, "placeholder", 1),
    day=date(2026, 7, 1),
    changed=CHANGED,
    summary="予約はありません",
)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of 2026 in Tokyo."""
    return datetime(2026, month, day, hour, minute, tzinfo=TOKYO)


def event(**changes: Any) -> CalendarEvent:
    """A booking of a seat on the morning of 1 July 2026."""
    values: dict[str, Any] = {
        "uid": uid_for(NAMESPACE, "booking", 1),
        "sequence": 0,
        "created": CREATED,
        "changed": CHANGED,
        "start": at(7, 1, 9),
        "end": at(7, 1, 12),
        "summary": "席 A-01",
    }
    return CalendarEvent(**{**values, **changes})


FULL = event(
    sequence=3,
    location="県庁, 2階; 東",
    description="1行\n2行 C:\\New",
    url="https://yoyaku.example/b/1",
    categories=("席", "端末, 予備"),
    geo=(38.2405, 140.3636),
    resources=(EventResource(uid_for(NAMESPACE, "unit", 1), "席 A-01", "seat"),),
)
