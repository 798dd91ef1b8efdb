"""Long lists come page by page: every row once, and a cursor that is none of ours is said to be so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.exceptions import ValidationException

from api.cursors import page_of, read_cursor, write_cursor

Key = tuple[datetime, int]
START = datetime(2026, 7, 1, tzinfo=UTC)


@given(hours=st.lists(st.integers(0, 5), max_size=30), limit=st.integers(1, 10))
def test_reading_to_the_end_shows_every_row_once_in_order(hours: list[int], limit: int) -> None:
    rows: list[Key] = sorted((START + timedelta(hours=hour), number) for number, hour in enumerate(hours))
    seen: list[Key] = []
    cursor: str | None = None
    for _ in range(len(rows) + 1):
        after = read_cursor(cursor, tuple[datetime, int])
        found = [row for row in rows if after is None or row > after][: limit + 1]
        page = page_of(found, limit, lambda row: row)
        seen.extend(page.items)
        cursor = page.next_cursor
        if cursor is None:
            break

    assert cursor is None
    assert seen == rows


def test_a_cursor_can_stand_in_an_address() -> None:
    cursor = write_cursor((START, 7))

    assert cursor.replace("-", "").replace("_", "").isalnum()
    assert read_cursor(cursor, tuple[datetime, int]) == (START, 7)


@pytest.mark.parametrize("text", ["", "x", "AAAA", "é", write_cursor(("text", 1)), write_cursor((START,)), "W10="])
def test_a_cursor_of_another_list_is_refused(text: str) -> None:
    with pytest.raises(ValidationException) as refused:
        read_cursor(text, tuple[datetime, int])

    assert refused.value.extra[0]["key"] == "cursor"
