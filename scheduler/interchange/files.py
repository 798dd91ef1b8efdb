"""Whole files: bytes in, checked rows and a report out.

Whether a file with refused rows is taken is the caller's choice: strict (`report.clean`) or partial (what was
accepted, unless `report.file_refused`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scheduler.interchange.checking import check_records
from scheduler.interchange.columns import Entity
from scheduler.interchange.context import Context, Values
from scheduler.interchange.decoding import decode, undecodable_rows
from scheduler.interchange.entities import ENTITIES, NOT_USED
from scheduler.interchange.headers import file_stem, find_entity, match_header
from scheduler.interchange.issue import Issue, Report, file_issue, is_error
from scheduler.interchange.reading import Table, read_table
from scheduler.interchange.rows import Fate


@dataclass(frozen=True, slots=True)
class AcceptedRow:
    """A row that passed: its record number, its physical line, and a value for every column of the entity."""

    number: int
    line: int
    values: Values


@dataclass(frozen=True, slots=True)
class ParsedFile:
    rows: tuple[AcceptedRow, ...]
    report: Report


@dataclass(frozen=True, slots=True)
class ParsedDirectory:
    """Files in the order in which they depend on one another, and everything known after the last."""

    files: tuple[ParsedFile, ...]
    context: Context

    @property
    def clean(self) -> bool:
        return all(parsed.report.clean for parsed in self.files)

    def of(self, entity: str) -> tuple[AcceptedRow, ...]:
        """The accepted rows of an entity; none when there was no such file."""
        return tuple(row for parsed in self.files if parsed.report.entity == entity for row in parsed.rows)


def read_file(name: str, data: bytes, context: Context, *, entity: str | None = None) -> ParsedFile:
    """Read one file. The entity is the one given, else the file's stem, else what the header line shows.

    Never raises for what a file holds; KeyError for an `entity` the product does not know.
    """
    forced = ENTITIES[entity] if entity else None
    if forced is None and file_stem(name) in NOT_USED:
        return _not_used(name)
    text, issues = decode(data)
    if text is None:
        return _refused(name, forced or ENTITIES.get(file_stem(name)), undecodable_rows(data), issues)
    table = read_table(text)
    issues = (*issues, *table.issues)
    known = forced or find_entity(name, table.header)
    if known is None:
        issues = (*issues, file_issue("E_UNKNOWN_FILE"))
    if known is None or _refuses_file(issues):
        return _refused(name, known, table.total, issues)
    return _read_rows(name, table, known, context, issues)


def read_as(entity: Entity, name: str, data: bytes, context: Context) -> ParsedFile:
    """Read a file that is known to hold an entity, also one that is none of the office's own files."""
    text, issues = decode(data)
    if text is None:
        return _refused(name, entity, undecodable_rows(data), issues)
    table = read_table(text)
    issues = (*issues, *table.issues)
    if _refuses_file(issues):
        return _refused(name, entity, table.total, issues)
    return _read_rows(name, table, entity, context, issues)


def read_directory(files: Mapping[str, bytes], context: Context) -> ParsedDirectory:
    """Read the files of a data set, by their names, offices before staff before requests.

    What each file adds is known to those after it; what it refused is not.
    """
    order = {name: position for position, name in enumerate(ENTITIES)}
    parsed: list[ParsedFile] = []
    for name in sorted(files, key=lambda name: (order.get(file_stem(name), len(order)), name)):
        if file_stem(name) not in order:
            parsed.append(_not_used(name))
            continue
        result = read_file(name, files[name], context)
        context = ENTITIES[result.report.entity].extend(context, [row.values for row in result.rows])
        parsed.append(result)
    return ParsedDirectory(tuple(parsed), context)


def _read_rows(name: str, table: Table, entity: Entity, context: Context, issues: tuple[Issue, ...]) -> ParsedFile:
    header = match_header(table.header, entity)
    issues = (*issues, *header.issues)
    if _refuses_file(issues):
        return _refused(name, entity, table.total, issues)
    if not table.total:
        issues = (*issues, file_issue("W_NO_ROWS"))
    rows, log = check_records(table.records, header.columns, entity, context)
    accepted = tuple(AcceptedRow(row.number, row.line, row.values) for row in rows if row.good)
    report = Report(
        file=name,
        entity=entity.name,
        total=table.total,
        accepted=len(accepted),
        ignored=sum(row.fate is Fate.IGNORED for row in rows),
        rejected=table.ragged + sum(row.fate is Fate.REJECTED for row in rows),
        issues=tuple(sorted([*issues, *log.issues], key=lambda issue: issue.row)),
        normalised=tuple(sorted(log.changes, key=lambda change: change.row)),
    )
    return ParsedFile(accepted, report)


def _refuses_file(issues: Iterable[Issue]) -> bool:
    return any(issue.row == 0 and is_error(issue.code) for issue in issues)


def _refused(name: str, entity: Entity | None, total: int, issues: tuple[Issue, ...]) -> ParsedFile:
    entity_name = entity.name if entity else ""
    return ParsedFile((), Report(name, entity_name, total, 0, 0, total, issues))


def _not_used(name: str) -> ParsedFile:
    return ParsedFile((), Report(name, "", 0, 0, 0, 0, (file_issue("W_FILE_NOT_USED"),)))
