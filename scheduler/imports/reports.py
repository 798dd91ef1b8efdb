"""What an import says about its files, as JSON that is kept with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.domain.reason import Reason
from scheduler.interchange.files import ParsedFile
from scheduler.interchange.issue import Issue
from scheduler.reasons import as_json, from_json

# A file in which everything is wrong says enough with these; the total is kept as well.
ISSUES_KEPT = 1000


@dataclass(frozen=True, slots=True)
class FileReport:
    """Counts in records; `issues` are reasons whose parameters include row, line and column."""

    file: str
    entity: str
    total: int
    accepted: int
    ignored: int
    rejected: int
    issues_total: int
    issues: tuple[Reason, ...]


def reports_as_json(files: Iterable[ParsedFile]) -> list[dict[str, Any]]:
    return [_file(parsed) for parsed in files]


def _file(parsed: ParsedFile) -> dict[str, Any]:
    report = parsed.report
    # Refusals first: they are what a person has to act on.
    issues = sorted(report.issues, key=lambda issue: (not issue.code.startswith("E_"), issue.row))
    return {
        "file": report.file,
        "entity": report.entity,
        "total": report.total,
        "accepted": report.accepted,
        "ignored": report.ignored,
        "rejected": report.rejected,
        "issues_total": len(issues),
        "issues": as_json(_reasons(issues[:ISSUES_KEPT])),
    }


def _reasons(issues: Sequence[Issue]) -> Iterable[Reason]:
    return (issue.reason for issue in issues)


def reports_from_json(rows: Sequence[dict[str, Any]]) -> tuple[FileReport, ...]:
    return tuple(FileReport(**{**row, "issues": from_json(row["issues"])}) for row in rows)
