"""Who acts: an argument of every operation, so that no door can forget to say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account may do beyond its own affairs; every account is also `staff`."""

    STAFF = "staff"
    COUNTER_STAFF = "counter_staff"
    FACILITIES = "facilities"
    MANAGER = "manager"
    ADMIN = "admin"


class Source(StrEnum):
    """The door an action came through; kept in the audit."""

    WEB = "web"
    API = "api"
    COMMAND = "command"
    IMPORT = "import"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at a door. `staff_id` is None for the system itself (a command, a job)."""

    staff_id: str | None
    roles: frozenset[Role]
    office_id: str | None
    department_id: str | None
    source: Source

    def has(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)


def system_actor(source: Source) -> Actor:
    """The office itself: a command on the server or a job; it may do everything."""
    return Actor(None, frozenset(Role), None, None, source)
