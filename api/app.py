"""The web application: every door of one installation behind the same checks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Router
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler
from litestar.static_files import create_static_files_router

from api import api_reference, probes
from api.caldav import free_busy
from api.caldav import routes as caldav
from api.caldav.routes import CollectionsDoor
from api.dependencies import DEPENDENCIES
from api.errors import answer_error
from api.ics import routes as ics
from api.ics.reading import CalendarsDoor
from api.ics.shortcut import Shortcut
from api.idempotency import IDEMPOTENCY
from api.naming import OFFICES
from api.pages import (
    accounts,
    approvals,
    audit,
    board,
    bookings,
    calendars,
    consent,
    desk,
    find,
    home,
    import_files,
    jobs,
    own_calendars,
    quotas,
    repairs,
    requests,
    room_calendars,
    rounds,
    season_terms,
    seasons,
    shift_plans,
    shifts,
    sign_in,
    stock,
    transfers,
    waiting,
    what_if,
)
from api.pages.environment import STATIC_FOLDER
from api.pages.forms import provide_form
from api.pages.navigation import DESTINATIONS, destinations
from api.rest import api_router
from api.security.access import require_access
from api.security.authentication import Authentication
from api.security.csrf import require_own_form
from api.security.headers import security_headers
from api.security.hosts import OwnHosts
from api.wiring import Services, open_services
from scheduler.settings import Settings

# The largest upload is a CSV file of 10 MB; a form around it takes some more.
MAXIMUM_BODY = 12 * 1024 * 1024

PAGES = (
    *home.ROUTES,
    *find.ROUTES,
    *bookings.ROUTES,
    *calendars.ROUTES,
    *requests.ROUTES,
    *consent.ROUTES,
    *waiting.ROUTES,
    *approvals.ROUTES,
    *board.ROUTES,
    *rounds.ROUTES,
    *what_if.ROUTES,
    *quotas.ROUTES,
    *shifts.ROUTES,
    *season_terms.ROUTES,
    *seasons.ROUTES,
    *shift_plans.ROUTES,
    *jobs.ROUTES,
    *desk.ROUTES,
    *stock.ROUTES,
    *room_calendars.ROUTES,
    *transfers.ROUTES,
    *repairs.ROUTES,
    *own_calendars.ROUTES,
    *import_files.ROUTES,
    *accounts.ROUTES,
    *audit.ROUTES,
    *sign_in.ROUTES,
    *api_reference.ROUTES,
)


def create_app(services: Services) -> Litestar:
    """The application over opened services; it starts and stops their jobs and closes them in the end."""
    calendars = CalendarsDoor(services)
    hosts = OwnHosts(services.settings.base_url)
    app = Litestar(
        route_handlers=[
            _pages(),
            api_router(),
            *ics.ROUTES,
            *caldav.ROUTES,
            *free_busy.ROUTES,
            *probes.ROUTES,
            _static_files(),
        ],
        dependencies=DEPENDENCIES | IDEMPOTENCY | {"form": Provide(provide_form)},
        guards=[_guard],
        middleware=[hosts, Authentication],
        before_send=[security_headers(secure=services.settings.secure_cookies)],
        exception_handlers={Exception: answer_error},
        openapi_config=api_reference.openapi_config(),
        request_max_body_size=MAXIMUM_BODY,
        lifespan=[_running],
        state=State({"services": services, ics.DOOR: calendars, caldav.COLLECTIONS: CollectionsDoor(calendars)}),
        # Errors are logged by the handler above, with a reference and without the tokens of feeds.
        logging_config=None,
    )
    app.asgi_handler = Shortcut(app.asgi_handler, calendars, hosts)
    app.state[DESTINATIONS] = destinations(app)
    OFFICES.open(services.database)
    return app


def app_from_environment() -> Litestar:
    """For application servers: the installation the environment names (see scheduler.settings)."""
    return create_app(open_services(Settings.from_environment(), runs_jobs_as="server"))


@asynccontextmanager
async def _running(app: Litestar) -> AsyncIterator[None]:
    services: Services = app.state["services"]
    if services.jobs is not None:
        await sync_to_thread(services.jobs.start)
    try:
        yield
    finally:
        if services.jobs is not None:
            await sync_to_thread(services.jobs.stop)
        services.close()


async def _guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """All that is asked before any route. One function, because the framework copies the handler for each."""
    await require_access(connection, handler)
    await require_own_form(connection, handler)


def _pages() -> Router:
    """In one router: handlers that share a path must reach the application together.

    Litestar 2.25 prepares a handler again when a later one joins its path, and a synchronous one does not bear it.
    """
    return Router("/", route_handlers=PAGES)


def _static_files() -> Router:
    return create_static_files_router(
        path="/static",
        directories=[STATIC_FOLDER],
        opt={"access": "public", "exclude_from_auth": True},
        include_in_schema=False,
    )
