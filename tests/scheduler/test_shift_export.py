"""A section's plan as a file: what is written can be read back, and a changed file is a change by hand."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from scheduler.errors import NotAllowed
from scheduler.shifts import editing, export
from scheduler.shifts.editing import CellChange
from tests.scheduler.shift_section import (
    EARLY,
    MONDAY,
    NOW,
    furnish,
    head,
    person,
    planned,
    propose,
    wish,
)


@pytest.fixture
def plan_id(tx: Connection) -> int:
    furnish(tx)
    wish(tx, "S000002", EARLY, MONDAY)
    return propose(tx, {("S000002", MONDAY): EARLY})


def written(tx: Connection, plan_id: int, *, labelled: bool = False) -> str:
    data = export.export_plan(tx, plan_id, labelled=labelled, actor=head()).data
    assert data is not None
    return data.decode("utf-8-sig")


def test_the_file_has_a_line_for_each_day_at_work(tx: Connection, plan_id: int) -> None:
    lines = written(tx, plan_id).splitlines()

    assert lines[0] == "date,staff_id,pattern_id,start,end,break_start,break_end,pinned,wished,source"
    assert "2026-07-06,S000002,E0730,07:30,16:15,12:00,13:00,0,E0730,solver" in lines
    assert len(lines) == 1 + len(planned(tx, plan_id))


@pytest.mark.parametrize("labelled", [False, True])
def test_what_is_written_changes_nothing_when_it_is_read_back(tx: Connection, plan_id: int, labelled: bool) -> None:
    data = written(tx, plan_id, labelled=labelled).encode()

    found = export.read_changes(tx, plan_id, "plan.csv", data, actor=head())

    assert found.changes == ()
    assert found.report.rejected == 0


def test_a_changed_line_is_a_change_by_hand(tx: Connection, plan_id: int) -> None:
    data = written(tx, plan_id).replace("2026-07-06,S000002,E0730", "2026-07-06,S000002,N0830").encode()

    found = export.read_changes(tx, plan_id, "plan.csv", data, actor=head())

    assert found.changes == (CellChange("S000002", MONDAY, "N0830"),)
    editing.apply_change(tx, plan_id, found.changes, actor=head(), now=NOW)
    assert planned(tx, plan_id)["S000002", MONDAY] == "N0830"


def test_what_the_plan_does_not_know_is_named_by_row_and_column(tx: Connection, plan_id: int) -> None:
    data = "date,staff_id,pattern_id\n2026-07-06,S000077,N0830\n2026-07-06,S000002,X9999\n6月,S000002,N0830\n"

    found = export.read_changes(tx, plan_id, "plan.csv", data.encode(), actor=head())

    assert found.changes == ()
    assert [(issue.row, issue.column) for issue in found.report.issues] == [
        (1, "staff_id"),
        (2, "pattern_id"),
        (3, "date"),
    ]


def test_only_who_plans_the_section_takes_its_plan_out(tx: Connection, plan_id: int) -> None:
    with pytest.raises(NotAllowed):
        export.export_plan(tx, plan_id, actor=person(2))
    with pytest.raises(NotAllowed):
        export.read_changes(tx, plan_id, "plan.csv", b"", actor=person(2))
