"""Read models with their instants on the clock of Asia/Tokyo, as every answer shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from api.formatting import to_local

T = TypeVar("T")


def in_tokyo(value: T) -> T:
    """The same value; dataclasses, tuples, lists and mappings are gone through."""
    return _converted(value)  # type: ignore[no-any-return]


def _converted(value: Any) -> Any:
    if isinstance(value, datetime):
        return to_local(value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{item.name: _converted(getattr(value, item.name)) for item in fields(value)})
    if isinstance(value, tuple | list):
        return type(value)(_converted(item) for item in value)
    if isinstance(value, Mapping):
        return {key: _converted(item) for key, item in value.items()}
    return value
