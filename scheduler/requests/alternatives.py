"""Take one of the things a round offered instead of what it could not grant."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from scheduler.bookings.operations import Booked, book
from scheduler.db.tables import occurrence
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.states import REQUEST, RequestState, advance
from scheduler.errors import NotFound
from scheduler.requests.instead import wish_instead
from scheduler.requests.queries import by_ids
from scheduler.staff.queries import applicant
from scheduler.waiting.lapsing import withdraw_of


def take_alternative(tx: Connection, occurrence_id: int, number: int, *, actor: Actor, now: datetime) -> Booked:
    """Book the alternative with that number (from 0) of a refused date; the date counts as granted from then on.

    Raises:
        NotFound: there is no such date or alternative.
        IllegalTransition: the date was granted or taken back.
        Refused: as for `book`; what was free when it was offered may be taken by now.
    """
    row = load(tx, occurrence, occurrence_id, lock=True)
    (asked,) = by_ids(tx, [occurrence_id])
    person = applicant(tx, asked.wish.staff_id)
    permission.require(permission.may_act_for(actor, person.staff_id, person.department_id), "book")
    state = advance("request", REQUEST, RequestState(row.state), "grant")
    if number >= len(row.alternatives):
        raise NotFound("alternative", number)
    wish = wish_instead(asked.wish, row.alternatives[number])
    withdraw_of(tx, occurrence_id, now=now)
    booked = book(tx, wish, actor=actor, now=now, occurrence_id=occurrence_id, may_move=asked.may_move)
    change(tx, occurrence, occurrence_id, expected=None, state=state, waits_since=None)
    return booked
