"""Whether a device can be promised although none is free for the whole time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from scheduler.domain.policy import Policy
from scheduler.domain.wish import Need
from scheduler.promises.rearranging import has_room


def can_be_promised(tx: Connection, need: Need, *, now: datetime, policy: Policy) -> bool:
    """For one device of a class, not for a numbered one or several; booking it is what proves it in the end."""
    is_class = need.quantity == 1 and need.unit_id is None and set(need.unit_kinds) <= set(policy.late_binding_kinds)
    return is_class and has_room(tx, need, now=now)
