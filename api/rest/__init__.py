"""The JSON API under /api/v1: one file per noun."""

from __future__ import annotations

from litestar import Router

from api.rest import sessions

api_router = Router("/api/v1", route_handlers=[*sessions.ROUTES])
