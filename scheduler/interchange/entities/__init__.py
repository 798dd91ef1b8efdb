"""The files the office reads, in the order in which they depend on one another."""

from __future__ import annotations

from scheduler.interchange.columns import Entity
from scheduler.interchange.entities.balance import COURIER, DEMAND_HISTORY, SECTION_EQUIPMENT, STOCK
from scheduler.interchange.entities.calendar import HOLIDAYS, POLICY_DAYS
from scheduler.interchange.entities.conference_legs import CONFERENCE_LEGS
from scheduler.interchange.entities.coverage import COVERAGE
from scheduler.interchange.entities.meetings import MEETINGS
from scheduler.interchange.entities.organisation import DEPARTMENTS, OFFICES, STAFF
from scheduler.interchange.entities.requests import REQUESTS
from scheduler.interchange.entities.resources import CLOSURES, RESOURCES
from scheduler.interchange.entities.shifts import SHIFT_PATTERNS, SHIFT_PREFERENCES
from scheduler.interchange.entities.travel import TRAVEL

ENTITIES: dict[str, Entity] = {
    entity.name: entity
    for entity in (
        OFFICES,
        DEPARTMENTS,
        STAFF,
        RESOURCES,
        CLOSURES,
        HOLIDAYS,
        POLICY_DAYS,
        TRAVEL,
        MEETINGS,
        REQUESTS,
        CONFERENCE_LEGS,
        COVERAGE,
        SHIFT_PATTERNS,
        SHIFT_PREFERENCES,
        STOCK,
        COURIER,
        DEMAND_HISTORY,
        SECTION_EQUIPMENT,
    )
}

NOT_USED = frozenset({"municipalities", "expected_shortage"})
"""Files of a full data set that are told as W_FILE_NOT_USED and not read."""
