"""Text to records: delimiter, quotes, line ends and the number of columns; what a cell means is not asked here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.interchange.issue import Issue, file_issue

# Python stops at 131,072 characters by default, in the middle of a file; a cell that is too long is refused as a
# cell instead. The setting is one for the whole process and only ever raised.
csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True, slots=True)
class Record:
    """`number` counts data records from 1; `line` is the physical line it begins on (a quoted cell may span lines)."""

    number: int
    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """`records` all have as many cells as `header`; `ragged` counts those left out for not having them.

    When `issues` holds an error of row 0 the file cannot be trusted and `records` is what came before it.
    """

    header: tuple[str, ...]
    records: tuple[Record, ...]
    ragged: int
    issues: tuple[Issue, ...]

    @property
    def total(self) -> int:
        return len(self.records) + self.ragged


def read_table(text: str) -> Table:
    """Read a file with a header line. Blank lines are passed over; any mix of CRLF, LF and CR ends a line."""
    delimiter, issues = _delimiter(text)
    header: tuple[str, ...] = ()
    records: list[Record] = []
    ragged = 0
    for number, line, cells in _numbered(text, delimiter, issues):
        if number == 0:
            header = tuple(cells)
        elif len(cells) == len(header):
            records.append(Record(number, line, cells))
        else:
            ragged += 1
            params = {"found": len(cells), "expected": len(header)}
            issues.append(Issue(number, line, "", "E_COLUMN_COUNT", params))
    return Table(header, tuple(records), ragged, tuple(issues))


def _delimiter(text: str) -> tuple[str, list[Issue]]:
    """Decided from the header line alone, between comma and tab; semicolons separate lists inside our cells."""
    header = text.lstrip("\r\n").split("\n", 1)[0].split("\r", 1)[0]
    commas, tabs, semicolons = (header.count(sign) for sign in ",\t;")
    if tabs > commas:
        return "\t", [file_issue("W_DELIMITER")]
    if semicolons and not commas:
        return ";", [file_issue("E_DELIMITER")]
    return ",", []


def _numbered(text: str, delimiter: str, issues: list[Issue]) -> Iterator[tuple[int, int, list[str]]]:
    """(number, line, cells) of each record, the header being 0; stops at a broken quote, which is told as an issue."""
    # newline="" keeps line ends inside quotes as they are and still ends a line at each of the three kinds.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            unclosed = "unexpected end" in str(error)
            issues.append(Issue(0, line, "", "E_UNCLOSED_QUOTE" if unclosed else "E_QUOTE"))
            return
        if cells:
            yield number, line, cells
            number += 1
