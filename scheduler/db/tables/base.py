"""The metadata every table belongs to, and the few column shapes that recur."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def one_of(column: str, values: type[StrEnum] | tuple[str, ...]) -> CheckConstraint:
    """A CHECK that a text column holds one of the codes."""
    codes = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({codes})", name=f"{column}_known")


def version_column() -> Column[int]:
    """Grows with every change: lost updates are noticed, and feeds take their SEQUENCE from it."""
    return Column("version", Integer, nullable=False, server_default="0")
