"""Why a job failed, as values: taken from the error, stored as JSON, read back for the door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from scheduler.domain.reason import Reason, ReasonParam
from scheduler.errors import IllegalTransition, NotAllowed, NotFound, OfficeError, Refused, StalePlan, StaleVersion

CRASHED = Reason("job-crashed")


def reasons_of(error: OfficeError) -> tuple[Reason, ...]:
    """What the office says about an error; a `Refused` or `StalePlan` brings its own reasons."""
    match error:
        case Refused(reasons=reasons) | StalePlan(reasons=reasons) if reasons:
            return tuple(reasons)
        case NotFound(noun=noun, key=key):
            return (Reason("not-found", {"noun": noun, "key": key}),)
        case NotAllowed(action=action):
            return (Reason("not-allowed", {"action": action}),)
        case StaleVersion(noun=noun, key=key, current=current):
            return (Reason("stale-version", {"noun": noun, "key": key, "current": current}),)
        case IllegalTransition(noun=noun, state=state, event=event):
            return (Reason("illegal-transition", {"noun": noun, "state": state, "event": event}),)
        case _:
            return (CRASHED,)


def to_json(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """`[{"code", "params"}]`; a date is `{"date": "2026-07-01"}`, an instant `{"instant": "2026-07-01T…+00:00"}`."""
    return [
        {"code": reason.code, "params": {name: _param_to_json(value) for name, value in reason.params.items()}}
        for reason in reasons
    ]


def from_json(stored: Iterable[Mapping[str, Any]]) -> tuple[Reason, ...]:
    """The inverse of `to_json`."""
    return tuple(
        Reason(item["code"], {name: _param_from_json(value) for name, value in item["params"].items()})
        for item in stored
    )


def _param_to_json(value: ReasonParam) -> Any:
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value


def _param_from_json(value: Any) -> ReasonParam:
    match value:
        case {"instant": str(text)}:
            return datetime.fromisoformat(text)
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case str() | int() | float():
            return value
        case _:
            raise ValueError(f"not a parameter of a reason: {value!r}")
