"""ETag and If-Match: a change names the version it is based on, so that nobody overwrites what they have not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from litestar.params import HeaderParameter

from api.refusal import DoorRefusal
from scheduler.domain.reason import Reason

IfMatch = Annotated[
    str | None,
    HeaderParameter(name="If-Match", description='The ETag of the version the change is based on, such as "3".'),
]


@dataclass(frozen=True, slots=True)
class Versioned:
    """Something changed; its new version."""

    version: int


def version_of(if_match: str | None) -> int:
    """The version in an If-Match header.

    Raises:
        DoorRefusal: 428 without one, 400 when it is none of ours.
    """
    if if_match is None:
        raise DoorRefusal(428, Reason("precondition-required"))
    text = if_match.strip().removeprefix("W/").strip('"')
    if not text.isdecimal():
        raise DoorRefusal(400, Reason("not-an-etag"))
    return int(text)


def etag(version: int) -> dict[str, str]:
    return {"ETag": f'"{version}"'}
