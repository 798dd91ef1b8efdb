"""Pages of long lists: an opaque cursor says after which row to go on, so that nothing is skipped or shown twice.

    rows = queries.bookings(tx, after=read_cursor(cursor, tuple[datetime, int]), limit=limit + 1)
    return page_of(rows, limit, lambda row: (row.starts_at, row.id))

A query orders by (sort value, id) and takes one row more than it shows.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

import msgspec
from litestar.exceptions import ValidationException
from litestar.params import QueryParameter

T = TypeVar("T")
K = TypeVar("K", bound=tuple[object, ...])

DEFAULT_LIMIT = 50
MAXIMUM_LIMIT = 200

CursorParameter = Annotated[
    str | None, QueryParameter(max_length=500, description="`next_cursor` of the page before; leave it out to begin.")
]
LimitParameter = Annotated[int, QueryParameter(ge=1, le=MAXIMUM_LIMIT, description="How many items to return at most.")]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items in order; `next_cursor` is None on the last page."""

    items: Sequence[T]
    next_cursor: str | None


def page_of(rows: Sequence[T], limit: int, key: Callable[[T], tuple[object, ...]]) -> Page[T]:
    """The first `limit` of up to `limit + 1` rows, and the cursor behind them when there are more."""
    if len(rows) <= limit:
        return Page(rows, None)
    shown = rows[:limit]
    return Page(shown, write_cursor(key(shown[-1])))


def write_cursor(key: tuple[object, ...]) -> str:
    """A cursor behind the row with that sort key (texts, numbers, dates, instants)."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).rstrip(b"=").decode()


def read_cursor(text: str | None, key: type[K]) -> K | None:
    """The sort key in a cursor, as `tuple[datetime, int]` or the like; None at the beginning.

    Raises:
        ValidationException: it is none of ours.
    """
    if text is None:
        return None
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(raw, type=key)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise ValidationException(
            "not a cursor", extra=[{"key": "cursor", "message": "not a cursor of this list"}]
        ) from None
