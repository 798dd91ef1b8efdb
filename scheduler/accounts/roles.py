"""Which roles an account has."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from scheduler.db.tables import account_role
from scheduler.domain.actor import Role


def roles_of(tx: Connection, account_id: int, staff_id: str | None) -> frozenset[Role]:
    """The roles given to the account, and `staff` when it belongs to a staff member."""
    given = tx.execute(select(account_role.c.role).where(account_role.c.account_id == account_id)).scalars()
    own = {Role.STAFF} if staff_id is not None else set()
    return frozenset(own | {Role(role) for role in given})


def replace_roles(tx: Connection, account_id: int, roles: Iterable[Role]) -> None:
    """Give the account exactly these roles."""
    tx.execute(delete(account_role).where(account_role.c.account_id == account_id))
    rows = [{"account_id": account_id, "role": role.value} for role in sorted(set(roles))]
    if rows:
        tx.execute(insert(account_role), rows)
