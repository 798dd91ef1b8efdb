"""The solver's values as JSON: dataclasses become objects, tuples become lists, and back with every type checked."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

Value = TypeVar("Value")


class InvalidMessage(ValueError):
    """JSON that does not hold the value expected; names the place and what should stand there."""

    def __init__(self, path: str, expected: str) -> None:
        super().__init__(f"{path}: expected {expected}")
        self.path, self.expected = path, expected


def dumps(value: object) -> bytes:
    """One line of compact JSON with sorted keys: equal values give equal bytes."""
    return json.dumps(value, default=_plain, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def loads(kind: type[Value], data: bytes) -> Value:
    """The value of the dataclass `kind` in the JSON; InvalidMessage when it is not one."""
    try:
        raw = json.loads(data)
    except ValueError as error:
        raise InvalidMessage("message", "JSON") from error
    return cast(Value, from_plain(kind, raw, kind.__name__))


def from_plain(kind: Any, raw: Any, path: str) -> Any:
    """The value of type `kind` (dataclass, tuple, union with None, int, float, str, bool) from plain JSON data."""
    origin = get_origin(kind)
    if origin is UnionType:
        inner = next(part for part in get_args(kind) if part is not NoneType)
        return None if raw is None else from_plain(inner, raw, path)
    if origin is tuple:
        return _tuple(get_args(kind), raw, path)
    if is_dataclass(kind):
        return _dataclass(kind, raw, path)
    if kind is float and type(raw) is int:
        return float(raw)
    if type(raw) is not kind:
        raise InvalidMessage(path, getattr(kind, "__name__", str(kind)))
    return raw


def _tuple(parts: tuple[Any, ...], raw: Any, path: str) -> tuple[Any, ...]:
    if not isinstance(raw, list):
        raise InvalidMessage(path, "a list")
    kinds = [parts[0]] * len(raw) if parts[1:] == (...,) else list(parts)
    if len(kinds) != len(raw):
        raise InvalidMessage(path, f"{len(kinds)} values")
    return tuple(
        from_plain(kind, item, f"{path}[{place}]") for place, (kind, item) in enumerate(zip(kinds, raw, strict=True))
    )


def _dataclass(kind: Any, raw: Any, path: str) -> Any:
    hints = _hints(kind)
    if not isinstance(raw, dict):
        raise InvalidMessage(path, f"an object ({kind.__name__})")
    wrong = sorted((raw.keys() - hints.keys()) | (_needed(kind) - raw.keys()))
    if wrong:
        raise InvalidMessage(path, f"exactly the fields of {kind.__name__}, not {', '.join(wrong)}")
    return kind(**{name: from_plain(hints[name], value, f"{path}.{name}") for name, value in raw.items()})


@cache
def _needed(kind: Any) -> frozenset[str]:
    """Fields without a default: what was stored before a field was added can still be read."""
    return frozenset(
        field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING
    )


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _plain(value: object) -> dict[str, object]:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no JSON form")
