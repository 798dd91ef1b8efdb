"""Accounts, for administrators: create, roles, passwords, close."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.language import translator_of
from api.pages.forms import Form, GivenForm
from api.pages.rendering import Note, page, see_other
from api.wiring import Services
from scheduler.accounts import operations, queries
from scheduler.domain.actor import Actor, Role
from scheduler.domain.reason import Reason
from scheduler.errors import NotFound, Refused

AnyRequest = Request[Any, Any, Any]
ADMIN = {"access": Role.ADMIN}
GIVEN_ROLES = tuple(role for role in Role if role is not Role.STAFF)


@get("/accounts", opt={"nav": ("nav-accounts", 90), **ADMIN}, include_in_schema=False, sync_to_thread=True)
def accounts(request: AnyRequest, services: GivenServices, actor: GivenActor) -> Response[str]:
    return _list(request, services, actor, ())


def _list(request: AnyRequest, services: Services, actor: Actor, reasons: tuple[Reason, ...]) -> Response[str]:
    words = translator_of(request)
    with services.database.read() as tx:
        found = queries.accounts(tx, actor=actor)
    roles = [(role.value, words.t(f"role-{role.value}")) for role in GIVEN_ROLES]
    status = 422 if reasons else 200
    return page(request, "accounts/list.html", status_code=status, accounts=found, roles=roles, reasons=reasons)


@post("/accounts", opt=ADMIN, include_in_schema=False, sync_to_thread=True)
def create(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm
) -> Response[Any]:
    try:
        with services.database.write() as tx:
            operations.create(
                tx,
                actor=actor,
                now=now,
                login=form.text("login"),
                password=form.text("password"),
                staff_id=form.text("staff_id") or None,
                roles=_roles(form),
            )
    except Refused as refused:
        return _list(request, services, actor, tuple(refused.reasons))
    except NotFound as missing:
        return _list(request, services, actor, (Reason("not-found", {"noun": missing.noun, "key": missing.key}),))
    return see_other("/accounts", note=Note("success", "message-saved"))


@post("/accounts/{account_id:int}/{event:str}", opt=ADMIN, include_in_schema=False, sync_to_thread=True)
def change(
    request: AnyRequest,
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    account_id: FromPath[int],
    event: FromPath[str],
    form: GivenForm,
) -> Response[Any]:
    try:
        _change(services, actor, now, account_id, event, form)
    except Refused as refused:
        return _list(request, services, actor, tuple(refused.reasons))
    return see_other("/accounts", note=Note("success", "message-saved"))


def _change(services: Services, actor: Actor, now: datetime, account_id: int, event: str, form: Form) -> None:
    with services.database.write() as tx:
        match event:
            case "roles":
                operations.set_roles(tx, actor=actor, now=now, account_id=account_id, roles=_roles(form))
            case "password":
                password = form.text("password")
                operations.set_password(tx, actor=actor, now=now, account_id=account_id, password=password)
            case "deactivate":
                operations.deactivate(tx, actor=actor, now=now, account_id=account_id)
            case "activate":
                operations.activate(tx, actor=actor, now=now, account_id=account_id)
            case _:
                raise NotFound("page", event)


def _roles(form: Form) -> list[Role]:
    return [role for role in GIVEN_ROLES if role.value in form.texts("roles")]


ROUTES = (accounts, create, change)
