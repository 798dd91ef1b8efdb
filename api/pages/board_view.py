"""The board as a plain structure: units or people down, time across, one cell per stretch of time.

`lay_out` turns intervals into the cells of a table row; the macro in board.html draws them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args

from api.formatting import TOKYO, Locale, format_short_date, format_time

State = Literal[
    "free",
    "mine",
    "confirmed",
    "promised",
    "in_use",
    "overdue",
    "pending",
    "proposal",
    "away",
    "closed",
    "blank",
]
"""What a cell says. `blank` is nothing at all; each of the others has a message `board-<state>`."""

_LEGEND_ORDER: tuple[State, ...] = tuple(state for state in get_args(State) if state != "blank")
# What stands takes the first lane, so that a proposal shows below what it would change.
_TENTATIVE: frozenset[State] = frozenset({"pending", "proposal"})


@dataclass(frozen=True, slots=True)
class Column:
    """A slot of time [start, end). A column without a label shares the heading of the column before it."""

    label: str
    start: datetime
    end: datetime
    is_today: bool = False
    href: str | None = None


@dataclass(frozen=True, slots=True)
class BoardItem:
    """An interval [start, end) to be drawn in a row.

    `text` fits into a cell, `label` is the whole of it for screen readers and tooltips and holds `text`.
    """

    start: datetime
    end: datetime
    state: State
    text: str
    label: str
    href: str | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True)
class BoardCell:
    """A table cell over `span` columns.

    `href` makes it a link, `action` a button that posts to that address. `starts_before` and `ends_after`
    say that the interval goes on beyond the edge of the board.
    """

    span: int
    state: State
    text: str = ""
    label: str = ""
    href: str | None = None
    action: str | None = None
    starts_before: bool = False
    ends_after: bool = False


Lane = tuple[BoardCell, ...]
"""One table row of cells; their spans add up to the number of columns."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A unit or a person: one lane, and one more for each thing that overlaps what stands."""

    label: str
    lanes: tuple[Lane, ...]
    sublabel: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """The whole table. `corner` heads the first column (席, 職員)."""

    caption: str
    corner: str
    columns: tuple[Column, ...]
    rows: tuple[BoardRow, ...]

    @property
    def headings(self) -> tuple[tuple[Column, int], ...]:
        """The columns that have a label, each with how many columns it stands above."""
        starts = [index for index, column in enumerate(self.columns) if column.label or index == 0]
        ends = [*starts[1:], len(self.columns)]
        return tuple((self.columns[start], end - start) for start, end in zip(starts, ends, strict=True))

    @property
    def legend(self) -> tuple[State, ...]:
        """The states that are on screen, in a fixed order."""
        shown = {cell.state for row in self.rows for lane in row.lanes for cell in lane}
        return tuple(state for state in _LEGEND_ORDER if state in shown)


def day_columns(
    day: date,
    *,
    first: time = time(7),
    last: time = time(20),
    step: timedelta = timedelta(minutes=30),
) -> tuple[Column, ...]:
    """The slots of a day from `first` to `last`, headed by the full hours (and by the first slot)."""
    columns: list[Column] = []
    start, end = (datetime.combine(day, clock, TOKYO) for clock in (first, last))
    while start < end:
        is_headed = start.minute == 0 or not columns
        label = format_time(start.time()) if is_headed else ""
        columns.append(Column(label, start, min(start + step, end)))
        start += step
    return tuple(columns)


def date_columns(
    days: Iterable[date],
    locale: Locale,
    *,
    today: date,
    href: Callable[[date], str] | None = None,
) -> tuple[Column, ...]:
    """A column for each day, midnight to midnight; `href` leads from a day's heading to its own board."""
    return tuple(
        Column(
            format_short_date(day, locale),
            datetime.combine(day, time(0), TOKYO),
            datetime.combine(day + timedelta(days=1), time(0), TOKYO),
            is_today=day == today,
            href=href(day) if href else None,
        )
        for day in days
    )


def lay_out(
    columns: Sequence[Column],
    items: Iterable[BoardItem],
    free: Callable[[Column], BoardCell] | None = None,
) -> tuple[Lane, ...]:
    """The lanes of one row: every item that touches a column gets a cell over all columns it touches.

    Columns are in order and do not overlap; items may come in any order and are clipped to the columns.
    An item that would cover another goes to the next lane, what stands before what is only proposed.
    `free` makes the cell of each empty column of the first lane (one column wide: a place to book);
    without it, and in further lanes, an empty stretch is one blank cell.
    """
    lanes: list[list[tuple[int, BoardCell]]] = []
    for item in sorted(items, key=_lane_order):
        touched = [index for index, column in enumerate(columns) if column.start < item.end and item.start < column.end]
        if not touched:
            continue
        start, end = touched[0], touched[-1] + 1
        lane = next((lane for lane in lanes if _is_clear(lane, start, end)), None)
        if lane is None:
            lanes.append(lane := [])
        lane.append((start, _cell(item, columns, start, end)))
    return tuple(
        _fill(columns, sorted(lane, key=lambda placed: placed[0]), free if index == 0 else None)
        for index, lane in enumerate(lanes or [[]])
    )


def _lane_order(item: BoardItem) -> tuple[bool, datetime, datetime, str]:
    return (item.state in _TENTATIVE, item.start, item.end, item.label)


def _is_clear(lane: list[tuple[int, BoardCell]], start: int, end: int) -> bool:
    return all(end <= other or other + cell.span <= start for other, cell in lane)


def _cell(item: BoardItem, columns: Sequence[Column], start: int, end: int) -> BoardCell:
    return BoardCell(
        end - start,
        item.state,
        item.text,
        item.label,
        item.href,
        item.action,
        starts_before=item.start < columns[0].start,
        ends_after=columns[-1].end < item.end,
    )


def _fill(
    columns: Sequence[Column],
    placed: Iterable[tuple[int, BoardCell]],
    free: Callable[[Column], BoardCell] | None,
) -> Lane:
    """The placed cells with the gaps between them filled."""
    cells: list[BoardCell] = []
    position = 0
    for start, cell in [*placed, (len(columns), None)]:
        cells.extend(_gap(columns[position:start], free))
        if cell is not None:
            cells.append(cell)
            position = start + cell.span
    return tuple(cells)


def _gap(columns: Sequence[Column], free: Callable[[Column], BoardCell] | None) -> list[BoardCell]:
    if not columns:
        return []
    if free is None:
        return [BoardCell(len(columns), "blank")]
    return [free(column) for column in columns]
