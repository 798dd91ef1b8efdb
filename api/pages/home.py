"""The first page after signing in: what is next, what was answered, what is waiting for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from litestar import Request, Response, get, post

from api.dependencies import GivenNow, GivenServices, GivenSignedIn
from api.formatting import to_local
from api.pages.rendering import page, see_other
from scheduler.bookings import queries as bookings
from scheduler.db.transaction import Transaction
from scheduler.domain.actor import Actor, Role
from scheduler.loans import queries as loans
from scheduler.notices import operations as notice_operations
from scheduler.notices import queries as notices
from scheduler.offices.queries import Meeting, meetings_on
from scheduler.requests import queries as requests

AnyRequest = Request[Any, Any, Any]
BOOKINGS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A seat for the rest of the day where a meeting ends away from one's own office."""

    meeting: Meeting
    link: str


@get("/", opt={"nav": ("nav-home", 0)}, include_in_schema=False, sync_to_thread=True)
def home(request: AnyRequest, services: GivenServices, signed_in: GivenSignedIn, now: GivenNow) -> Response[str]:
    actor = signed_in.actor
    context: dict[str, Any] = {"ahead": (), "notices": (), "my_loans": (), "suggestions": (), "to_approve": 0}
    with services.database.read() as tx:
        if actor.staff_id is not None:
            context["ahead"] = bookings.of_person(tx, actor.staff_id, actor=actor, since=now)[:BOOKINGS_SHOWN]
            context["notices"] = notices.unread(tx, actor.staff_id)
            context["my_loans"] = loans.my_loans(tx, actor=actor, now=now)
            context["suggestions"] = _suggestions(tx, actor, now)
        if actor.has(Role.MANAGER, Role.ADMIN):
            context["to_approve"] = len(requests.to_approve(tx, actor=actor, now=now))
    has_desk = actor.has(Role.COUNTER_STAFF, Role.FACILITIES, Role.ADMIN)
    return page(
        request, "home.html", today=to_local(now).date(), roles=sorted(actor.roles), has_desk=has_desk, **context
    )


@post("/notices/read", include_in_schema=False, sync_to_thread=True)
def read_notices(services: GivenServices, signed_in: GivenSignedIn, now: GivenNow) -> Response[Any]:
    if signed_in.actor.staff_id is not None:
        with services.database.write() as tx:
            notice_operations.mark_read(tx, signed_in.actor.staff_id, now=now)
    return see_other("/")


def _suggestions(tx: Transaction, actor: Actor, now: datetime) -> list[Suggestion]:
    """The seed's own case: the meeting at the head office ends at three, where can I work until 17:15?"""
    found = []
    for day in (to_local(now).date(), to_local(now).date() + timedelta(days=1)):
        for meeting in meetings_on(tx, day):
            end = to_local(meeting.ends_at)
            if meeting.office_id == actor.office_id or meeting.ends_at <= now or f"{end:%H:%M}" >= "17:00":
                continue
            query = f"what=seat&day={day}&start={end:%H:%M}&end=17:15&office_id={meeting.office_id}&search=1"
            found.append(Suggestion(meeting, f"/find?{query}"))
    return found


ROUTES = (home, read_notices)
