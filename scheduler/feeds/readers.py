"""Who stands behind a subscription, as an actor whose rights are asked at every reading."""

from __future__ import annotations

from sqlalchemy import Connection, select

from scheduler.accounts.roles import roles_of
from scheduler.db.tables import account, staff_member
from scheduler.domain.actor import Actor, Source


def actor_of(tx: Connection, account_id: int) -> Actor | None:
    """The person of an open account; None for a closed one."""
    query = (
        select(account.c.staff_id, staff_member.c.office_id, staff_member.c.department_id)
        .outerjoin(staff_member, staff_member.c.staff_id == account.c.staff_id)
        .where(account.c.id == account_id, account.c.is_active)
    )
    row = tx.execute(query).one_or_none()
    if row is None:
        return None
    roles = roles_of(tx, account_id, row.staff_id)
    return Actor(row.staff_id, roles, row.office_id, row.department_id, Source.API)
