"""The JSON API under /api/v1: one file per noun, each with its ROUTES."""

from __future__ import annotations

from litestar import Router
from litestar.handlers import HTTPRouteHandler

from api.problem_json import problem_responses
from api.rest import (
    accounts,
    alternatives,
    audit,
    bookings,
    feeds,
    imports,
    invitations,
    jobs,
    loans,
    notices,
    offices,
    own_calendars,
    plans,
    quotas,
    repairs,
    requests,
    rounds,
    seasons,
    sessions,
    shift_plans,
    shifts,
    transfers,
    units,
    waiting,
    what_if,
)

ROUTES = (
    *sessions.ROUTES,
    *bookings.ROUTES,
    *requests.ROUTES,
    *alternatives.ROUTES,
    *waiting.ROUTES,
    *rounds.ROUTES,
    *plans.ROUTES,
    *what_if.ROUTES,
    *quotas.ROUTES,
    *seasons.ROUTES,
    *shift_plans.ROUTES,
    *shifts.ROUTES,
    *jobs.ROUTES,
    *offices.ROUTES,
    *units.ROUTES,
    *repairs.ROUTES,
    *transfers.ROUTES,
    *loans.ROUTES,
    *feeds.ROUTES,
    *own_calendars.ROUTES,
    *invitations.ROUTES,
    *notices.ROUTES,
    *imports.ROUTES,
    *accounts.ROUTES,
    *audit.ROUTES,
)


def api_router() -> Router:
    """Every route of the API, each with its errors in the OpenAPI document."""
    for handler in ROUTES:
        handler.responses = {**problem_responses(*_errors_of(handler)), **(handler.responses or {})}
    return Router("/api/v1", route_handlers=ROUTES)


def _errors_of(handler: HTTPRouteHandler) -> list[int]:
    """The statuses that follow from what a route takes; it declares itself what else it may answer."""
    statuses = [400, 401, 403, 404]
    if not handler.http_methods <= {"GET"}:
        statuses += [409, 422]
    if "if_match" in handler.fn.__annotations__:
        statuses.append(428)
    return statuses
