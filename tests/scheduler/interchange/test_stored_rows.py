"""Files against what is stored already: sending a file twice changes nothing, sending another content is told."""

from __future__ import annotations

from dataclasses import replace

from scheduler.interchange.context import Context
from scheduler.interchange.digest import content_digest
from scheduler.interchange.entities import ENTITIES
from scheduler.interchange.files import read_file

REQUEST = (
    "request_id,submitted_at,staff_id,kind,purpose,office_id,start,end,note_ja\n"
    "QB00001,2026-06-24T09:10:00+09:00,S000302,seat,after_meeting,YG-HQ,"
    "2026-07-01T15:00:00+09:00,2026-07-01T17:15:00+09:00,{note}\n"
)
HOLIDAY = "date,name_ja\n2026-07-20,{name}\n"


def stored(entity: str, data: str, context: Context) -> Context:
    """The context once the file's rows are stored."""
    rows = read_file(f"{entity}.csv", data.encode(), context).rows
    spec = ENTITIES[entity]
    digests = {spec.key_of(row.values): content_digest(spec, row.values) for row in rows}
    return replace(context, stored={entity: digests})


def test_the_same_request_again_is_ignored(context: Context) -> None:
    known = stored("requests", REQUEST.format(note="x"), context)
    report = read_file("requests.csv", REQUEST.format(note="x").encode("cp932"), known).report
    assert (report.ignored, report.clean, "W_DUPLICATE_SAME" in report.codes) == (1, True, True)


def test_a_new_column_left_empty_is_the_same_request(context: Context) -> None:
    known = stored("requests", REQUEST.format(note="x"), context)
    header, row = REQUEST.format(note="x").splitlines()
    wider = f"{header},quantity,rrule\n{row},1,\n"
    assert read_file("requests.csv", wider.encode(), known).report.codes == {"W_DUPLICATE_SAME"}


def test_a_request_with_other_content_is_refused(context: Context) -> None:
    known = stored("requests", REQUEST.format(note="x"), context)
    (issue,) = read_file("requests.csv", REQUEST.format(note="y").encode(), known).report.issues
    assert (issue.code, issue.params["where"]) == ("E_DUPLICATE_ID", "stored")


def test_a_holiday_with_another_name_replaces_the_old_one(context: Context) -> None:
    known = stored("holidays", HOLIDAY.format(name="海の日"), context)
    report = read_file("holidays.csv", HOLIDAY.format(name="海の記念日").encode(), known).report
    assert (report.accepted, report.issues) == (1, ())


def test_a_row_sent_twice_and_once_otherwise_is_refused_every_time(context: Context) -> None:
    header, row = REQUEST.format(note="x").splitlines()
    text = "\n".join([header, row, row, f"{row}yz"])
    report = read_file("requests.csv", text.encode(), context).report
    assert (report.rejected, report.accepted) == (3, 0)
    assert [issue.params["count"] for issue in report.issues if issue.code == "E_DUPLICATE_ID"] == [3, 3, 3]


def test_an_unreadable_row_takes_its_double_with_it(context: Context) -> None:
    header, row = REQUEST.format(note="x").splitlines()
    text = "\n".join([header, row, row.replace("2026-07-01T15", "2026-02-30T15")])
    report = read_file("requests.csv", text.encode(), context).report
    assert (report.accepted, report.codes) == (0, {"E_BAD_DATE", "E_DUPLICATE_ID"})
