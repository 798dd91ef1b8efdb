"""The first page after signing in: what is next, what was answered, what is waiting for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post

from api.dependencies import GivenNow, GivenServices, GivenSignedIn
from api.formatting import to_local
from api.pages.rendering import page, see_other
from scheduler.bookings import queries as bookings
from scheduler.db.transaction import Transaction
from scheduler.domain.actor import Actor, Role
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.domain.states import RequestState
from scheduler.loans import queries as loans
from scheduler.notices import operations as notice_operations
from scheduler.notices import queries as notices
from scheduler.offices.queries import Meeting, meetings_on
from scheduler.requests import queries as requests
from scheduler.requests.queries import RequestView
from scheduler.waiting.queries import offers_of

AnyRequest = Request[Any, Any, Any]
BOOKINGS_SHOWN = 3
REQUESTS_SHOWN = 5
SUGGESTIONS_SHOWN = 4
# With less than this left of the day a seat is not worth the way.
LATEST_END = time(16, 45)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A seat for the rest of the day where a meeting ends away from one's own office."""

    meeting: Meeting
    link: str


@get("/", opt={"nav": ("nav-home", 0)}, include_in_schema=False, sync_to_thread=True)
def home(request: AnyRequest, services: GivenServices, signed_in: GivenSignedIn, now: GivenNow) -> Response[str]:
    actor = signed_in.actor
    context: dict[str, Any] = {
        "ahead": (), "notices": (), "loans": (), "asked": (), "suggestions": (), "to_approve": 0,
        "offers": (),
    }  # fmt: skip
    with services.database.read() as tx:
        if actor.staff_id is not None:
            context["ahead"] = bookings.of_person(tx, actor.staff_id, actor=actor, since=now)[:BOOKINGS_SHOWN]
            context["notices"] = notices.unread(tx, actor.staff_id)
            context["loans"] = loans.my_loans(tx, actor=actor, now=now)
            context["offers"] = offers_of(tx, actor.staff_id, actor=actor)
            context["asked"] = _waiting(tx, actor.staff_id, actor, now)
            context["suggestions"] = _suggestions(tx, actor, now)
        if actor.has(Role.MANAGER, Role.ADMIN):
            context["to_approve"] = len(requests.to_approve(tx, actor=actor, now=now))
    has_desk = actor.has(Role.COUNTER_STAFF, Role.FACILITIES, Role.ADMIN)
    return page(request, "home.html", now=now, has_desk=has_desk, is_staff=actor.staff_id is not None, **context)


@post("/notices/read", include_in_schema=False, sync_to_thread=True)
def read_notices(services: GivenServices, signed_in: GivenSignedIn, now: GivenNow) -> Response[Any]:
    if signed_in.actor.staff_id is not None:
        with services.database.write() as tx:
            notice_operations.mark_read(tx, signed_in.actor.staff_id, now=now)
    return see_other("/")


def _waiting(tx: Transaction, staff_id: str, actor: Actor, now: datetime) -> list[RequestView]:
    """The next of one's requests that nobody has answered yet."""
    mine = requests.of_person(tx, staff_id, actor=actor, since=now)
    return [item for item in mine if item.state is RequestState.WAITING][:REQUESTS_SHOWN]


def _suggestions(tx: Transaction, actor: Actor, now: datetime) -> list[Suggestion]:
    """The seed's own case: the meeting at the head office ends at three, where can I work until 17:15?"""
    found = []
    for day in (to_local(now).date(), to_local(now).date() + timedelta(days=1)):
        for meeting in meetings_on(tx, day):
            end = to_local(meeting.ends_at)
            if meeting.office_id == actor.office_id or meeting.ends_at <= now or end.time() > LATEST_END:
                continue
            place = {"what": "seat", "office_id": meeting.office_id, "search": 1}
            query = {**place, "day": day, "start": f"{_on_grid(end):%H:%M}", "end": f"{DEFAULT_POLICY.day_ends:%H:%M}"}
            found.append(Suggestion(meeting, f"/find?{urlencode(query)}#free"))
    return found[:SUGGESTIONS_SHOWN]


def _on_grid(moment: datetime) -> datetime:
    """The moment itself, or the next at which a booking may begin."""
    return moment + timedelta(minutes=-moment.minute % DEFAULT_POLICY.grid_minutes)


ROUTES = (home, read_notices)
