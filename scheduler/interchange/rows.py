"""A row on its way through the checks: its values so far, what was found, and whether it is still in."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from scheduler.domain.reason import Reason
from scheduler.interchange.context import Values
from scheduler.interchange.issue import Issue, Normalised, is_error


class Fate(StrEnum):
    ACCEPTED = "accepted"
    IGNORED = "ignored"
    REJECTED = "rejected"


@dataclass(slots=True)
class Log:
    """All that is found in a file's rows; one for the file, since nearly every row has nothing to tell."""

    issues: list[Issue] = field(default_factory=list)
    changes: list[Normalised] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """One record. `number` counts from 1, `line` is the physical line, `cells` what the file says."""

    number: int
    line: int
    cells: list[str]
    values: Values
    log: Log
    fate: Fate = Fate.ACCEPTED

    @property
    def good(self) -> bool:
        return self.fate is Fate.ACCEPTED

    def flag(self, column: str, reason: Reason) -> None:
        """Tell a finding; an error takes the row out."""
        self.log.issues.append(Issue(self.number, self.line, column, reason.code, reason.params))
        if is_error(reason.code):
            self.fate = Fate.REJECTED

    def ignore(self, column: str, reason: Reason) -> None:
        """Leave the row out without calling it wrong."""
        self.flag(column, reason)
        self.fate = Fate.IGNORED

    def note_change(self, column: str, before: str, after: str) -> None:
        """Record that a cell was read as something else; `after` is "" where the row was left out for it."""
        self.log.changes.append(Normalised(self.number, column, before, after))
