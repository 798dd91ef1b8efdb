"""What a file is told back: one issue for each thing that was refused, ignored or doubted, and the report of it all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scheduler.domain.reason import Reason, ReasonParam


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding. `row` counts records from 1 (0: the whole file), `line` is the physical line it begins on.

    `column` is the name in the published table of columns, or "" where no one column is meant.
    """

    row: int
    line: int
    column: str
    code: str
    params: Mapping[str, ReasonParam] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        return Severity.ERROR if is_error(self.code) else Severity.WARNING

    @property
    def reason(self) -> Reason:
        """The issue as a reason: the sentence may name row, line and column beside the rule's own values."""
        return Reason(self.code, {"row": self.row, "line": self.line, "column": self.column, **self.params})


def is_error(code: str) -> bool:
    """Codes begin with E_ (the row, or the file, is refused) or W_ (it is taken)."""
    return code.startswith("E_")


def file_issue(code: str, column: str = "", **params: ReasonParam) -> Issue:
    """An issue of the file as a whole, told at its header line."""
    return Issue(0, 1, column, code, params)


@dataclass(frozen=True, slots=True)
class Normalised:
    """A cell that was read as something other than its letters; `after` is "" where the row itself was left out."""

    row: int
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one file. total = accepted + ignored + rejected, in records; `entity` is "" when unknown."""

    file: str
    entity: str
    total: int
    accepted: int
    ignored: int
    rejected: int
    issues: tuple[Issue, ...]
    normalised: tuple[Normalised, ...] = ()

    @property
    def clean(self) -> bool:
        """Nothing was refused: the test of the strict mode, in which one refused row stops the file."""
        return not any(is_error(issue.code) for issue in self.issues)

    @property
    def file_refused(self) -> bool:
        """The file as a whole could not be read; no mode takes anything from it."""
        return any(issue.row == 0 and is_error(issue.code) for issue in self.issues)

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(issue.code for issue in self.issues)
