"""What a door refuses by itself, before the office is asked."""

from __future__ import annotations

from litestar.exceptions import HTTPException

from scheduler.domain.reason import Reason


class DoorRefusal(HTTPException):
    """A status and the reason behind it; api.errors turns it into a problem or a page."""

    def __init__(self, status: int, reason: Reason) -> None:
        super().__init__(detail=reason.code, status_code=status)
        self.reason = reason
