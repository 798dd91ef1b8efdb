"""When an office, a kind of thing in it or a unit cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select

from calendars import TOKYO, CalendarEvent, tombstone
from scheduler.db.tables import closure, pool, unit
from scheduler.feeds.contents.request import EPOCH, ContentRequest
from scheduler.feeds.wording import WORDS


def events(request: ContentRequest) -> Iterator[CalendarEvent]:
    """Closures in the window, and those lifted not long ago. The reason is public: it hangs at the door as well."""
    interval, view = request.window.interval, request.view
    stands: ColumnElement[bool] = closure.c.cancelled_at.is_(None)
    if not view.drops_cancelled and view.profile != "public":
        stands = or_(stands, closure.c.cancelled_at > request.window.tombstones_since)
    query = select(closure).where(
        _concerns(request), stands, closure.c.starts_at < interval.end, closure.c.ends_at > interval.start
    )
    for row in request.tx.execute(query):
        yield _event(request, row)


def _event(request: ContentRequest, row: Row[Any]) -> CalendarEvent:
    view = request.view
    words = WORDS[view.locale]
    summary = f"{words['closed']}: {row.reason_ja}" if view.locale == "ja" and row.reason_ja else words["closed"]
    if row.unit_id is None and row.kind and view.scope == "office":
        summary = f"{words[row.kind]} {summary}"
    event = CalendarEvent(
        uid=request.uid("closure", row.id),
        sequence=row.version,
        created=EPOCH,
        changed=row.changed_at or EPOCH,
        start=row.starts_at.astimezone(TOKYO),
        end=row.ends_at.astimezone(TOKYO),
        summary=summary,
    )
    if row.cancelled_at is None:
        return event
    before = replace(event, sequence=max(row.version - 1, 0))
    changed = row.changed_at or row.cancelled_at
    return tombstone(before, sequence=max(row.version, 1), changed=changed, mark=words["lifted"])


def _concerns(request: ContentRequest) -> ColumnElement[bool]:
    view = request.view
    if view.scope != "unit":
        office_id, _, kind = view.subject.partition(":")
        there = and_(closure.c.unit_id.is_(None), closure.c.office_id == office_id)
        return and_(there, or_(closure.c.kind.is_(None), closure.c.kind == kind)) if kind else there
    where = select(pool.c.office_id, pool.c.kind).join(unit, unit.c.pool_id == pool.c.id)
    place = request.tx.execute(where.where(unit.c.id == int(view.subject))).one()
    return or_(
        closure.c.unit_id == int(view.subject),
        and_(
            closure.c.unit_id.is_(None),
            closure.c.office_id == place.office_id,
            or_(closure.c.kind.is_(None), closure.c.kind == place.kind),
        ),
    )
