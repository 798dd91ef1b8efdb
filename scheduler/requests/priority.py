"""How much a request counts in a round: a published formula of plain numbers.

`weight = 1000 + bonus of its priority class + 5 for each past refusal of the person this fiscal year (5 at most)`

The classes are those of the policy: 1 disaster, 2 child or care, 3 a commute of 35 km or more, 4 after a meeting,
5 everyone else. A disaster outweighs any four others; the other bonuses only decide between requests that compete.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from scheduler.domain.applicant import Applicant

BASE = 1000
BONUS: Mapping[int, int] = {1: 4000, 2: 30, 3: 20, 4: 10, 5: 0}
REFUSAL_BONUS = 5
REFUSALS_COUNTED = 5


def weight(priority: int, past_refusals: int) -> int:
    return BASE + BONUS[priority] + REFUSAL_BONUS * min(past_refusals, REFUSALS_COUNTED)


def priority_of(applicant: Applicant, purpose: str, on: date) -> tuple[int, str]:
    """The class of a new request and the ground it rests on, judged for the day of use."""
    if purpose == "disaster":
        return 1, "general"
    for ground in ("child", "care"):
        if applicant.has_ground(ground, on):
            return 2, ground
    if applicant.has_ground("commute35", on):
        return 3, "commute35"
    return (4 if purpose == "after_meeting" else 5), "general"
