"""What a form posted, and how its fields become values; a field that cannot be read says which one it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from api.form_input import InputError, parse_date, parse_moment
from scheduler.domain.reason import Reason

T = TypeVar("T")


@dataclass(frozen=True)
class Form:
    """The texts of a form, from a query or a body. `problems` collects what could not be read, by field."""

    values: Mapping[str, list[str]]
    problems: dict[str, Reason] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        found = self.values.get(name)
        return found[0].strip() if found else default

    def texts(self, name: str) -> list[str]:
        return [text.strip() for text in self.values.get(name, []) if text.strip()]

    def number(self, name: str, default: int) -> int:
        text = self.text(name)
        return int(text) if text.isdecimal() else default

    def day(self, name: str, default: date | None = None) -> date | None:
        """A date, or the default where the field is empty or cannot be read (then it is a problem)."""
        text = self.text(name)
        return self._read(name, lambda: parse_date(text), default) if text else default

    def days(self, name: str) -> tuple[date, ...]:
        """Every date in the fields of that name; the first that cannot be read is a problem."""
        found = [self._read(name, partial(parse_date, text), None) for text in self.texts(name)]
        return tuple(day for day in found if day is not None)

    def moment(self, day_name: str, time_name: str, *, is_end: bool = False) -> datetime | None:
        """An instant from a date field and a time field."""
        day, time = self.text(day_name), self.text(time_name)
        if not day or not time:
            self.problems[time_name if day else day_name] = Reason("input-required")
            return None
        return self._read(time_name, lambda: parse_moment(day, time, is_end=is_end), None)

    def _read(self, name: str, read: Callable[[], T], default: T | None) -> T | None:
        try:
            return read()
        except InputError as error:
            self.problems[name] = error.reason
            return default


def of_query(request: Request[Any, Any, Any]) -> Form:
    values: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        values.setdefault(name, []).append(str(value))
    return Form(values)


async def provide_form(request: Request[Any, Any, Any]) -> Form:
    """The posted fields; files are left to the pages that take them."""
    posted = await request.form()
    values: dict[str, list[str]] = {}
    for name, value in posted.multi_items():
        if isinstance(value, str):
            values.setdefault(name, []).append(value)
    return Form(values)


GivenForm = NamedDependency[SkipValidation[Form]]
