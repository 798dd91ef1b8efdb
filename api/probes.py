"""What monitors and crawlers ask."""

from __future__ import annotations

from litestar import MediaType, Response, get

from api.dependencies import GivenServices
from scheduler.db import schema

_OPEN = {"access": "public", "any_host": True, "exclude_from_auth": True}


@get("/healthz", opt=_OPEN, include_in_schema=False, media_type=MediaType.TEXT, sync_to_thread=False)
def healthz() -> str:
    """The process answers."""
    return "ok\n"


@get("/readyz", opt=_OPEN, include_in_schema=False, media_type=MediaType.TEXT, sync_to_thread=True)
def readyz(services: GivenServices) -> Response[str]:
    """The database answers, with this program's schema and its guards; otherwise 503 and what is wrong."""
    with services.database.read() as tx:
        problems = schema.problems(tx)
    return Response("".join(f"{problem}\n" for problem in problems) or "ready\n", status_code=503 if problems else 200)


@get("/robots.txt", opt=_OPEN, include_in_schema=False, media_type=MediaType.TEXT, sync_to_thread=False)
def robots() -> str:
    """Nothing here is for search engines."""
    return "User-agent: *\nDisallow: /\n"


ROUTES = (healthz, readyz, robots)
