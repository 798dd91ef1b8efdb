"""Who may sign in, and as what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import msgspec
from litestar import Response, delete, get, patch, post, put
from litestar.params import FromPath, JSONBody

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.rest.bodies import Body, Code
from api.rest.local_time import in_tokyo
from api.rest.preconditions import IfMatch, etag, version_of
from api.writing import write
from scheduler.accounts import operations, queries
from scheduler.accounts.passwords import MAXIMUM_LENGTH
from scheduler.accounts.queries import AccountView
from scheduler.db.transaction import Transaction
from scheduler.domain.actor import Role

KEEPERS = {"access": Role.ADMIN}
Password = Annotated[str, msgspec.Meta(min_length=12, max_length=MAXIMUM_LENGTH)]


class AccountIn(Body):
    """`staff_id`: whose it is; an account for a program alone has none."""

    login: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    password: Password
    staff_id: Code | None = None
    roles: tuple[Role, ...] = ()


class AccountChange(Body):
    """What is left out stays as it is."""

    roles: tuple[Role, ...] | None = None
    is_active: bool | None = None


class PasswordIn(Body):
    password: Password


@dataclass(frozen=True, slots=True)
class AccountMade:
    account_id: int


@get("/accounts", opt=KEEPERS, tags=["Accounts"], summary="All accounts", sync_to_thread=True)
def list_accounts(services: GivenServices, actor: GivenActor) -> list[AccountView]:
    """Closed ones as well."""
    with services.database.read() as tx:
        return in_tokyo(list(queries.accounts(tx, actor=actor)))


@get("/accounts/{account_id:int}", opt=KEEPERS, tags=["Accounts"], summary="One account", sync_to_thread=True)
def one_account(services: GivenServices, actor: GivenActor, account_id: FromPath[int]) -> Response[AccountView]:
    """The ETag is the version a change has to name."""
    with services.database.read() as tx:
        view = queries.by_id(tx, actor=actor, account_id=account_id)
    return Response(in_tokyo(view), headers=etag(view.version))


@post("/accounts", opt=KEEPERS, tags=["Accounts"], summary="Create an account", sync_to_thread=True)
def create_account(
    services: GivenServices, actor: GivenActor, now: GivenNow, data: JSONBody[AccountIn]
) -> Response[AccountMade]:
    """Sent twice, the second is refused, for the login is taken; nothing of a password is kept for comparison."""

    def work(tx: Transaction) -> int:
        return operations.create(
            tx,
            actor=actor,
            now=now,
            login=data.login,
            password=data.password,
            staff_id=data.staff_id,
            roles=data.roles,
        )

    account_id = write(services, work)
    return Response(AccountMade(account_id), headers={"Location": f"/api/v1/accounts/{account_id}"})


@patch("/accounts/{account_id:int}", opt=KEEPERS, tags=["Accounts"], summary="Change an account", sync_to_thread=True)
def change_account(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    account_id: FromPath[int],
    data: JSONBody[AccountChange],
    if_match: IfMatch = None,
) -> Response[AccountView]:
    """Its roles; whether it is open. Closing it signs it out everywhere."""
    based_on = version_of(if_match)

    def work(tx: Transaction) -> AccountView:
        expected: int | None = based_on
        if data.roles is not None:
            operations.set_roles(tx, actor=actor, now=now, account_id=account_id, roles=data.roles, expected=expected)
            expected = None
        if data.is_active is not None:
            put = operations.activate if data.is_active else operations.deactivate
            put(tx, actor=actor, now=now, account_id=account_id, expected=expected)
        return queries.by_id(tx, actor=actor, account_id=account_id)

    view = write(services, work)
    return Response(in_tokyo(view), headers=etag(view.version))


@put(
    "/accounts/{account_id:int}/password",
    opt=KEEPERS,
    tags=["Accounts"],
    summary="Give an account a new password",
    status_code=204,
    sync_to_thread=True,
)
def set_password(
    services: GivenServices, actor: GivenActor, now: GivenNow, account_id: FromPath[int], data: JSONBody[PasswordIn]
) -> None:
    """Every session of the account ends."""
    write(
        services,
        lambda tx: operations.set_password(tx, actor=actor, now=now, account_id=account_id, password=data.password),
    )


@delete("/accounts/{account_id:int}", opt=KEEPERS, tags=["Accounts"], summary="Close an account", sync_to_thread=True)
def close_account(services: GivenServices, actor: GivenActor, now: GivenNow, account_id: FromPath[int]) -> None:
    """It stays on record and can be opened again."""
    write(services, lambda tx: operations.deactivate(tx, actor=actor, now=now, account_id=account_id))


ROUTES = (list_accounts, one_account, create_account, change_account, set_password, close_account)
