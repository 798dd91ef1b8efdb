"""One's own shifts and wishes, and swaps with colleagues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.idempotency import GivenIdempotent
from api.refusal import DoorRefusal
from api.rest.bodies import Body, Code, of_query
from api.rest.local_time import in_tokyo
from api.rest.preconditions import Versioned
from api.rest.seasons import Weekday
from api.writing import write
from scheduler.domain.actor import Role
from scheduler.domain.reason import Reason
from scheduler.shifts import own, swap_queries, swaps, wishes
from scheduler.shifts.editing import Effect
from scheduler.shifts.exchange import Pair
from scheduler.shifts.own import MyShift, WishView
from scheduler.shifts.swap_queries import Candidate, SwapView
from scheduler.shifts.wishes import Wish

PLANNERS = {"access": (Role.MANAGER, Role.FACILITIES, Role.ADMIN)}


class ShiftWishIn(Body, kw_only=True):
    """`staff_id` null: oneself. `fixed`, `leave` and `away` are kept by the head of the section.

    `pattern_id` `*`: any but the usual one (`unavailable`), or none (`leave`, `away`).
    """

    kind: Literal["prefer", "unavailable", "fixed", "leave", "away"]
    first: date
    last: date
    weekdays: Annotated[list[Weekday], msgspec.Meta(min_length=1, max_length=7)] = msgspec.field(
        default_factory=lambda: ["MO", "TU", "WE", "TH", "FR"]
    )
    pattern_id: Code = "*"
    weight: Annotated[int, msgspec.Meta(ge=1, le=5)] = wishes.USUAL_WEIGHT
    staff_id: Code | None = None


class SwapIn(Body, kw_only=True):
    """On `day` (and on `other_day`, when it is another) each of the two works what the other was to work."""

    day: date
    other_staff_id: Code
    other_day: date | None = None


class SwapAnswerIn(Body):
    answer: Literal["agree", "decline"]


class SwapDecisionIn(Body):
    decision: Literal["approve", "decline"]


@dataclass(frozen=True, slots=True)
class WishKept:
    preference_id: str


@dataclass(frozen=True, slots=True)
class SwapAsked:
    swap_id: int


@get("/shifts/mine", tags=["Shifts"], summary="One's own shifts", sync_to_thread=True)
def my_shifts(
    services: GivenServices,
    actor: GivenActor,
    first: Annotated[date, QueryParameter()],
    last: Annotated[date, QueryParameter()],
) -> list[MyShift]:
    """Published ones, with the reasons where a wish was not met."""
    with services.database.read() as tx:
        return list(own.my_shifts(tx, actor=actor, first=of_query(first, "first"), last=of_query(last, "last")))


@get("/seasons/{season_id:str}/wishes/mine", tags=["Shifts"], summary="One's own wishes", sync_to_thread=True)
def my_wishes(services: GivenServices, actor: GivenActor, season_id: FromPath[str]) -> list[WishView]:
    """Everything the office has of one for the season."""
    with services.database.read() as tx:
        return list(own.my_wishes(tx, season_id, actor=actor))


@post("/seasons/{season_id:str}/wishes", tags=["Shifts"], summary="Wish", sync_to_thread=True)
def set_wish(
    actor: GivenActor, now: GivenNow, season_id: FromPath[str], data: JSONBody[ShiftWishIn], idempotent: GivenIdempotent
) -> Response[WishKept]:
    """It takes the days it names over from older wishes of the same kind."""

    def work(tx: Any) -> WishKept:
        wish = Wish(
            _person(data.staff_id, actor.staff_id),
            data.kind,
            data.first,
            data.last,
            tuple(data.weekdays),
            data.pattern_id,
            data.weight,
        )
        return WishKept(wishes.set_wish(tx, season_id, wish, actor=actor, now=now))

    return idempotent.run(work)


@delete("/wishes/{preference_id:str}", tags=["Shifts"], summary="Take a wish back", sync_to_thread=True)
def withdraw_wish(services: GivenServices, actor: GivenActor, now: GivenNow, preference_id: FromPath[str]) -> None:
    """Until its deadline."""
    write(services, lambda tx: wishes.withdraw(tx, preference_id, actor=actor, now=now))


@get("/swaps/mine", tags=["Shifts"], summary="One's own swaps", sync_to_thread=True)
def my_swaps(services: GivenServices, actor: GivenActor) -> list[SwapView]:
    """What one asked and was asked, latest first."""
    with services.database.read() as tx:
        return in_tokyo(list(swap_queries.mine(tx, actor=actor)))


@get("/sections/{department_id:str}/swaps", opt=PLANNERS, tags=["Shifts"], summary="Open swaps of a section",
     sync_to_thread=True)  # fmt: skip
def section_swaps(services: GivenServices, actor: GivenActor, department_id: FromPath[str]) -> list[SwapView]:
    """Those that wait for its head first."""
    with services.database.read() as tx:
        return in_tokyo(list(swap_queries.of_section(tx, department_id, actor=actor)))


@get("/swaps/{swap_id:int}", tags=["Shifts"], summary="One swap", sync_to_thread=True)
def one_swap(services: GivenServices, actor: GivenActor, swap_id: FromPath[int]) -> SwapView:
    """For the two, and for who plans their section."""
    with services.database.read() as tx:
        return in_tokyo(swap_queries.one(tx, swap_id, actor=actor))


@get("/swaps/candidates", tags=["Shifts"], summary="Whom one could ask", sync_to_thread=True)
def swap_candidates(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    day: Annotated[date, QueryParameter()],
    pattern_id: Annotated[str | None, QueryParameter(max_length=20)] = None,
) -> list[Candidate]:
    """Colleagues with whom the day could be exchanged without breaking a rule."""
    with services.database.read() as tx:
        found = swap_queries.candidates(tx, of_query(day, "day"), pattern_id=pattern_id, actor=actor, now=now)
    return list(found)


@post("/swaps/try", tags=["Shifts"], summary="Try a swap", status_code=200, sync_to_thread=True)
def try_swap(services: GivenServices, actor: GivenActor, now: GivenNow, data: JSONBody[SwapIn]) -> Effect:
    """What it would break or leave short; nothing is written."""
    with services.database.read() as tx:
        return swaps.try_swap(tx, _pair(data, actor.staff_id), actor=actor, now=now)


@post("/swaps", tags=["Shifts"], summary="Ask for a swap", sync_to_thread=True)
def ask_swap(
    actor: GivenActor, now: GivenNow, data: JSONBody[SwapIn], idempotent: GivenIdempotent
) -> Response[SwapAsked]:
    """The colleague agrees first, then the head of the section approves."""

    def work(tx: Any) -> SwapAsked:
        return SwapAsked(swaps.ask(tx, _pair(data, actor.staff_id), actor=actor, now=now))

    return idempotent.run(work, location="/api/v1/swaps/{swap_id}")


@post("/swaps/{swap_id:int}/answer", tags=["Shifts"], summary="Answer a colleague", status_code=200,
      sync_to_thread=True)  # fmt: skip
def answer_swap(
    actor: GivenActor, now: GivenNow, swap_id: FromPath[int], data: JSONBody[SwapAnswerIn], idempotent: GivenIdempotent
) -> Response[Versioned]:
    """Only whoever was asked."""
    return idempotent.run(lambda tx: Versioned(swaps.answer(tx, swap_id, data.answer, actor=actor, now=now)))


@post("/swaps/{swap_id:int}/withdraw", tags=["Shifts"], summary="Take a swap back", status_code=200,
      sync_to_thread=True)  # fmt: skip
def withdraw_swap(
    actor: GivenActor, now: GivenNow, swap_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[Versioned]:
    """Before it is approved."""
    return idempotent.run(lambda tx: Versioned(swaps.withdraw(tx, swap_id, actor=actor, now=now)))


@post("/swaps/{swap_id:int}/decision", opt=PLANNERS, tags=["Shifts"], summary="Approve or decline a swap",
      status_code=200, sync_to_thread=True)  # fmt: skip
def decide_swap(
    actor: GivenActor,
    now: GivenNow,
    swap_id: FromPath[int],
    data: JSONBody[SwapDecisionIn],
    idempotent: GivenIdempotent,
) -> Response[Versioned]:
    """Approving changes the published shifts at once."""
    return idempotent.run(lambda tx: Versioned(swaps.decide(tx, swap_id, data.decision, actor=actor, now=now)))


def _pair(data: SwapIn, staff_id: str | None) -> Pair:
    return Pair(_person(None, staff_id), data.day, data.other_staff_id, data.other_day or data.day)


def _person(named: str | None, own_id: str | None) -> str:
    """The person named, or oneself; an account that belongs to nobody has to name one."""
    staff_id = named or own_id
    if staff_id is None:
        raise DoorRefusal(400, Reason("staff-needed"))
    return staff_id


ROUTES = (
    my_shifts,
    my_wishes,
    set_wish,
    withdraw_wish,
    my_swaps,
    section_swaps,
    one_swap,
    swap_candidates,
    try_swap,
    ask_swap,
    answer_swap,
    withdraw_swap,
    decide_swap,
)
