"""Two people exchange their patterns of a day: one asks, the other agrees, the head of the section approves.

On each of the two days (or the one) each works what the other was to work.  The same rules hold as for changes by
hand; that the other agreed counts as their wish.  Breaks are exchanged as well, so at no hour more or fewer are there.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select

from scheduler.audit.operations import record
from scheduler.db.tables import shift_swap, staff_member
from scheduler.db.versions import change, load
from scheduler.domain.actor import Actor, Role
from scheduler.domain.loan_period import at
from scheduler.domain.permission import may_plan_section, require
from scheduler.domain.reason import Reason
from scheduler.domain.states import SWAP, SwapState, advance
from scheduler.errors import Refused, StaleVersion
from scheduler.notices.operations import tell
from scheduler.shifts.editing import Effect
from scheduler.shifts.exchange import Exchange, Pair, exchange
from scheduler.shifts.exchanging import carry_out

OPEN = (SwapState.ASKED, SwapState.AGREED)


def try_swap(tx: Connection, pair: Pair, *, actor: Actor, now: datetime) -> Effect:
    """What exchanging would do to the published plan; nothing is written.

    Raises: as `ask`, but a rule that is broken is told in the effect.
    """
    _require_own(pair.staff_id, actor)
    return exchange(tx, pair, now=now).effect


def ask(tx: Connection, pair: Pair, *, actor: Actor, now: datetime) -> int:
    """Ask a colleague of one's section to exchange a day, or one day for another; returns the swap's id.

    Raises:
        NotAllowed: one asks for oneself only.
        Refused: a day that is not published or has begun, the same pattern on both sides, a day of either in an
            open swap, or a rule that the exchange would break.
    """
    _require_own(pair.staff_id, actor)
    found = exchange(tx, pair, now=now)
    if found.effect.refusals:
        raise Refused(*found.effect.refusals)
    _require_free(tx, pair)
    values = {
        "staff_id": pair.staff_id,
        "date": pair.day,
        "other_staff_id": pair.other_staff_id,
        "other_date": pair.other_day,
        "state": SwapState.ASKED,
        "asked_at": now,
        "reasons": [],
    }
    swap_id = int(tx.execute(insert(shift_swap).values(values).returning(shift_swap.c.id)).scalar_one())
    tell(tx, pair.other_staff_id, "swap-asked", _told(pair, pair.staff_id), now=now)
    record(tx, actor=actor, now=now, action="ask", noun="swap", key=swap_id)
    return swap_id


def answer(
    tx: Connection, swap_id: int, event: str, *, expected_version: int | None = None, actor: Actor, now: datetime
) -> int:
    """The one who was asked agrees or declines (`event`: agree, decline), until it is approved; returns its version.

    Raises:
        NotAllowed: somebody else was asked.
        IllegalTransition: it has been agreed to already, or is no longer open.
        Refused: a shift was changed since, it breaks a rule by now, or a day has begun.
        StaleVersion: somebody was quicker.
    """
    row = _locked(tx, swap_id, expected_version)
    require(actor.has(Role.STAFF) and actor.staff_id == row.other_staff_id, "answer-swap")
    state = advance("swap", SWAP, SwapState(row.state), event)
    pair = pair_of(row)
    if state is SwapState.AGREED:
        found = _still_possible(tx, row, now)
        for staff_id in _heads(tx, found.sheet.plan.department_id) - set(pair.staff_ids):
            tell(tx, staff_id, "swap-to-decide", _told(pair, pair.staff_id), now=now)
    tell(tx, pair.staff_id, f"swap-{state.value}", _told(pair, pair.other_staff_id), now=now)
    return _moved(tx, row, state, event, actor, now, answered_at=now)


def withdraw(tx: Connection, swap_id: int, *, expected_version: int | None = None, actor: Actor, now: datetime) -> int:
    """Whoever asked takes it back before it is approved; returns the swap's version.

    Raises:
        NotAllowed: somebody else asked.
        IllegalTransition: it is no longer open.
        StaleVersion: somebody was quicker.
    """
    row = _locked(tx, swap_id, expected_version)
    _require_own(row.staff_id, actor)
    state = advance("swap", SWAP, SwapState(row.state), "withdraw")
    tell(tx, row.other_staff_id, "swap-withdrawn", _told(pair_of(row), row.staff_id), now=now)
    return _moved(tx, row, state, "withdraw", actor, now)


def decide(
    tx: Connection,
    swap_id: int,
    event: str,
    *,
    expected_version: int | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """The section's head approves what both want, or declines it (`event`: approve, decline); returns its version.

    Approving changes the published shifts at once.

    Raises:
        NotAllowed: the section is not the actor's to plan, or the swap is their own.
        IllegalTransition: the other has not agreed, or it is no longer open.
        Refused: a shift was changed since, it breaks a rule by now, or a day has begun.
        StaleVersion: somebody was quicker.
    """
    row = _locked(tx, swap_id, expected_version)
    pair = pair_of(row)
    section = load(tx, staff_member, pair.staff_id).department_id
    require(may_plan_section(actor, section) and actor.staff_id not in pair.staff_ids, "decide-swap")
    state = advance("swap", SWAP, SwapState(row.state), event)
    if state is SwapState.APPROVED:
        carry_out(tx, _still_possible(tx, row, now), now=now)
    for staff_id, other in (pair.staff_ids, pair.staff_ids[::-1]):
        tell(tx, staff_id, f"swap-head_{state.value}", _told(pair, other), now=now)
    return _moved(tx, row, state, event, actor, now, decided_at=now, decided_by=actor.staff_id)


def pair_of(row: Row[Any]) -> Pair:
    return Pair(row.staff_id, row.date, row.other_staff_id, row.other_date)


def _locked(tx: Connection, swap_id: int, expected_version: int | None) -> Row[Any]:
    row = load(tx, shift_swap, swap_id, lock=True)
    if expected_version is not None and row.version != expected_version:
        raise StaleVersion("swap", swap_id, row.version)
    return row


def _still_possible(tx: Connection, row: Row[Any], now: datetime) -> Exchange:
    """The exchange as it was asked for, checked once more."""
    found = exchange(tx, pair_of(row), now=now)
    if any(shift.changed_at > row.asked_at for shift in found.shifts.values()):
        raise Refused(Reason("swap-changed-since", {"day": row.date}))
    if found.effect.refusals:
        raise Refused(*found.effect.refusals)
    return found


def _moved(
    tx: Connection, row: Row[Any], state: SwapState, event: str, actor: Actor, now: datetime, **values: Any
) -> int:
    version = change(tx, shift_swap, row.id, expected=None, state=state, **values)
    record(tx, actor=actor, now=now, action=event, noun="swap", key=row.id)
    return version


def _require_own(staff_id: str, actor: Actor) -> None:
    require(actor.has(Role.STAFF) and actor.staff_id == staff_id, "ask-swap")


def _require_free(tx: Connection, pair: Pair) -> None:
    """A day of a person is in one open swap at most."""
    people = or_(shift_swap.c.staff_id.in_(pair.staff_ids), shift_swap.c.other_staff_id.in_(pair.staff_ids))
    days = or_(shift_swap.c.date.in_(pair.days), shift_swap.c.other_date.in_(pair.days))
    query = select(shift_swap.c.id).where(shift_swap.c.state.in_(OPEN), people, days)
    if tx.execute(query.limit(1)).first() is not None:
        raise Refused(Reason("swap-open", {"day": pair.day}))


def _heads(tx: Connection, department_id: str) -> set[str]:
    query = select(staff_member.c.staff_id).where(
        staff_member.c.department_id == department_id, staff_member.c.role == "head"
    )
    return set(tx.execute(query).scalars())


def _told(pair: Pair, staff_id: str) -> dict[str, Any]:
    """Who it is with, and when."""
    return {"staff": staff_id, "start": at(pair.day, time(0)).isoformat()}
