"""Equipment that leaves an office or arrives there, for the people at its desk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select

from calendars import TOKYO, CalendarEvent, local_date, tombstone
from scheduler.db.tables import office, transfer, transfer_item
from scheduler.domain.states import TransferState
from scheduler.feeds.contents.request import ContentRequest
from scheduler.feeds.wording import WORDS

_UNPACKING = timedelta(minutes=30)


def events(request: ContentRequest) -> Iterator[CalendarEvent]:
    """The day on which units leave, the time at which others should arrive; called off ones for a while."""
    view, interval = request.view, request.window.interval
    if view.profile not in {"desk", "full"}:
        return
    stands: ColumnElement[bool] = transfer.c.state != TransferState.CANCELLED
    if not view.drops_cancelled:
        stands = or_(stands, transfer.c.cancelled_at > request.window.tombstones_since)
    shown = (
        stands,
        transfer.c.due_at > interval.start,
        transfer.c.leaves_on < local_date(interval.end),
        or_(transfer.c.from_office_id == view.subject, transfer.c.to_office_id == view.subject),
    )
    for row in request.tx.execute(select(transfer, _count().label("units")).where(*shown)):
        yield _event(request, row)


def _count() -> Any:
    meant = transfer_item.c.outcome.is_(None) | transfer_item.c.outcome.not_in(["extra", "left_out"])
    of_this = transfer_item.c.transfer_id == transfer.c.id
    return select(func.count()).where(of_this, meant).correlate(transfer).scalar_subquery()


def _event(request: ContentRequest, row: Row[Any]) -> CalendarEvent:
    view = request.view
    words = WORDS[view.locale]
    leaves = row.from_office_id == view.subject
    arrives = row.due_at.astimezone(TOKYO)
    heading = words["transfer_out" if leaves else "transfer_in"]
    event = CalendarEvent(
        uid=request.uid("transfer", row.id),
        sequence=row.version,
        created=row.created_at,
        changed=row.changed_at,
        start=row.leaves_on if leaves else arrives,
        end=row.leaves_on + timedelta(days=1) if leaves else arrives + _UNPACKING,
        summary=f"{heading}: {words[row.kind]} {row.units} {_name(request, row, leaves=leaves)}",
        url=f"{request.base_url}/transfers/{row.id}",
        busy=False,
    )
    if row.state != TransferState.CANCELLED:
        return event
    before = replace(event, sequence=max(row.version - 1, 0))
    return tombstone(before, sequence=max(row.version, 1), changed=row.changed_at, mark=words["cancelled"])


def _name(request: ContentRequest, row: Row[Any], *, leaves: bool) -> str:
    """The other office."""
    other = row.to_office_id if leaves else row.from_office_id
    names = request.tx.execute(select(office.c.name_ja, office.c.name_en).where(office.c.office_id == other)).one()
    return str(names.name_ja if request.view.locale == "ja" else names.name_en)
