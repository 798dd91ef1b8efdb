"""CSV out: what spreadsheets open without harm, in UTF-8 with BOM or in CP932, with CRLF line ends."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from scheduler.interchange.formula import neutralised
from scheduler.interchange.issue import Issue
from scheduler.interchange.texts import as_text

Encoding = Literal["utf-8-sig", "cp932"]


class Export(NamedTuple):
    """`data` is None when some character cannot be written; each such cell is an issue E_EXPORT_CHAR."""

    data: bytes | None
    issues: tuple[Issue, ...]


def write_csv(
    columns: Sequence[str],
    rows: Iterable[Mapping[str, Any]],
    *,
    encoding: Encoding = "utf-8-sig",
    labels: Mapping[str, str] | None = None,
) -> Export:
    """Write the columns of each row under a header line of their names, or of `labels` where it has them.

    Texts that look like a formula get a leading apostrophe, which reading takes off again. CP932 cannot hold every
    letter (𠮷, —, variation selectors): the cells are listed and nothing is written, for a letter replaced in
    silence is a name misspelt. 〜 (U+301C) is written and comes back as ～ (U+FF5E).
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([(labels or {}).get(name, name) for name in columns])
    issues: list[Issue] = []
    for number, row in enumerate(rows, start=1):
        cells = [_cell(row[name]) for name in columns]
        if not _can_hold("".join(cells), encoding):
            issues += _unwritable(number, columns, cells, encoding)
        writer.writerow(cells)
    return Export(None if issues else buffer.getvalue().encode(encoding), tuple(issues))


def _cell(value: object) -> str:
    # Numbers, flags and dates cannot be formulas; -5 stays a number a spreadsheet can add up.
    return neutralised(as_text(value)) if isinstance(value, str | list | tuple) else as_text(value)


def _can_hold(text: str, encoding: Encoding) -> bool:
    if "\0" in text:
        return False
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _unwritable(number: int, columns: Sequence[str], cells: Sequence[str], encoding: Encoding) -> Iterable[Issue]:
    for column, cell in zip(columns, cells, strict=True):
        bad = sorted({letter for letter in cell if not _can_hold(letter, encoding)})
        if bad:
            listed = ", ".join(_shown(letter) for letter in bad)
            # The header is line 1; a quoted line break above makes it more, so this is the row as a person counts.
            yield Issue(number, number + 1, column, "E_EXPORT_CHAR", {"letters": listed, "encoding": encoding})


def _shown(letter: str) -> str:
    point = f"U+{ord(letter):04X}"
    # Marks and controls show nothing by themselves.
    return f"{letter} ({point})" if unicodedata.category(letter)[0] in "LNPS" else point
