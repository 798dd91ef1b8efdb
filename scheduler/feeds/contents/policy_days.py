"""Days on which people go home on time: for everybody, or for one bureau. Nobody's name is in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

from sqlalchemy import Row, or_, select

from calendars import CalendarEvent
from scheduler.db.tables import department, policy_day
from scheduler.feeds.contents.request import EPOCH, ContentRequest
from scheduler.feeds.wording import WORDS

# "assembly" is in the same table and no day to leave early on.
KINDS = ("no_overtime", "bureau_no_overtime", "light_down_day", "light_down_week")


def events(request: ContentRequest) -> Iterator[CalendarEvent]:
    """Whole days that take no time. The subject "all" leaves out what concerns one bureau only."""
    interval, subject = request.window.interval, request.view.subject
    bureau = select(department.c.bureau_ja).where(department.c.department_id == subject).scalar_subquery()
    query = select(policy_day).where(
        policy_day.c.kind.in_(KINDS),
        or_(policy_day.c.scope == "all", policy_day.c.scope == bureau),
        policy_day.c.date >= interval.start.date(),
        policy_day.c.date < interval.end.date(),
    )
    for row in request.tx.execute(query):
        yield _event(request, row)


def _event(request: ContentRequest, row: Row[Any]) -> CalendarEvent:
    locale = request.view.locale
    words = WORDS[locale]
    times = (("leave_by", row.leave_by), ("lights_out_check", row.lights_out_check), ("curfew", row.curfew))
    return CalendarEvent(
        uid=request.uid("policy-day", f"{row.scope}-{row.kind}-{row.date.isoformat()}"),
        sequence=row.version,
        created=EPOCH,
        changed=row.changed_at or EPOCH,
        start=row.date,
        end=row.date + timedelta(days=1),
        summary=row.name_ja if locale == "ja" else words[row.kind],
        description="\n".join(f"{words[name]}: {_clock(moment)}" for name, moment in times if moment),
        busy=False,
    )


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"
