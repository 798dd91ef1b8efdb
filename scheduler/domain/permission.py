"""Who may do what to whom: asked inside the operations, never at a door.

Every function answers about one kind of object; `require` turns a "no" into `NotAllowed`.
"""

from __future__ import annotations

from scheduler.domain.actor import Actor, Role
from scheduler.errors import NotAllowed


def require(allowed: bool, action: str) -> None:
    """Raise `NotAllowed` naming the action unless it is allowed."""
    if not allowed:
        raise NotAllowed(action)


def may_act_for(actor: Actor, staff_id: str, department_id: str | None) -> bool:
    """Book, change or cancel for a person: oneself, a colleague of one's own section, or anyone for facilities."""
    if actor.has(Role.FACILITIES, Role.ADMIN) or actor.staff_id == staff_id:
        return True
    return actor.has(Role.STAFF) and department_id is not None and actor.department_id == department_id


def may_see_names(actor: Actor, staff_id: str, department_id: str | None) -> bool:
    """See whose booking it is: one's own, one's section's, and the desks that hand things out."""
    return may_act_for(actor, staff_id, department_id) or actor.has(Role.COUNTER_STAFF)


def may_see_private(actor: Actor, staff_id: str) -> bool:
    """See notes, priority and eligibility: the person alone, and the administrator who answers for the data."""
    return actor.staff_id == staff_id or actor.has(Role.ADMIN)


def may_approve(actor: Actor, staff_id: str, department_id: str | None, approver_id: str | None) -> bool:
    """Approve a request: the head named in it or a manager of the same section; never one's own."""
    if actor.has(Role.ADMIN):
        return True
    if not actor.has(Role.MANAGER) or actor.staff_id == staff_id:
        return False
    return actor.staff_id == approver_id or (department_id is not None and actor.department_id == department_id)


def may_hand_out(actor: Actor, office_id: str) -> bool:
    """Issue and take back devices: facilities staff everywhere, counter staff in their own office."""
    return actor.has(Role.FACILITIES, Role.ADMIN) or (actor.has(Role.COUNTER_STAFF) and actor.office_id == office_id)


def may_run_rounds(actor: Actor) -> bool:
    return actor.has(Role.FACILITIES, Role.ADMIN)


def may_keep_stock(actor: Actor) -> bool:
    """Change units, closures and outages."""
    return actor.has(Role.FACILITIES, Role.ADMIN)


def may_see_desk(actor: Actor) -> bool:
    return actor.has(Role.COUNTER_STAFF, Role.FACILITIES, Role.ADMIN)


def may_import(actor: Actor) -> bool:
    return actor.has(Role.ADMIN, Role.FACILITIES)


def may_keep_accounts(actor: Actor) -> bool:
    return actor.has(Role.ADMIN)


def may_keep_seasons(actor: Actor) -> bool:
    """Open, change, close and end a season of staggered hours, and set a bureau's terms in it."""
    return actor.has(Role.FACILITIES, Role.ADMIN)


def may_plan_section(actor: Actor, department_id: str) -> bool:
    """Plan, change and publish a section's shifts: its own head, and those who keep the seasons."""
    return may_keep_seasons(actor) or (actor.has(Role.MANAGER) and actor.department_id == department_id)


def may_see_section(actor: Actor, department_id: str) -> bool:
    """See who works which pattern in a section: its people, and who plans it."""
    return may_plan_section(actor, department_id) or (actor.has(Role.STAFF) and actor.department_id == department_id)
