"""When a device may leave the desk, and what has to be said when it comes back: pure rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from calendars import clean_text, local_date
from scheduler.domain.policy import Policy
from scheduler.domain.reason import Reason
from scheduler.domain.states import Approval, UnitStatus
from scheduler.loans.hand_over import HandOver

# People come by before their time; earlier than this the device may still be somebody else's.
ISSUE_BEFORE_START = timedelta(minutes=30)
LONGEST_NOTE = 500
# What the sentences say when no other unit of the pool is free.
NO_PROPOSAL = "none"


class Condition(StrEnum):
    """How a device came back. Incomplete: something that went out with it (charger, SIM, case) is missing."""

    GOOD = "good"
    DAMAGED = "damaged"
    INCOMPLETE = "incomplete"


def opens_at(item: HandOver) -> datetime:
    """From when on the device may be handed out."""
    return item.starts_at - ISSUE_BEFORE_START


def obstacles_of_booking(item: HandOver, *, now: datetime, policy: Policy) -> Iterator[Reason]:
    """What keeps this booking from being handed out at all, whatever the unit."""
    if now < opens_at(item):
        yield Reason("loan-too-early", {"opens": opens_at(item)})
    if now >= item.ends_at:
        yield Reason("loan-too-late", {"end": item.ends_at})
    if item.approval not in {None, Approval.APPROVED}:
        yield Reason("loan-not-approved")
    trained = item.trained_on is not None and item.trained_on <= local_date(now)
    if item.kind == "mobile_pc" and policy.loan_needs_training and not trained:
        yield Reason("loan-no-training")


def is_unit_in_hand(item: HandOver) -> bool:
    """Whether the unit lies at the desk and works."""
    return item.out_until is None and not item.is_out_of_order and item.unit_status is UnitStatus.ACTIVE


def obstacle_of_unit(item: HandOver, proposal: str | None) -> Reason | None:
    """Why this very unit cannot be handed out; `proposal` is the number of another that can."""
    another = proposal or NO_PROPOSAL
    if item.out_until is not None:
        return Reason("unit-still-out", {"asset_number": item.asset_number, "due": item.out_until, "proposal": another})
    if not is_unit_in_hand(item):
        return Reason("unit-not-usable", {"asset_number": item.asset_number, "proposal": another})
    return None


def return_note(condition: Condition, note: str) -> Reason | None:
    """Whoever repairs or completes a device has to know what is wrong with it."""
    if condition is not Condition.GOOD and not clean_text(note):
        return Reason("return-note-missing")
    if len(clean_text(note)) > LONGEST_NOTE:
        return Reason("return-note-too-long", {"longest": LONGEST_NOTE})
    return None
