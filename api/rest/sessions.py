"""Programs sign in and out, and ask who they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, delete, get, post
from litestar.params import JSONBody

from api.dependencies import GivenServices, GivenSignedIn
from api.formatting import to_local
from api.problem_json import problem_responses
from api.security.authentication import presented_token
from api.security.csrf import ORIGIN_ONLY
from api.security.sign_in import sign_in_here
from scheduler.accounts import sessions
from scheduler.accounts.passwords import MAXIMUM_LENGTH
from scheduler.domain.actor import Role, Source


class Credentials(msgspec.Struct, forbid_unknown_fields=True):
    login: Annotated[str, msgspec.Meta(max_length=100)]
    password: Annotated[str, msgspec.Meta(max_length=MAXIMUM_LENGTH)]


@dataclass(frozen=True, slots=True)
class Session:
    """`token` goes into `Authorization: Bearer …`; `csrf_token` is for browsers that keep it in a cookie."""

    token: str
    csrf_token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Me:
    login: str
    staff_id: str | None
    roles: list[Role]
    office_id: str | None
    department_id: str | None
    session_expires_at: datetime


@post(
    "/sessions",
    opt={"access": "public", **ORIGIN_ONLY},
    tags=["Sessions"],
    summary="Sign in",
    security=[],
    responses=problem_responses(429),
)
async def create_session(
    request: Request[Any, Any, Any], services: GivenServices, data: JSONBody[Credentials]
) -> Session:
    """Open a session. Too many failures make a login or an address wait (429 with Retry-After)."""
    opened = await sign_in_here(request, services, login=data.login, password=data.password, source=Source.API)
    return Session(opened.token, opened.csrf_token, to_local(opened.expires_at))


@delete("/sessions/current", tags=["Sessions"], summary="Sign out", sync_to_thread=True)
def end_session(request: Request[Any, Any, Any], services: GivenServices) -> None:
    """End the session this request was made with."""
    presented = presented_token(request, secure=services.settings.secure_cookies)
    if presented is not None:
        with services.database.write() as tx:
            sessions.end(tx, token=presented[0])


@get("/me", tags=["Sessions"], summary="Who is signed in", sync_to_thread=False)
def me(signed_in: GivenSignedIn) -> Me:
    """Who the token stands for, and what they may do."""
    actor = signed_in.actor
    return Me(
        login=signed_in.login,
        staff_id=actor.staff_id,
        roles=sorted(actor.roles),
        office_id=actor.office_id,
        department_id=actor.department_id,
        session_expires_at=to_local(signed_in.expires_at),
    )


ROUTES = (create_session, end_session, me)
