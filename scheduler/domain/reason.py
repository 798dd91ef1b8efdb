"""Why something was refused or flagged: a value, turned into a sentence only at the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

ReasonParam = str | int | float | date | datetime


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule's code and the values its sentence is built from."""

    code: str
    params: Mapping[str, ReasonParam] = field(default_factory=dict)
