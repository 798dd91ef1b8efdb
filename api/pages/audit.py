"""The audit, for administrators: who did what to which thing."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get

from api.dependencies import GivenActor, GivenServices
from api.formatting import TOKYO
from api.language import translator_of
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
    asked = {name: form.text(name) for name in ("staff_id", "noun", "key", "first_day", "last_day")}
    first, last = form.day("first_day"), form.day("last_day")
    before_id = form.number("before_id", 0) or None
    with services.database.read() as tx:
        found = lines(
            tx,
            actor=actor,
            staff_id=asked["staff_id"],
            noun=asked["noun"],
            key=asked["key"],
            since=datetime.combine(first, time(0), TOKYO) if first else None,
            until=datetime.combine(last, time(0), TOKYO) + timedelta(days=1) if last else None,
            before_id=before_id,
            limit=PAGE + 1,
        )
    more = urlencode({**asked, "before_id": found[PAGE - 1].line_id}) if len(found) > PAGE else None
    return page(
        request,
        "audit/list.html",
        lines=found[:PAGE],
        asked=asked,
        errors={name: translator_of(request).sentence(reason) for name, reason in form.problems.items()},
        following=f"/audit?{more}" if more else None,
    )


ROUTES = (audit,)
