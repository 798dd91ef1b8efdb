"""Records to checked rows: cells, references, duplicates and the rules of an entity, in that order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from scheduler.domain.reason import Reason
from scheduler.interchange.columns import Column, Entity
from scheduler.interchange.context import Context, References, Values
from scheduler.interchange.dates import CellError
from scheduler.interchange.digest import content_digest
from scheduler.interchange.reading import Record
from scheduler.interchange.rows import Fate, Log, Row
from scheduler.interchange.texts import as_text

_REMEMBERED = 5_000
_ABSENT = object()


def check_records(
    records: Iterable[Record], columns: Sequence[tuple[int, Column]], entity: Entity, context: Context
) -> tuple[list[Row], Log]:
    """All rows of a file, each with its values and its fate, and what was found in them."""
    log = Log()
    readers = [_CellReader(index, column) for index, column in columns]
    rows = [_read_row(record, readers, entity, log) for record in records]
    _resolve_references(rows, columns, entity, context)
    _settle_duplicates(rows, entity)
    _compare_with_stored(rows, entity, context)
    for row in rows:
        if row.good:
            _apply_row_rules(row, entity, context)
    for rule in entity.file_rules:
        rule([row for row in rows if row.good], context)
    return rows, log


class _CellReader:
    """Reads one column, remembering what repeated cells were read as: most columns hold few different texts."""

    def __init__(self, index: int, column: Column) -> None:
        self.index = index
        self._column = column
        self._clean: dict[str, Any] = {}

    def read(self, raw: str, row: Row) -> None:
        value = self._clean.get(raw, _ABSENT)
        if value is _ABSENT:
            self._read_slowly(raw, row)
        else:
            row.values[self._column.name] = value

    def _read_slowly(self, raw: str, row: Row) -> None:
        column = self._column
        if not raw or raw.isspace():
            if column.required:
                row.flag(column.name, Reason("E_EMPTY"))
            return
        try:
            cell = column.read(raw)
        except CellError as error:
            row.flag(column.name, Reason(error.code, error.params))
            return
        row.values[column.name] = cell.value
        for warning in cell.warnings:
            row.flag(column.name, warning)
        if cell.changed:
            row.note_change(column.name, raw[:80], as_text(cell.value))
        elif not cell.warnings and len(self._clean) < _REMEMBERED:
            self._clean[raw] = cell.value


def _read_row(record: Record, readers: Sequence[_CellReader], entity: Entity, log: Log) -> Row:
    row = Row(record.number, record.line, record.cells, dict(entity.defaults), log)
    cells = record.cells
    if not any(cells):
        row.ignore("", Reason("W_EMPTY_ROW"))
        return row
    for reader in readers:
        reader.read(cells[reader.index], row)
    return row


def _resolve_references(
    rows: Sequence[Row], columns: Sequence[tuple[int, Column]], entity: Entity, context: Context
) -> None:
    if entity.defines_what_it_refers_to:
        context = entity.extend(context, [row.values for row in rows if row.good])
    references = References(context)
    for column in (column for _, column in columns if column.refers):
        for row in rows:
            value = row.values[column.name]
            if value and row.fate is not Fate.IGNORED:
                row.values[column.name] = _resolved(value, column, row, references)


def _resolved(value: Any, column: Column, row: Row, references: References) -> Any:
    if not column.many:
        return _resolved_one(value, column, row, references)
    return tuple(_resolved_one(item, column, row, references) for item in value)


def _resolved_one(text: str, column: Column, row: Row, references: References) -> str:
    found = references.resolve(column.refers, text)
    if isinstance(found, Reason):
        row.flag(column.name, found)
        return text
    if found != text:
        row.note_change(column.name, text, found)
    return found


def _settle_duplicates(rows: Sequence[Row], entity: Entity) -> None:
    """Of rows with one key and one content the first stands; with different contents none does."""
    by_key: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        # A row whose key itself could not be read is refused already and stands for nobody.
        if row.fate is not Fate.IGNORED and None not in map(row.values.get, entity.key):
            by_key[entity.key_of(row.values)].append(row)
    for key, same_key in by_key.items():
        if len(same_key) > 1:
            _settle(key, same_key, entity.key[0])


def _settle(key: str, rows: Sequence[Row], column: str) -> None:
    first = rows[0]
    if all(row.cells == first.cells or (row.good and row.values == first.values) for row in rows):
        for row in rows[1:]:
            if row.good:
                row.ignore(column, Reason("W_DUPLICATE_SAME", {"id": key, "where": "file", "first": first.line}))
        return
    params: Values = {"id": key, "where": "file", "count": len(rows), "first": first.line, "second": rows[1].line}
    for row in rows:
        row.flag(column, Reason("E_DUPLICATE_ID", params))


def _compare_with_stored(rows: Sequence[Row], entity: Entity, context: Context) -> None:
    stored = context.stored.get(entity.name)
    if not stored:
        return
    for row in rows:
        digest = stored.get(entity.key_of(row.values)) if row.good else None
        if digest is None:
            continue
        params = {"id": entity.key_of(row.values), "where": "stored"}
        if digest == content_digest(entity, row.values):
            row.ignore(entity.key[0], Reason("W_DUPLICATE_SAME", params))
        elif not entity.replaceable:
            row.flag(entity.key[0], Reason("E_DUPLICATE_ID", params))


def _apply_row_rules(row: Row, entity: Entity, context: Context) -> None:
    for rule in entity.row_rules:
        for column, reason in rule(row.values, context):
            row.flag(column, reason)
