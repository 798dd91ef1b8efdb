"""A round from its opening to its close, for the people who run it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select

from calendars import TOKYO, CalendarEvent, local_date
from scheduler.db.tables import round_
from scheduler.feeds.contents.request import ContentRequest
from scheduler.feeds.wording import WORDS


def events(request: ContentRequest) -> Iterator[CalendarEvent]:
    """The days it allocates, and the moment after which no request is taken."""
    view = request.view
    row = request.tx.execute(select(round_).where(round_.c.id == int(view.subject))).one_or_none()
    if row is None:
        return
    words = WORDS[view.locale]
    name = row.name_ja if view.locale == "ja" else row.name_en
    # Neither its name nor its close ever changes: closing and reopening it shows nowhere here.
    shared = {"sequence": 0, "created": row.created_at, "changed": row.created_at}
    closes = row.closes_at.astimezone(TOKYO)
    yield CalendarEvent(
        uid=request.uid("round-closes", row.id),
        start=closes - timedelta(minutes=15),
        end=closes,
        summary=f"{words['round_closes']}: {name}",
        url=f"{request.base_url}/rounds/{row.id}",
        busy=False,
        **shared,
    )
    yield CalendarEvent(
        uid=request.uid("round-opens", row.id),
        start=local_date(row.created_at),
        end=closes.date() + timedelta(days=1),
        summary=f"{words['round_open']}: {name}",
        url=f"{request.base_url}/rounds/{row.id}",
        busy=False,
        **shared,
    )
