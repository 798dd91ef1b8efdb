"""Accounts: made, given roles and passwords, and closed. A closed account keeps its row, because the audit names it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from scheduler.accounts import logins, passwords, sessions
from scheduler.accounts.roles import replace_roles, roles_of
from scheduler.audit.operations import record
from scheduler.db.tables import account, account_role, staff_member
from scheduler.db.versions import change, load
from scheduler.domain.actor import Actor, Role
from scheduler.domain.permission import may_keep_accounts, require
from scheduler.domain.reason import Reason
from scheduler.errors import NotFound, Refused


def create(
    tx: Connection,
    *,
    actor: Actor,
    now: datetime,
    login: str,
    password: str,
    staff_id: str | None = None,
    roles: Iterable[Role] = (),
    is_sample: bool = False,
) -> int:
    """Make an active account; returns its id. `is_sample` marks one whose password is known to everybody.

    Raises:
        Refused: the login is taken or unusable, the person has an account, or the password is weak.
        NotFound: there is no such staff member.
    """
    require(may_keep_accounts(actor), "accounts.create")
    login = logins.tidy(login)
    logins.require_usable(login)
    if logins.find(tx, login) is not None:
        raise Refused(Reason("login-taken", {"login": login}))
    if staff_id is not None:
        _require_free_staff_member(tx, staff_id)
    account_id = tx.execute(
        insert(account)
        .values(
            login=login,
            staff_id=staff_id,
            password_hash=passwords.hash_password(password, login=login),
            is_active=True,
            is_sample=is_sample,
            created_at=now,
        )
        .returning(account.c.id)
    ).scalar_one()
    replace_roles(tx, account_id, roles)
    after = {"login": login, "staff_id": staff_id, "roles": sorted(roles), "is_sample": is_sample}
    record(tx, actor=actor, now=now, action="create", noun="account", key=account_id, after=after)
    return int(account_id)


def set_password(tx: Connection, *, actor: Actor, now: datetime, account_id: int, password: str) -> None:
    """Give an account a new password without knowing the old one; it is signed out everywhere."""
    require(may_keep_accounts(actor), "accounts.set_password")
    _store_password(tx, load(tx, account, account_id), actor=actor, now=now, password=password)


def change_own_password(tx: Connection, *, actor: Actor, now: datetime, account_id: int, old: str, new: str) -> None:
    """Change one's own password; every session ends, so that a stolen one does as well.

    Raises:
        Refused: the old password is another one, or the new one is weak.
    """
    row = load(tx, account, account_id)
    require(row.staff_id is not None and row.staff_id == actor.staff_id, "accounts.change_own_password")
    if not passwords.verify(row.password_hash, old):
        raise Refused(Reason("password-wrong"))
    _store_password(tx, row, actor=actor, now=now, password=new)


def set_roles(
    tx: Connection, *, actor: Actor, now: datetime, account_id: int, roles: Iterable[Role], expected: int | None = None
) -> None:
    """Give an account exactly these roles; they count from its next request on. `expected`: see `change`."""
    require(may_keep_accounts(actor), "accounts.set_roles")
    row = load(tx, account, account_id)
    before, after = roles_of(tx, account_id, row.staff_id), frozenset(roles)
    change(tx, account, account_id, expected=expected)
    replace_roles(tx, account_id, after)
    _require_an_administrator(tx, before=Role.ADMIN in before)
    record(
        tx,
        actor=actor,
        now=now,
        action="set_roles",
        noun="account",
        key=account_id,
        before={"roles": sorted(before)},
        after={"roles": sorted(after)},
    )


def deactivate(tx: Connection, *, actor: Actor, now: datetime, account_id: int, expected: int | None = None) -> None:
    """Close an account: nobody can sign in with it, and whoever is signed in no longer is."""
    require(may_keep_accounts(actor), "accounts.deactivate")
    row = load(tx, account, account_id)
    change(tx, account, account_id, expected=expected, is_active=False)
    sessions.end_all(tx, account_id=account_id)
    _require_an_administrator(tx, before=Role.ADMIN in roles_of(tx, account_id, row.staff_id))
    record(tx, actor=actor, now=now, action="deactivate", noun="account", key=account_id)


def activate(tx: Connection, *, actor: Actor, now: datetime, account_id: int, expected: int | None = None) -> None:
    """Open a closed account again."""
    require(may_keep_accounts(actor), "accounts.activate")
    change(tx, account, account_id, expected=expected, is_active=True)
    record(tx, actor=actor, now=now, action="activate", noun="account", key=account_id)


def _store_password(tx: Connection, row: Row[Any], *, actor: Actor, now: datetime, password: str) -> None:
    password_hash = passwords.hash_password(password, login=row.login)
    # A password of one's own is no longer the one the demonstration printed.
    change(tx, account, row.id, expected=row.version, password_hash=password_hash, is_sample=False)
    sessions.end_all(tx, account_id=row.id)
    record(tx, actor=actor, now=now, action="set_password", noun="account", key=row.id)


def _require_free_staff_member(tx: Connection, staff_id: str) -> None:
    if tx.execute(select(staff_member.c.staff_id).where(staff_member.c.staff_id == staff_id)).one_or_none() is None:
        raise NotFound("staff_member", staff_id)
    if tx.execute(select(account.c.id).where(account.c.staff_id == staff_id)).one_or_none() is not None:
        raise Refused(Reason("staff-member-has-account", {"staff_id": staff_id}))


def _require_an_administrator(tx: Connection, *, before: bool) -> None:
    """Refuse to leave the office without anybody who may keep accounts; `before`: the account was one."""
    if not before:
        return
    administrators = (
        select(account.c.id)
        .join(account_role, account_role.c.account_id == account.c.id)
        .where(account.c.is_active, account_role.c.role == Role.ADMIN)
        # Locked, so that two administrators cannot take the role from each other at the same moment.
        .with_for_update(of=account)
    )
    if tx.execute(administrators).first() is None:
        raise Refused(Reason("last-administrator"))
