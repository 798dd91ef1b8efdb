"""The shape of a file: its columns, their names in Japanese and how their cells are read, declared once per entity."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from scheduler.domain.reason import Reason
from scheduler.interchange.context import Context, Extension, Values
from scheduler.interchange.fields import Reader
from scheduler.interchange.rows import Row


def header_name(text: str) -> str:
    """A header as it is compared: half width, small letters, no spaces around it."""
    return unicodedata.normalize("NFKC", text).strip().lower()


@dataclass(frozen=True, slots=True)
class Column:
    """`label` is the name staff see on the screen; a header may use it, or one of `aliases`, instead of `name`.

    `refers` names the noun whose code the cell holds (office, staff, …); with `many` it holds a list of them.
    A required column must be in the header and filled in every row; any other is `default` where it is empty.
    """

    name: str
    read: Reader
    label: str
    required: bool = False
    default: Any = None
    refers: str = ""
    many: bool = False
    aliases: tuple[str, ...] = ()


Finding = tuple[str, Reason]
"""A column and what is wrong with it."""

RowRule = Callable[[Values, Context], Iterable[Finding]]
FileRule = Callable[[Sequence[Row], Context], None]
"""Looks at all rows that are still good and flags or leaves out some of them."""


def _unchanged(context: Context, rows: Sequence[Values]) -> Context:  # noqa: ARG001 - the shape of an Extension
    return context


@dataclass(frozen=True)
class Entity:
    """One kind of file. `name` is the file's stem; `key` the columns that make a row one of a kind.

    `replaceable`: a row whose key is stored with other content replaces it; otherwise it is refused, because which
    of the two is right is not ours to choose.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    row_rules: tuple[RowRule, ...] = ()
    file_rules: tuple[FileRule, ...] = ()
    extend: Extension = _unchanged
    replaceable: bool = True
    defines_what_it_refers_to: bool = field(default=False)
    """A row may name another row of the same file (an office its parent office)."""

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def by_alias(self) -> dict[str, str]:
        """Names a header may use in place of the columns' own, to those."""
        return {header_name(alias): c.name for c in self.columns for alias in (c.label, *c.aliases)}

    @cached_property
    def defaults(self) -> Values:
        return {column.name: column.default for column in self.columns}

    @cached_property
    def required(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.required)

    def key_of(self, values: Values) -> str:
        """The key of a row as text, e.g. of a travel time `YG-HQ|YG-MRY`."""
        return "|".join(str(values[name]) for name in self.key)
