"""What the numbers of a stored problem mean: people, patterns, days, and what each cover is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

# The cover that keeps the share of a section that works another pattern than the standard one.
CAP = "cap"


@dataclass(frozen=True)
class Key:
    """Person n is `staff_ids[n - 1]`, shift n is `pattern_ids[n - 1]`, day n is `dates[n]`; cover n is for `bases[n]`.

    A basis is "counter", "peak", "lunch", "phone" or CAP.
    """

    staff_ids: tuple[str, ...]
    pattern_ids: tuple[str, ...]
    dates: tuple[date, ...]
    bases: tuple[str, ...] = ()

    @cached_property
    def persons(self) -> Mapping[str, int]:
        """Number of each person by staff number."""
        return {staff_id: number for number, staff_id in enumerate(self.staff_ids, 1)}

    @cached_property
    def shifts(self) -> Mapping[str, int]:
        """Number of each pattern by its id."""
        return {pattern_id: number for number, pattern_id in enumerate(self.pattern_ids, 1)}

    @cached_property
    def days(self) -> Mapping[date, int]:
        """Number of each day."""
        return {day: number for number, day in enumerate(self.dates)}

    def staff_id(self, person: int) -> str:
        return self.staff_ids[person - 1]

    def pattern_id(self, shift: int) -> str:
        return self.pattern_ids[shift - 1]

    def as_json(self) -> dict[str, Any]:
        return {
            "staff": list(self.staff_ids),
            "patterns": list(self.pattern_ids),
            "dates": [day.isoformat() for day in self.dates],
            "bases": list(self.bases),
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Key:
        return cls(
            tuple(raw["staff"]),
            tuple(raw["patterns"]),
            tuple(date.fromisoformat(day) for day in raw["dates"]),
            tuple(raw["bases"]),
        )
