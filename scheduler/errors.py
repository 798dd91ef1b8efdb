"""What can go wrong in the office, named by cause; the doors turn each into a status and a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.domain.offer import Offer
    from scheduler.domain.reason import Reason


class OfficeError(Exception):
    """Base of everything a door has to explain to a person."""


class NotFound(OfficeError):
    """There is no such thing, or the actor may not know of it."""

    def __init__(self, noun: str, key: object) -> None:
        super().__init__(f"no {noun} {key}")
        self.noun = noun
        self.key = str(key)


class NotAllowed(OfficeError):
    """The actor may not do this."""

    def __init__(self, action: str) -> None:
        super().__init__(f"not allowed: {action}")
        self.action = action


class Refused(OfficeError):
    """The office's rules say no; `reasons` says why, one for each rule that is broken.

    `alternatives` are offers that could be taken at this moment, cheapest first (scheduler.availability.near_misses).
    """

    def __init__(self, *reasons: Reason, alternatives: Sequence[Offer] = ()) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons: Sequence[Reason] = reasons
        self.alternatives = tuple(alternatives)


class BookingConflict(Refused):
    """Somebody else holds the unit, or the person already holds a seat, at that time (the database said so)."""


class StaleVersion(OfficeError):
    """Somebody changed the thing first; `current` is the version that stands."""

    def __init__(self, noun: str, key: object, current: int) -> None:
        super().__init__(f"{noun} {key} has changed; its version is {current}")
        self.noun = noun
        self.key = str(key)
        self.current = current


class StalePlan(OfficeError):
    """The plan no longer fits what stands; nothing of it was applied. `reasons` says what got in the way."""

    def __init__(self, plan_id: int, reasons: Sequence[Reason]) -> None:
        super().__init__(f"plan {plan_id} no longer fits: {', '.join(reason.code for reason in reasons)}")
        self.plan_id = plan_id
        self.reasons = tuple(reasons)


class StaleShiftPlan(OfficeError):
    """The plan of a section no longer fits its people; nothing of it was published. `reasons` says what changed."""

    def __init__(self, plan_id: int, reasons: Sequence[Reason]) -> None:
        super().__init__(f"shift plan {plan_id} no longer fits: {', '.join(reason.code for reason in reasons)}")
        self.plan_id = plan_id
        self.reasons = tuple(reasons)


class StaleRepair(OfficeError):
    """The repair no longer fits what stands; nothing of it was applied. `reasons` says what got in the way."""

    def __init__(self, repair_id: int, reasons: Sequence[Reason]) -> None:
        super().__init__(f"repair {repair_id} no longer fits: {', '.join(reason.code for reason in reasons)}")
        self.repair_id = repair_id
        self.reasons = tuple(reasons)


class StaleOffer(OfficeError):
    """The place can no longer be given as it was offered; nothing has changed. `reasons` says what got in the way."""

    def __init__(self, offer_id: int, reasons: Sequence[Reason]) -> None:
        super().__init__(f"offer {offer_id} no longer holds: {', '.join(reason.code for reason in reasons)}")
        self.offer_id = offer_id
        self.reasons = tuple(reasons)


class IllegalTransition(OfficeError):
    """The thing is not in a state in which this can happen."""

    def __init__(self, noun: str, state: str, event: str) -> None:
        super().__init__(f"a {noun} that is {state} cannot {event}")
        self.noun = noun
        self.state = state
        self.event = event


class WrongCredentials(OfficeError):
    """Login and password do not fit; which of the two is never said."""

    def __init__(self) -> None:
        super().__init__("login and password do not fit")


class TooManyAttempts(OfficeError):
    """Too much was tried in too short a time; `retry_after` says how long to wait, in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many attempts; try again in {retry_after} s")
        self.retry_after = retry_after
