"""Plans become the shifts that people work by: all of it in one transaction, or `StalePlan` and nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason


@dataclass(frozen=True, slots=True)
class Published:
    """Plans published, people whose shifts are new or other than before, and days on which they are."""

    plans: int
    people: int
    days: int


def problems(tx: Connection, plan_id: int, *, actor: Actor, now: datetime) -> tuple[Reason, ...]:
    """What keeps a proposed plan from being published: what people wish or are has changed since it was made."""
    raise NotImplementedError


def publish(
    tx: Connection, plan_id: int, *, expected_version: int | None = None, actor: Actor, now: datetime
) -> Published:
    """Publish a section's plan; publishing it twice does nothing the second time. Days that are over stay.

    Raises:
        NotAllowed: the section is not the actor's to plan.
        IllegalTransition: wishes are still open, or the season or the plan is over.
        StalePlan: people, their absences or fixed patterns have changed since it was made; nothing was published.
        StaleVersion: somebody changed the plan first.
    """
    raise NotImplementedError


def publish_all(
    tx: Connection, season_id: str, department_ids: Collection[str] | None = None, *, actor: Actor, now: datetime
) -> Published:
    """Publish the open proposal of each of these sections (None: of all), or of none.

    Raises: as `publish`; StalePlan names the first plan that no longer fits.
    """
    raise NotImplementedError
