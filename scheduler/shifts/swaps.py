"""Two people exchange their patterns of a day: one asks, the other agrees, the head of the section approves.

On each of the two days (or the one) each works what the other was to work.  The same rules hold as for changes by
hand; that the other agreed counts as their wish.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection

from scheduler.domain.actor import Actor
from scheduler.shifts.editing import Effect


def try_swap(
    tx: Connection,
    staff_id: str,
    day: date,
    other_staff_id: str,
    other_day: date | None = None,
    *,
    actor: Actor,
    now: datetime,
) -> Effect:
    """What exchanging would do to the published plan; nothing is written.

    Raises: as `ask`, but a rule that is broken is told in the effect.
    """
    raise NotImplementedError


def ask(
    tx: Connection,
    staff_id: str,
    day: date,
    other_staff_id: str,
    other_day: date | None = None,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Ask a colleague of one's section to exchange a day, or one day for another; returns the swap's id.

    Raises:
        NotAllowed: one asks for oneself only.
        Refused: a day that is not published or has begun, the same pattern on both sides, a day of either in an
            open swap, or a rule that the exchange would break.
    """
    raise NotImplementedError


def answer(
    tx: Connection, swap_id: int, event: str, *, expected_version: int | None = None, actor: Actor, now: datetime
) -> int:
    """The one who was asked agrees or declines (`event`: agree, decline); returns the swap's version.

    Raises:
        NotAllowed: somebody else was asked.
        IllegalTransition: it is no longer open.
        Refused: it breaks a rule by now, or a day has begun.
        StaleVersion: somebody was quicker.
    """
    raise NotImplementedError


def withdraw(tx: Connection, swap_id: int, *, expected_version: int | None = None, actor: Actor, now: datetime) -> int:
    """Whoever asked takes it back before it is approved; returns the swap's version."""
    raise NotImplementedError


def decide(
    tx: Connection,
    swap_id: int,
    event: str,
    *,
    despite_shortage: bool = False,
    expected_version: int | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """The section's head approves or declines what both want (`event`: approve, decline); returns its version.

    Approving changes the published shifts at once.

    Raises:
        NotAllowed: the section is not the actor's to plan, or the swap is their own.
        IllegalTransition: the other has not agreed, or it is no longer open.
        Refused: it breaks a rule by now, leaves hours short that are not known of, or a day has begun.
        StaleVersion: somebody was quicker.
    """
    raise NotImplementedError
