"""The JSON API under /api/v1: one file per noun, each with its ROUTES."""

from __future__ import annotations

from litestar import Router

from api.problem_json import problem_responses
from api.rest import bookings, office_work, requests, rounds, sessions, stock

ROUTES = (
    *sessions.ROUTES,
    *bookings.ROUTES,
    *requests.ROUTES,
    *rounds.ROUTES,
    *stock.ROUTES,
    *office_work.ROUTES,
)

# What any route may answer; a route adds what else it does.
_ANY = problem_responses(400, 401, 403)


def api_router() -> Router:
    """Every route of the API, each with its errors in the OpenAPI document."""
    for handler in ROUTES:
        handler.responses = {**_ANY, **(handler.responses or {})}
    return Router("/api/v1", route_handlers=ROUTES)
