"""What people agree to: being moved so that others fit in, and waiting when refused; asked in forms, changed later."""

from __future__ import annotations

from typing import Any

from litestar import Response, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.pages.forms import Form, GivenForm
from api.pages.rendering import Note, see_other
from scheduler.db.transaction import retrying
from scheduler.waiting import consent

MAY_MOVE, MAY_WAIT = "may_move", "may_wait"


def agreed_in(form: Form) -> tuple[str, ...]:
    """What is ticked; a form that does not ask stands for the usual: waiting, and not being moved."""
    return tuple(form.texts("consent")) if form.text("consent_asked") else (MAY_WAIT,)


@post("/requests/{request_id:int}/consent", include_in_schema=False, sync_to_thread=True)
def of_request(
    services: GivenServices, actor: GivenActor, now: GivenNow, request_id: FromPath[int], form: GivenForm
) -> Response[Any]:
    agreed = agreed_in(form)

    def work() -> None:
        with services.database.write() as tx:
            flags = {"may_move": MAY_MOVE in agreed, "may_wait": MAY_WAIT in agreed}
            consent.set_for_request(tx, request_id, **flags, actor=actor, now=now)

    retrying(work)
    return see_other(f"/requests/{request_id}", note=Note("success", "message-agreed"))


@post("/bookings/{booking_id:int}/consent", include_in_schema=False, sync_to_thread=True)
def of_booking(
    services: GivenServices, actor: GivenActor, now: GivenNow, booking_id: FromPath[int], form: GivenForm
) -> Response[Any]:
    agreed = MAY_MOVE in agreed_in(form)

    def work() -> None:
        with services.database.write() as tx:
            consent.set_for_booking(tx, booking_id, agreed, actor=actor, now=now)

    retrying(work)
    return see_other(f"/bookings/{booking_id}", note=Note("success", "message-agreed"))


ROUTES = (of_request, of_booking)
