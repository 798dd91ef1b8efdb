"""Rows and columns of a mixed-integer programme, collected one by one and turned into sparse arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]

Vector = NDArray[np.float64]
Terms = Iterable[tuple[int, float]]
INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class Programme:
    """Minimise `cost` x with low <= rows x <= high, least <= x <= most, x integer."""

    rows: sparse.csr_matrix
    low: Vector
    high: Vector
    cost: Vector
    least: Vector
    most: Vector


class Builder:
    """Collects a programme."""

    def __init__(self) -> None:
        self._row: list[int] = []
        self._column: list[int] = []
        self._value: list[float] = []
        self._low: list[float] = []
        self._high: list[float] = []
        self._cost: list[float] = []
        self._least: list[float] = []
        self._most: list[float] = []

    @property
    def columns(self) -> int:
        return len(self._cost)

    @property
    def rows(self) -> int:
        return len(self._low)

    def column(self, most: float, cost: float = 0.0, least: float = 0.0) -> int:
        """A new column; returns its number."""
        self._cost.append(cost)
        self._least.append(least)
        self._most.append(most)
        return len(self._cost) - 1

    def row(self, terms: Terms, low: float = -INFINITE, high: float = INFINITE) -> int:
        """A new row; a column may appear once in it.  Returns its number."""
        number = len(self._low)
        for column, value in terms:
            self._row.append(number)
            self._column.append(column)
            self._value.append(value)
        self._low.append(low)
        self._high.append(high)
        return number

    def built(self) -> Programme:
        matrix = sparse.csr_matrix((self._value, (self._row, self._column)), shape=(self.rows, self.columns))
        bounds = (self._low, self._high, self._cost, self._least, self._most)
        return Programme(matrix, *(np.array(values, dtype=float) for values in bounds))
