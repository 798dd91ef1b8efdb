"""What the office tells a person."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.idempotency import GivenIdempotent
from api.rest.local_time import in_tokyo
from scheduler.notices import operations as notice_operations
from scheduler.notices import queries as notices
from scheduler.notices.queries import Notice


@get("/notices", tags=["Notices"], summary="Unread notices", sync_to_thread=True)
def my_notices(services: GivenServices, actor: GivenActor) -> list[Notice]:
    """Latest first."""
    with services.database.read() as tx:
        return in_tokyo(list(notices.unread(tx, actor.staff_id or "")))


@post("/notices/read", tags=["Notices"], summary="Mark notices as read", status_code=204, sync_to_thread=True)
def read_notices(actor: GivenActor, now: GivenNow, idempotent: GivenIdempotent) -> Response[None]:
    """All of them."""

    def work(tx: Any) -> None:
        notice_operations.mark_read(tx, actor.staff_id or "", now=now)

    return idempotent.run(work)


ROUTES = (my_notices, read_notices)
