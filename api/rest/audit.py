"""Who did what."""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from api.cursors import DEFAULT_LIMIT, CursorParameter, LimitParameter, Page, page_of, read_cursor
from api.dependencies import GivenActor, GivenServices
from api.rest.local_time import in_tokyo
from scheduler.audit.queries import AuditLine, lines
from scheduler.domain.actor import Role


@get("/audit", opt={"access": Role.ADMIN}, tags=["Audit"], summary="Who did what", sync_to_thread=True)
def audit(
    services: GivenServices,
    actor: GivenActor,
    staff_id: Annotated[str | None, QueryParameter(max_length=20)] = None,
    noun: Annotated[str | None, QueryParameter(max_length=30)] = None,
    key: Annotated[str | None, QueryParameter(max_length=60)] = None,
    cursor: CursorParameter = None,
    limit: LimitParameter = DEFAULT_LIMIT,
) -> Page[AuditLine]:
    """Latest first, in pages."""
    after = read_cursor(cursor, tuple[int])
    with services.database.read() as tx:
        found = lines(
            tx,
            actor=actor,
            staff_id=staff_id,
            noun=noun,
            key=key,
            before_id=after[0] if after else None,
            limit=limit + 1,
        )
    return page_of(in_tokyo(list(found)), limit, lambda line: (line.line_id,))


ROUTES = (audit,)
