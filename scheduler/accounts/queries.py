"""What administrators see of accounts; never a hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from scheduler.accounts import logins
from scheduler.accounts.roles import roles_of
from scheduler.db.tables import account
from scheduler.db.versions import load
from scheduler.domain.actor import Actor, Role
from scheduler.domain.permission import may_keep_accounts, require
from scheduler.errors import NotFound


@dataclass(frozen=True, slots=True)
class AccountView:
    account_id: int
    login: str
    staff_id: str | None
    roles: frozenset[Role]
    is_active: bool
    is_sample: bool
    created_at: datetime
    version: int


def accounts(tx: Connection, *, actor: Actor) -> tuple[AccountView, ...]:
    """Every account, by login."""
    require(may_keep_accounts(actor), "accounts.list")
    return tuple(_view(tx, row) for row in tx.execute(select(account).order_by(account.c.login)))


def by_login(tx: Connection, *, actor: Actor, login: str) -> AccountView:
    """The account with that login, however it is typed, or `NotFound`."""
    require(may_keep_accounts(actor), "accounts.by_login")
    row = logins.find(tx, login)
    if row is None:
        raise NotFound("account", login)
    return _view(tx, row)


def by_id(tx: Connection, *, actor: Actor, account_id: int) -> AccountView:
    """The account with that id, or `NotFound`."""
    require(may_keep_accounts(actor), "accounts.by_id")
    return _view(tx, load(tx, account, account_id))


def has_open_samples(tx: Connection) -> bool:
    """Whether anybody can sign in with a password that was printed by the demonstration."""
    return tx.execute(select(account.c.id).where(account.c.is_sample, account.c.is_active)).first() is not None


def _view(tx: Connection, row: Row[Any]) -> AccountView:
    return AccountView(
        account_id=row.id,
        login=row.login,
        staff_id=row.staff_id,
        roles=roles_of(tx, row.id, row.staff_id),
        is_active=row.is_active,
        is_sample=row.is_sample,
        created_at=row.created_at,
        version=row.version,
    )
