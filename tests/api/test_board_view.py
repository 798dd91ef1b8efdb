"""Intervals become table cells: nothing is lost, nothing overlaps, every row is full."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from api.formatting import TOKYO
from api.pages.board_view import (
    Board,
    BoardCell,
    BoardItem,
    BoardRow,
    Column,
    Lane,
    State,
    date_columns,
    day_columns,
    lay_out,
)

DAY = date(2026, 7, 1)
HALF_HOURS = day_columns(DAY)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.combine(DAY, time(0), TOKYO) + timedelta(hours=hour, minutes=minute)


def item(start: datetime, end: datetime, state: State = "confirmed", text: str = "予約") -> BoardItem:
    return BoardItem(start, end, state, text, f"{text} {start:%H:%M}")


def free(column: Column) -> BoardCell:
    return BoardCell(1, "free", href=f"/book?start={column.start:%H:%M}")


def spans(lane: Lane) -> list[tuple[State, int]]:
    return [(cell.state, cell.span) for cell in lane]


def test_the_slots_of_a_day_are_headed_by_the_hours() -> None:
    board = Board("", "席", HALF_HOURS, ())

    assert (len(HALF_HOURS), HALF_HOURS[0].start, HALF_HOURS[-1].end) == (26, at(7), at(20))
    assert [(column.label, span) for column, span in board.headings][:2] == [("7:00", 2), ("8:00", 2)]
    assert sum(span for _, span in board.headings) == 26


def test_a_day_that_starts_at_half_past_has_a_heading_there() -> None:
    columns = day_columns(DAY, first=time(8, 30), last=time(10))

    assert [column.label for column in columns] == ["8:30", "9:00", ""]


def test_the_days_of_a_week_mark_today_and_lead_to_their_own_board() -> None:
    columns = date_columns(
        [DAY, DAY + timedelta(days=1)], "ja", today=DAY, href=lambda day: f"/board?date={day.isoformat()}"
    )

    assert [(column.label, column.is_today, column.href) for column in columns] == [
        ("7/1(水)", True, "/board?date=2026-07-01"),
        ("7/2(木)", False, "/board?date=2026-07-02"),
    ]
    assert columns[0].end == columns[1].start == datetime(2026, 7, 2, tzinfo=TOKYO)


def test_a_booking_covers_its_slots_and_the_rest_can_be_booked() -> None:
    (lane,) = lay_out(HALF_HOURS[:6], [item(at(8), at(9))], free)

    assert spans(lane) == [("free", 1), ("free", 1), ("confirmed", 2), ("free", 1), ("free", 1)]
    assert [cell.href for cell in lane][:2] == ["/book?start=07:00", "/book?start=07:30"]


def test_without_bookable_slots_a_gap_is_one_cell() -> None:
    (lane,) = lay_out(HALF_HOURS, [item(at(8), at(9))])

    assert spans(lane) == [("blank", 2), ("confirmed", 2), ("blank", 22)]


def test_nothing_to_draw_is_one_lane() -> None:
    assert [spans(lane) for lane in lay_out(HALF_HOURS, [])] == [[("blank", 26)]]


def test_neighbours_share_a_lane() -> None:
    (lane,) = lay_out(HALF_HOURS, [item(at(10), at(12)), item(at(8), at(10))])

    assert spans(lane) == [("blank", 2), ("confirmed", 4), ("confirmed", 4), ("blank", 16)]


def test_times_between_slots_take_the_slots_they_touch() -> None:
    (lane,) = lay_out(HALF_HOURS[:4], [item(at(7, 45), at(8, 15))])

    assert spans(lane) == [("blank", 1), ("confirmed", 2), ("blank", 1)]


def test_what_goes_beyond_the_board_is_clipped_and_says_so() -> None:
    (lane,) = lay_out(HALF_HOURS, [item(at(5), at(30))])

    assert spans(lane) == [("confirmed", 26)]
    assert (lane[0].starts_before, lane[0].ends_after) == (True, True)


def test_what_ends_at_the_edge_is_not_clipped() -> None:
    (lane,) = lay_out(HALF_HOURS, [item(at(7), at(20))])

    assert (lane[0].starts_before, lane[0].ends_after) == (False, False)


def test_what_lies_outside_is_left_out() -> None:
    (lane,) = lay_out(HALF_HOURS, [item(at(5), at(7)), item(at(20), at(22))])

    assert spans(lane) == [("blank", 26)]


def test_a_proposal_shows_below_what_it_would_change() -> None:
    proposal = item(at(8), at(12), "proposal", "案")
    standing = item(at(10), at(11))

    first, second = lay_out(HALF_HOURS, [proposal, standing], free)

    assert ("confirmed", 2) in spans(first)
    assert spans(second) == [("blank", 2), ("proposal", 8), ("blank", 16)]


def test_a_proposal_in_an_empty_place_needs_no_lane_of_its_own() -> None:
    (lane,) = lay_out(HALF_HOURS[:4], [item(at(7), at(8), "proposal"), item(at(8), at(9))])

    assert spans(lane) == [("proposal", 2), ("confirmed", 2)]


def test_the_legend_lists_only_what_is_on_screen() -> None:
    lanes = lay_out(HALF_HOURS, [item(at(8), at(9), "proposal"), item(at(10), at(11), "closed")])

    board = Board("", "席", HALF_HOURS, (BoardRow("1番席", lanes),))

    assert board.legend == ("proposal", "closed")


@st.composite
def items(draw: st.DrawFn) -> list[BoardItem]:
    starts = draw(st.lists(st.integers(5 * 60, 22 * 60), max_size=12))
    return [
        item(
            at(0, start),
            at(0, start + draw(st.integers(1, 600))),
            draw(st.sampled_from(["confirmed", "proposal", "closed"])),
            str(number),
        )
        for number, start in enumerate(starts)
    ]


@given(items())
def test_every_lane_is_full_and_every_item_is_drawn_once_where_it_belongs(drawn: list[BoardItem]) -> None:
    lanes = lay_out(HALF_HOURS, drawn, free)

    assert all(sum(cell.span for cell in lane) == len(HALF_HOURS) for lane in lanes)
    placed = {}
    for lane in lanes:
        position = 0
        for cell in lane:
            if cell.text:
                assert cell.text not in placed
                placed[cell.text] = HALF_HOURS[position : position + cell.span]
            position += cell.span
    expected = {
        entry.text: tuple(column for column in HALF_HOURS if column.start < entry.end and entry.start < column.end)
        for entry in drawn
    }
    assert placed == {text: columns for text, columns in expected.items() if columns}


@given(items())
def test_the_order_of_the_items_does_not_matter(drawn: list[BoardItem]) -> None:
    assert lay_out(HALF_HOURS, drawn) == lay_out(HALF_HOURS, drawn[::-1])


@given(items())
def test_only_what_overlaps_opens_a_further_lane(drawn: list[BoardItem]) -> None:
    """As many lanes as items meet in the busiest slot would do if everything were firm; never more than that."""
    firm = [BoardItem(entry.start, entry.end, "confirmed", entry.text, entry.label) for entry in drawn]
    busiest = max(sum(column.start < e.end and e.start < column.end for e in firm) for column in HALF_HOURS)

    assert len(lay_out(HALF_HOURS, firm)) == max(1, busiest)
