"""What every request body has in common, and the bounded types its fields are made of."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, TypeVar

import msgspec

from api.refusal import DoorRefusal
from scheduler.domain.reason import Reason

# Nothing is booked outside; near the ends of Python's calendar a change of offset overflows.
FIRST_YEAR, LAST_YEAR = 2000, 2199

Code = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
# Any offset, but one: a time without it is refused with the name of its field.
Moment = Annotated[
    datetime,
    msgspec.Meta(tz=True, description="ISO 8601 with an offset", examples=["2026-07-01T15:00:00+09:00"]),
]


class Body(msgspec.Struct, forbid_unknown_fields=True):
    """Unknown fields are refused by name, and so are dates of other centuries."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, date) and not FIRST_YEAR <= item.year <= LAST_YEAR:
                    raise ValueError(f"field `{name}` is not between {FIRST_YEAR} and {LAST_YEAR}")


Day = TypeVar("Day", bound=date)


def of_query(day: Day, name: str) -> Day:
    """A date or a moment among the query parameters.

    Raises:
        DoorRefusal: it lies in another century, or is a moment without an offset.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DoorRefusal(400, Reason("year-out-of-range", {"field": name, "first": FIRST_YEAR, "last": LAST_YEAR}))
    if isinstance(day, datetime) and day.tzinfo is None:
        raise DoorRefusal(400, Reason("offset-needed", {"field": name}))
    return day
