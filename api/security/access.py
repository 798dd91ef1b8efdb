"""Who may use a route. Each declares it: `opt={"access": "public" | "signed_in" | Role | (Role, …)}`.

A route that says nothing is for whoever is signed in. What a person may do to which object is asked again
inside the operations.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from api.refusal import DoorRefusal
from scheduler.accounts.sessions import SignedIn
from scheduler.domain.actor import Role
from scheduler.domain.reason import Reason

Access = Literal["public", "signed_in"] | frozenset[Role]


def access_of(opt: Mapping[str, Any]) -> Access:
    """The declaration of a route, read. Raises ValueError for one that means nothing."""
    declared = opt.get("access", "signed_in")
    if isinstance(declared, Role):
        return frozenset({declared})
    match declared:
        case "public":
            return "public"
        case "signed_in":
            return "signed_in"
        case tuple() | frozenset() if declared and all(isinstance(role, Role) for role in declared):
            return frozenset(declared)
    raise ValueError(f"not an access declaration: {declared!r}")


def may_open(signed_in: SignedIn, access: Access) -> bool:
    """Whether somebody who is signed in may use a route with that declaration."""
    return isinstance(access, str) or signed_in.actor.has(*access)


async def require_access(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The guard of every route. It waits for nothing; a plain function would be run in a thread each time."""
    access = access_of(handler.opt)
    if access == "public":
        return
    signed_in = connection.scope.get("user")
    if not isinstance(signed_in, SignedIn):
        raise DoorRefusal(401, Reason("sign-in-required"))
    if not may_open(signed_in, access):
        raise DoorRefusal(403, Reason("role-required"))
