"""Column types that read the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Integer, types
from sqlalchemy.sql.operators import OperatorClass


class Instant(types.TypeDecorator[datetime]):
    """An aware datetime: timestamptz on PostgreSQL, whole epoch seconds on SQLite.

    SQLite has no time type; integers compare correctly inside the overlap triggers. Naive datetimes are refused.
    """

    impl = types.TypeEngine[Any]
    cache_ok = True
    operator_classes = OperatorClass.DATETIME

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(Integer())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime: {value}")
        if dialect.name == "postgresql":
            return value.astimezone(UTC)
        return int(value.timestamp())

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if dialect.name == "postgresql":
            return value.astimezone(UTC)  # type: ignore[no-any-return]
        return datetime.fromtimestamp(value, UTC)
