"""Problem details for programs (RFC 9457): what the JSON of an error looks like."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from litestar.openapi import ResponseSpec

from api.formatting import to_local
from api.i18n import Translator
from scheduler.domain.offer import Offer
from scheduler.domain.reason import Reason, ReasonParam

PROBLEM_JSON = "application/problem+json"


def is_for_programs(path: str) -> bool:
    """Whether a path belongs to the JSON API; everything else is a page, its description at /api/docs too."""
    return path.startswith("/api/v1/")


class FieldProblem(msgspec.Struct, frozen=True):
    """One field that could not be read; `detail` is in English, for programmers."""

    field: str
    detail: str


class ReasonJson(msgspec.Struct, frozen=True):
    """One rule that says no: its code, the values, and the sentence they make in the reader's language."""

    code: str
    params: dict[str, Any]
    detail: str


class OfferJson(msgspec.Struct, frozen=True):
    """Something that could be booked instead, free at this moment; `cost` is in minutes away from the wish."""

    kind: str
    office_id: str
    starts_at: datetime
    ends_at: datetime
    use_dates: tuple[date, ...]
    travel_minutes: int
    cost: int


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """`code` is for programs to decide by, `title` and `detail` are for people to read."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    reasons: tuple[ReasonJson, ...] = ()
    errors: tuple[FieldProblem, ...] = ()
    alternatives: tuple[OfferJson, ...] = ()
    # Names the line of the log in which an internal error is explained.
    reference: str = ""


def reason_json(reason: Reason, translator: Translator) -> ReasonJson:
    """A reason as JSON shows it; instants are on the clock of Asia/Tokyo."""
    return ReasonJson(
        reason.code, {name: _plain(value) for name, value in reason.params.items()}, translator.sentence(reason)
    )


def offer_json(offer: Offer) -> OfferJson:
    """An offer as JSON shows it, on the clock of Asia/Tokyo."""
    return OfferJson(
        kind=offer.kind,
        office_id=offer.office_id,
        starts_at=to_local(offer.starts_at),
        ends_at=to_local(offer.ends_at),
        use_dates=offer.use_dates,
        travel_minutes=offer.travel_minutes,
        cost=offer.cost,
    )


def problem_type(code: str) -> str:
    return f"urn:sekitori:problem:{code}"


def problem_responses(*statuses: int) -> Mapping[int, ResponseSpec]:
    """For the `responses` of a handler, so that the OpenAPI document tells the truth about errors."""
    return {
        status: ResponseSpec(Problem, generate_examples=False, media_type=PROBLEM_JSON, description=_MEANING[status])
        for status in statuses
    }


_MEANING = {
    400: "The request cannot be read; `errors` names the fields.",
    401: "No session, or one that has ended.",
    403: "Not allowed.",
    404: "There is no such thing.",
    409: "Something else stands in the way, or somebody changed it first.",
    422: "The office's rules say no; `reasons` tells which.",
    428: "A change names the version it is based on, in If-Match.",
    429: "Too many attempts; wait for Retry-After seconds.",
}


def _plain(value: ReasonParam) -> Any:
    return to_local(value).isoformat() if isinstance(value, datetime) else value
