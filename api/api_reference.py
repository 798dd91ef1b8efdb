"""The OpenAPI document, and the page that shows it with the Swagger UI of our own files."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from litestar import MediaType, Request, Response, Router, get
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from api.pages.rendering import page

OPENAPI_PATH = "/api/v1/openapi.json"

# The document is part of the source code: hiding it would protect nothing.
_PUBLIC = {"access": "public"}


@get("/api/docs", opt=_PUBLIC, include_in_schema=False, sync_to_thread=False)
def show_reference(request: Request[Any, Any, Any]) -> Response[str]:
    return page(request, "api_reference.html", openapi_url=OPENAPI_PATH)


def openapi_config() -> OpenAPIConfig:
    """The document alone: Litestar's own pages load scripts and fonts from other servers, and are left out."""
    return OpenAPIConfig(
        title="Sekitori",
        version=version("sekitori"),
        description="Errors are problem details (RFC 9457). Every POST that makes a change takes an Idempotency-Key, "
        "but those with a secret in them and the uploads. "
        "A change of something that has a version names it in If-Match (428 without it, 409 when it is an old one). "
        "Lists are read page by page with `cursor` and `next_cursor`. Times carry their offset.",
        use_handler_docstrings=True,
        components=Components(
            security_schemes={
                "session": SecurityScheme(
                    type="http", scheme="bearer", description="The token of POST /api/v1/sessions"
                )
            }
        ),
        security=[{"session": []}],
        openapi_router=Router(OPENAPI_PATH, route_handlers=[], include_in_schema=False, opt=_PUBLIC),
        # Under its second name Litestar would add the document anyhow.
        render_plugins=[JsonRenderPlugin(path=["/", "/openapi.json"], media_type=MediaType.JSON)],
    )


ROUTES = (show_reference,)
