"""Sample accounts, one for each role, for people who have something to see in the sample data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, ScalarSelect, Select, func, select

from scheduler.accounts import operations
from scheduler.accounts.roles import roles_of
from scheduler.db.tables import account, booking, department, occurrence, request, staff_member
from scheduler.domain.actor import Role, Source, system_actor
from scheduler.domain.states import RequestState

# Printed at every start, so it protects nothing: a server that is open to other machines refuses to start with it.
PASSWORD = "sekitori-demo"  # noqa: S105


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """A login of the demonstration and the role it shows."""

    login: str
    role: Role


def create_sample_accounts(tx: Connection, *, now: datetime) -> tuple[SamplePerson, ...]:
    """One account for each role; those that are there already are left as they are."""
    found = sample_accounts(tx)
    if found:
        return found
    chosen: list[str] = []
    for role in Role:
        staff_id = tx.execute(_candidates(role).where(staff_member.c.staff_id.not_in(chosen)).limit(1)).scalar_one()
        chosen.append(staff_id)
        operations.create(
            tx,
            actor=system_actor(Source.COMMAND),
            now=now,
            login=staff_id,
            password=PASSWORD,
            staff_id=staff_id,
            roles=() if role is Role.STAFF else (role,),
            is_sample=True,
        )
    return sample_accounts(tx)


def sample_accounts(tx: Connection) -> tuple[SamplePerson, ...]:
    """The open sample accounts, plain staff first."""
    query = select(account.c.id, account.c.login, account.c.staff_id).where(account.c.is_sample, account.c.is_active)
    people = []
    for row in tx.execute(query.order_by(account.c.id)):
        roles = roles_of(tx, row.id, row.staff_id) - {Role.STAFF}
        people.append(SamplePerson(row.login, min(roles, default=Role.STAFF)))
    return tuple(sorted(people, key=lambda person: list(Role).index(person.role)))


def _candidates(role: Role) -> Select[str]:
    """Staff numbers for a role, the most telling first."""
    query = select(staff_member.c.staff_id).join(department, department.c.department_id == staff_member.c.department_id)
    if role is Role.STAFF:
        # Somebody with bookings and a refusal to look at.
        return query.order_by(_count_of_bookings().desc(), _count_of_refusals().desc(), staff_member.c.staff_id)
    if role is Role.MANAGER:
        return query.where(staff_member.c.role == "head").order_by(_to_approve().desc(), staff_member.c.staff_id)
    if role is Role.COUNTER_STAFF:
        return query.where(department.c.kind.in_(("counter", "support"))).order_by(staff_member.c.staff_id)
    return query.where(department.c.kind == "support").order_by(staff_member.c.staff_id)


def _count_of_bookings() -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(booking.c.staff_id == staff_member.c.staff_id)
        .correlate(staff_member)
        .scalar_subquery()
    )


def _count_of_refusals() -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(occurrence.join(request, request.c.id == occurrence.c.request_id))
        .where(request.c.staff_id == staff_member.c.staff_id, occurrence.c.state == RequestState.REFUSED)
        .correlate(staff_member)
        .scalar_subquery()
    )


def _to_approve() -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(request.c.approver_id == staff_member.c.staff_id, request.c.approval == "pending")
        .correlate(staff_member)
        .scalar_subquery()
    )
