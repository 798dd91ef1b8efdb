"""The state machines of the office; drawn in docs/states.md, which a test compares with this file.

Each machine maps (state, event) to the next state. What is not listed cannot happen.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from scheduler.errors import IllegalTransition


class RequestState(StrEnum):
    """Of one occurrence of a request (a request that does not recur has one)."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Approval(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"


class BookingState(StrEnum):
    """`offered`: held for somebody on the waiting list who has not answered yet."""

    OFFERED = "offered"
    CONFIRMED = "confirmed"
    IN_USE = "in_use"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class LoanState(StrEnum):
    """Overdue is not a state but a fact: issued, and past its due time."""

    RESERVED = "reserved"
    ISSUED = "issued"
    RETURNED = "returned"
    LOST = "lost"
    CANCELLED = "cancelled"


class RoundState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    PROPOSED = "proposed"
    APPLIED = "applied"


class PlanState(StrEnum):
    SOLVING = "solving"
    PROPOSED = "proposed"
    APPLIED = "applied"
    SUPERSEDED = "superseded"
    FAILED = "failed"


class OfferState(StrEnum):
    """Of a place that became free and was offered to one person of the waiting list."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class SeasonState(StrEnum):
    """Of a season of staggered hours; its sections' plans have states of their own."""

    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"
    ENDED = "ended"


class ShiftPlanState(StrEnum):
    SOLVING = "solving"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    FAILED = "failed"


class SwapState(StrEnum):
    """Of two people's exchange of a day: the other agrees, then the head of the section decides."""

    ASKED = "asked"
    AGREED = "agreed"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class TransferState(StrEnum):
    """Of units moved between offices. Overdue is not a state but a fact: not received, and past the planned arrival."""

    ORDERED = "ordered"
    PACKED = "packed"
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class UnitStatus(StrEnum):
    ACTIVE = "active"
    REPAIR = "repair"
    LOST = "lost"
    RETIRED = "retired"


S = TypeVar("S", bound=StrEnum)
Machine = Mapping[tuple[S, str], S]

REQUEST: Machine[RequestState] = {
    (RequestState.WAITING, "grant"): RequestState.GRANTED,
    (RequestState.WAITING, "refuse"): RequestState.REFUSED,
    (RequestState.REFUSED, "grant"): RequestState.GRANTED,
    (RequestState.WAITING, "cancel"): RequestState.CANCELLED,
    (RequestState.REFUSED, "cancel"): RequestState.CANCELLED,
    (RequestState.GRANTED, "cancel"): RequestState.CANCELLED,
    # What was given cannot be kept: a unit broke, an office is closed.
    (RequestState.GRANTED, "lose"): RequestState.REFUSED,
}
APPROVAL: Machine[Approval] = {
    (Approval.PENDING, "approve"): Approval.APPROVED,
    (Approval.PENDING, "decline"): Approval.DECLINED,
}
BOOKING: Machine[BookingState] = {
    (BookingState.OFFERED, "accept"): BookingState.CONFIRMED,
    (BookingState.OFFERED, "lapse"): BookingState.CANCELLED,
    (BookingState.CONFIRMED, "check_in"): BookingState.IN_USE,
    (BookingState.CONFIRMED, "issue"): BookingState.IN_USE,
    (BookingState.IN_USE, "finish"): BookingState.COMPLETED,
    (BookingState.CONFIRMED, "cancel"): BookingState.CANCELLED,
}
LOAN: Machine[LoanState] = {
    (LoanState.RESERVED, "issue"): LoanState.ISSUED,
    (LoanState.RESERVED, "cancel"): LoanState.CANCELLED,
    (LoanState.ISSUED, "return"): LoanState.RETURNED,
    (LoanState.ISSUED, "lose"): LoanState.LOST,
    (LoanState.LOST, "return"): LoanState.RETURNED,
}
ROUND: Machine[RoundState] = {
    (RoundState.OPEN, "close"): RoundState.CLOSED,
    (RoundState.CLOSED, "reopen"): RoundState.OPEN,
    (RoundState.CLOSED, "propose"): RoundState.PROPOSED,
    (RoundState.PROPOSED, "propose"): RoundState.PROPOSED,
    (RoundState.PROPOSED, "reopen"): RoundState.OPEN,
    (RoundState.PROPOSED, "apply"): RoundState.APPLIED,
}
PLAN: Machine[PlanState] = {
    (PlanState.SOLVING, "propose"): PlanState.PROPOSED,
    (PlanState.SOLVING, "fail"): PlanState.FAILED,
    (PlanState.SOLVING, "supersede"): PlanState.SUPERSEDED,
    (PlanState.PROPOSED, "supersede"): PlanState.SUPERSEDED,
    (PlanState.PROPOSED, "apply"): PlanState.APPLIED,
}
OFFER: Machine[OfferState] = {
    (OfferState.OPEN, "accept"): OfferState.ACCEPTED,
    (OfferState.OPEN, "decline"): OfferState.DECLINED,
    (OfferState.OPEN, "expire"): OfferState.EXPIRED,
    (OfferState.OPEN, "withdraw"): OfferState.WITHDRAWN,
}
SEASON: Machine[SeasonState] = {
    (SeasonState.OPEN, "close"): SeasonState.CLOSED,
    (SeasonState.CLOSED, "reopen"): SeasonState.OPEN,
    (SeasonState.CLOSED, "publish"): SeasonState.PUBLISHED,
    (SeasonState.PUBLISHED, "publish"): SeasonState.PUBLISHED,
    (SeasonState.PUBLISHED, "end"): SeasonState.ENDED,
}
SHIFT_PLAN: Machine[ShiftPlanState] = {
    (ShiftPlanState.SOLVING, "propose"): ShiftPlanState.PROPOSED,
    (ShiftPlanState.SOLVING, "fail"): ShiftPlanState.FAILED,
    (ShiftPlanState.SOLVING, "supersede"): ShiftPlanState.SUPERSEDED,
    (ShiftPlanState.PROPOSED, "supersede"): ShiftPlanState.SUPERSEDED,
    (ShiftPlanState.PROPOSED, "publish"): ShiftPlanState.PUBLISHED,
    (ShiftPlanState.PUBLISHED, "supersede"): ShiftPlanState.SUPERSEDED,
}
SWAP: Machine[SwapState] = {
    (SwapState.ASKED, "agree"): SwapState.AGREED,
    (SwapState.ASKED, "decline"): SwapState.DECLINED,
    (SwapState.ASKED, "withdraw"): SwapState.WITHDRAWN,
    (SwapState.AGREED, "approve"): SwapState.APPROVED,
    (SwapState.AGREED, "decline"): SwapState.DECLINED,
    (SwapState.AGREED, "withdraw"): SwapState.WITHDRAWN,
}
TRANSFER: Machine[TransferState] = {
    (TransferState.ORDERED, "pack"): TransferState.PACKED,
    (TransferState.PACKED, "dispatch"): TransferState.IN_TRANSIT,
    (TransferState.IN_TRANSIT, "receive"): TransferState.RECEIVED,
    (TransferState.ORDERED, "cancel"): TransferState.CANCELLED,
    (TransferState.PACKED, "cancel"): TransferState.CANCELLED,
}
MACHINES: Mapping[str, Mapping[tuple[Any, str], Any]] = {
    "request": REQUEST,
    "approval": APPROVAL,
    "booking": BOOKING,
    "loan": LOAN,
    "round": ROUND,
    "plan": PLAN,
    "offer": OFFER,
    "season": SEASON,
    "shift_plan": SHIFT_PLAN,
    "swap": SWAP,
    "transfer": TRANSFER,
}


def advance(noun: str, machine: Machine[S], state: S, event: str) -> S:
    """The state after the event, or `IllegalTransition`."""
    try:
        return machine[state, event]
    except KeyError:
        raise IllegalTransition(noun, state, event) from None
