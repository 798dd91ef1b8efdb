"""What went wrong as a status and reasons: one mapping for JSON and pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from litestar.exceptions import HTTPException

from api.form_input import InputError
from api.i18n import Translator
from api.problem_json import FieldProblem, Problem, offer_json, problem_type, reason_json
from api.refusal import DoorRefusal
from scheduler.domain.offer import Offer
from scheduler.domain.reason import Reason
from scheduler.errors import (
    BookingConflict,
    IllegalTransition,
    NotAllowed,
    NotFound,
    OfficeError,
    Refused,
    StaleOffer,
    StalePlan,
    StaleRepair,
    StaleShiftPlan,
    StaleVersion,
    TooManyAttempts,
    WrongCredentials,
)

# "Object missing required field `x`" by msgspec, "Missing required query parameter 'x' for …" by Litestar.
_NAMED = re.compile(r"(?:field `|parameter ')([^`']*)[`']")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a door tells of an error; a problem for programs, a page for people."""

    status: int
    code: str
    reasons: tuple[Reason, ...] = ()
    fields: tuple[FieldProblem, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    alternatives: tuple[Offer, ...] = ()

    @property
    def wording(self) -> str:
        """The message of the catalogue that says in general what this status means."""
        return f"error-{self.status if self.status in _WORDED else self.status // 100 * 100}"


# The statuses with a message of their own; another one gets that of 400 or 500.
_WORDED = frozenset({400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503})


def trouble_of(error: Exception) -> Trouble:
    """What an error means to whoever asked; anything unforeseen is a 500 that tells nothing."""
    match error:
        case OfficeError():
            return _of_office(error)
        case DoorRefusal(status_code=status, reason=reason):
            return Trouble(status, reason.code, (reason,), headers=_challenge(status))
        case InputError(reason=reason):
            return Trouble(400, reason.code, (reason,))
        case HTTPException(status_code=status, headers=headers) if status < 500:
            fields = _fields(error) if status == 400 else ()
            return Trouble(status, _HTTP_CODES.get(status, "http-error"), fields=fields, headers=headers or {})
        case HTTPException(status_code=503):
            return Trouble(503, "not-ready")
    return Trouble(500, "internal-error")


def problem_of(trouble: Trouble, translator: Translator, *, reference: str = "") -> Problem:
    """The problem a program gets, in the reader's language."""
    reasons = tuple(reason_json(reason, translator) for reason in trouble.reasons)
    return Problem(
        type=problem_type(trouble.code),
        title=translator.t(trouble.wording),
        status=trouble.status,
        code=trouble.code,
        detail=" ".join(reason.detail for reason in reasons) or translator.t(f"{trouble.wording}.body"),
        reasons=reasons,
        errors=trouble.fields,
        alternatives=tuple(offer_json(offer) for offer in trouble.alternatives),
        reference=reference,
    )


_HTTP_CODES = {
    400: "invalid-input",
    401: "sign-in-required",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    413: "body-too-large",
    429: "too-many-attempts",
}


_STALE: dict[type[OfficeError], str] = {
    StalePlan: "stale-plan",
    StaleShiftPlan: "stale-shift_plan",
    StaleRepair: "stale-repair",
    StaleOffer: "stale-offer",
}


def _of_office(error: OfficeError) -> Trouble:
    match error:
        case BookingConflict(reasons=reasons):
            status, reasons = 409, tuple(reasons)
        case Refused(reasons=reasons):
            status, reasons = 422, tuple(reasons)
        case (
            StalePlan(reasons=reasons)
            | StaleShiftPlan(reasons=reasons)
            | StaleRepair(reasons=reasons)
            | StaleOffer(reasons=reasons)
        ):
            status, reasons = 409, (Reason(_STALE[type(error)]), *reasons)
        case StaleVersion(noun=noun, key=key, current=current):
            status, reasons = 409, (Reason("stale-version", {"noun": noun, "key": key, "current": current}),)
        case IllegalTransition(noun=noun, state=state, event=event):
            status, reasons = 409, (Reason("illegal-transition", {"noun": noun, "state": state, "event": event}),)
        case NotFound(noun=noun, key=key):
            status, reasons = 404, (Reason("not-found", {"noun": noun, "key": key}),)
        case NotAllowed(action=action):
            status, reasons = 403, (Reason("not-allowed", {"action": action}),)
        case WrongCredentials():
            status, reasons = 401, (Reason("wrong-credentials"),)
        case TooManyAttempts(retry_after=seconds):
            status, reasons = 429, (Reason("too-many-attempts", {"minutes": -(-seconds // 60)}),)
            return Trouble(status, reasons[0].code, reasons, headers={"Retry-After": str(seconds)})
        case _:
            return Trouble(500, "internal-error")
    alternatives = error.alternatives if isinstance(error, Refused) else ()
    return Trouble(status, reasons[0].code, reasons, headers=_challenge(status), alternatives=alternatives)


def _challenge(status: int) -> dict[str, str]:
    return {"WWW-Authenticate": "Bearer"} if status == 401 else {}


def _fields(error: HTTPException) -> tuple[FieldProblem, ...]:
    """What a validation error says field by field; the field is empty where it is about the whole body."""
    if isinstance(error.extra, list) and error.extra:
        return tuple(_field(str(item.get("key", "")), str(item.get("message", ""))) for item in error.extra)
    return (_field("", error.detail),)


def _field(key: str, message: str) -> FieldProblem:
    """Litestar gives the path down to the object, and the message names the field in it that is missing or unknown."""
    named = _NAMED.search(message)
    parts = ("" if key == "data" else key, named.group(1) if named else "")
    return FieldProblem(".".join(part for part in parts if part), message)
