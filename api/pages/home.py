"""The first page after signing in: who one is here, and where one can go."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from api.dependencies import GivenSignedIn
from api.pages.rendering import page


@get("/", opt={"nav": ("nav-home", 0)}, include_in_schema=False, sync_to_thread=False)
def home(request: Request[Any, Any, Any], signed_in: GivenSignedIn) -> Response[str]:
    return page(request, "home.html", roles=sorted(signed_in.actor.roles))


ROUTES = (home,)
