"""What the rules need to know about a person who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Applicant:
    """`grounds` are (child, care or commute35, last day on which it holds; None without end)."""

    staff_id: str
    person_no: int
    office_id: str
    department_id: str
    trained_on: date | None
    telework_suitable: bool
    grounds: tuple[tuple[str, date | None], ...] = ()

    def has_ground(self, ground: str, on: date) -> bool:
        return any(name == ground and (until is None or on <= until) for name, until in self.grounds)
