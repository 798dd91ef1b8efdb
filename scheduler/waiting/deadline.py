"""Until when an offer to the waiting list can be answered: a pure rule."""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.domain.policy import Policy


def answer_by(starts_at: datetime, policy: Policy, *, now: datetime) -> datetime | None:
    """The hours of the policy, and never more than half the time until the use begins; to the minute.

    None when the use begins too soon for anything to be offered.
    """
    left = starts_at - now
    if left < timedelta(minutes=policy.offer_least_minutes):
        return None
    until = now + min(timedelta(hours=policy.offer_hours), left / 2)
    return until.replace(second=0, microsecond=0)
