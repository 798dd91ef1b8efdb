"""Bookings: made at once, changed, cancelled; and what is free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from litestar import Response, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from api.dependencies import GivenActor, GivenNow, GivenServices, GivenSignedIn
from api.idempotency import GivenIdempotent
from api.problem_json import problem_responses
from api.rest.bodies import of_query
from api.rest.local_time import in_tokyo
from api.rest.preconditions import IfMatch, Versioned, etag, version_of
from api.rest.wishes import WishIn, wish_of
from scheduler.availability.near_misses import near_misses
from scheduler.availability.queries import FreeUnit, free_units
from scheduler.bookings import operations, queries
from scheduler.bookings.queries import BookingView
from scheduler.db.transaction import retrying
from scheduler.domain.interval import Interval
from scheduler.domain.offer import Offer
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.domain.reason import Reason
from scheduler.domain.wish import needs_of
from scheduler.errors import Refused
from scheduler.offices.queries import closed_days, is_winter_day
from scheduler.promises.queries import can_be_promised
from scheduler.staff.queries import applicant

# How much of an office is shown at once.
DEFAULT_WINDOW, LONGEST_WINDOW = timedelta(days=7), timedelta(days=31)


class BookingIn(WishIn, kw_only=True):
    """A wish; `may_move`: may be moved later so that others fit in."""

    may_move: bool = False


@dataclass(frozen=True, slots=True)
class Booked:
    """A new or changed booking; `alerts` are things a person should look at."""

    booking_id: int
    version: int
    unit_ids: list[int]
    alerts: list[Reason]


@dataclass(frozen=True, slots=True)
class Availability:
    """`units` are free for the whole time, nearest first; `offers` are near misses, when nothing is free here.

    `can_be_promised`: no device is free here for the whole time, but one can be promised, for others can be exchanged.
    """

    units: list[FreeUnit]
    offers: list[Offer]
    can_be_promised: bool = False


@post("/bookings", tags=["Bookings"], summary="Book at once", sync_to_thread=True)
def book(
    data: JSONBody[BookingIn], signed_in: GivenSignedIn, now: GivenNow, idempotent: GivenIdempotent
) -> Response[Booked]:
    """Book a seat, a device, a bundle or a web conference. A refusal brings offers of what would work."""

    def work(tx: Any) -> Booked:
        wish = wish_of(tx, data, signed_in.actor.staff_id)
        return _booked(operations.book(tx, wish, actor=signed_in.actor, now=now, may_move=data.may_move))

    return idempotent.run(work, location="/api/v1/bookings/{booking_id}")


@get(
    "/bookings",
    tags=["Bookings"],
    summary="One's own bookings, or those of a time",
    responses=problem_responses(422),
    sync_to_thread=True,
)
def list_bookings(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    staff_id: Annotated[str | None, QueryParameter(description="A colleague's, where you may see them.")] = None,
    office_id: Annotated[str | None, QueryParameter(description="All of an office, in [since, until).")] = None,
    since: Annotated[datetime | None, QueryParameter(description="With an offset; now, when left out.")] = None,
    until: Annotated[
        datetime | None, QueryParameter(description="With an offset; for an office a week later, at most 31 days.")
    ] = None,
) -> list[BookingView]:
    """From `since` on (now, when left out). Names are shown only to those who may know them."""
    start = now if since is None else of_query(since, "since")
    end = None if until is None else of_query(until, "until")
    if end is not None and end <= start:
        raise Refused(Reason("E_END_BEFORE_START", {"start": start, "end": end}))
    with services.database.read() as tx:
        if office_id is None:
            found = queries.of_person(tx, staff_id or actor.staff_id or "", actor=actor, since=start, until=end)
        else:
            window = Interval(start, end or start + DEFAULT_WINDOW)
            if window.length > LONGEST_WINDOW:
                raise Refused(Reason("window-too-long", {"days": LONGEST_WINDOW.days}))
            found = queries.in_window(tx, window, actor=actor, office_id=office_id)
    return in_tokyo(list(found))


@get("/bookings/{booking_id:int}", tags=["Bookings"], summary="One booking", sync_to_thread=True)
def one_booking(services: GivenServices, actor: GivenActor, booking_id: FromPath[int]) -> Response[BookingView]:
    """The ETag is the version a change has to name."""
    with services.database.read() as tx:
        view = queries.one(tx, booking_id, actor=actor)
    return Response(in_tokyo(view), headers=etag(view.version))


@put("/bookings/{booking_id:int}", tags=["Bookings"], summary="Change a booking", sync_to_thread=True)
def change_booking(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    booking_id: FromPath[int],
    data: JSONBody[WishIn],
    if_match: IfMatch = None,
) -> Response[Booked]:
    """Another time, place or unit. What stood goes on standing when the change is refused."""
    expected = version_of(if_match)

    def work() -> Booked:
        with services.database.write() as tx:
            owner = queries.one(tx, booking_id, actor=actor).staff_id
            wish = wish_of(tx, data, owner)
            made = operations.change_booking(tx, booking_id, wish, expected_version=expected, actor=actor, now=now)
            return _booked(made)

    changed = retrying(work)
    return Response(changed, headers=etag(changed.version))


@post(
    "/bookings/{booking_id:int}/cancel",
    tags=["Bookings"],
    summary="Cancel a booking",
    status_code=200,
    sync_to_thread=True,
)
def cancel_booking(
    actor: GivenActor, now: GivenNow, booking_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[Versioned]:
    """Before it begins; calendars show it as cancelled."""

    def work(tx: Any) -> Versioned:
        return Versioned(operations.cancel(tx, booking_id, actor=actor, now=now))

    return idempotent.run(work)


@post(
    "/bookings/{booking_id:int}/check-in", tags=["Bookings"], summary="Check in", status_code=200, sync_to_thread=True
)
def check_in(
    actor: GivenActor, now: GivenNow, booking_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[Versioned]:
    """Say that a seat or a room is in use; devices are handed out at the desk."""

    def work(tx: Any) -> Versioned:
        return Versioned(operations.check_in(tx, booking_id, actor=actor, now=now))

    return idempotent.run(work)


@post("/availability", tags=["Bookings"], summary="What is free", status_code=200, sync_to_thread=True)
def availability(services: GivenServices, actor: GivenActor, now: GivenNow, data: JSONBody[WishIn]) -> Availability:
    """For a kind, a time and a place, nearest first; changes nothing."""
    with services.database.read() as tx:
        wish = wish_of(tx, data, actor.staff_id)
        need = needs_of(wish)[0]
        units = free_units(tx, need, anywhere=not wish.legs, is_winter=is_winter_day(now.date()))
        offers = []
        is_free = any(unit.office_id == wish.office_id for unit in units)
        is_promised = not is_free and can_be_promised(tx, need, now=now, policy=DEFAULT_POLICY)
        if not is_free and not is_promised:
            person = applicant(tx, wish.staff_id)
            found = near_misses(tx, wish, person, closed_days(tx), DEFAULT_POLICY, now=now)
            offers = [item.offer for item in found]
    return in_tokyo(Availability(list(units), offers, is_promised))


def _booked(made: operations.Booked) -> Booked:
    units = [unit.unit_id for unit in made.units]
    return in_tokyo(Booked(made.booking_id, made.version, units, list(made.alerts)))


ROUTES = (book, list_bookings, one_booking, change_booking, cancel_booking, check_in, availability)
