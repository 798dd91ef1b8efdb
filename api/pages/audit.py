"""The audit, for administrators: who did what to which thing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get

from api.dependencies import GivenActor, GivenServices
from api.pages.forms import of_query
from api.pages.rendering import page
from scheduler.audit.queries import lines
from scheduler.domain.actor import Role

PAGE = 50


@get(
    "/audit",
    opt={"nav": ("nav-audit", 95), "access": Role.ADMIN},
    include_in_schema=False,
    sync_to_thread=True,
)
def audit(request: Request[Any, Any, Any], services: GivenServices, actor: GivenActor) -> Response[str]:
    form = of_query(request)
    asked = {name: form.text(name) for name in ("staff_id", "noun", "key")}
    before_id = form.number("before_id", 0) or None
    with services.database.read() as tx:
        found = lines(
            tx,
            actor=actor,
            staff_id=asked["staff_id"],
            noun=asked["noun"],
            key=asked["key"],
            before_id=before_id,
            limit=PAGE + 1,
        )
    more = urlencode({**asked, "before_id": found[PAGE - 1].line_id}) if len(found) > PAGE else None
    return page(
        request, "audit/list.html", lines=found[:PAGE], asked=asked, following=f"/audit?{more}" if more else None
    )


ROUTES = (audit,)
