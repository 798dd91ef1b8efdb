"""The data set shipped with the product reads without an error, and its values are what the files say."""

from __future__ import annotations

from datetime import date, datetime, time

from scheduler.clock import TOKYO
from scheduler.interchange.digest import content_digest
from scheduler.interchange.distances import estimated_travel
from scheduler.interchange.entities import ENTITIES, NOT_USED
from scheduler.interchange.files import ParsedDirectory


def test_no_row_is_refused(reference: ParsedDirectory) -> None:
    assert reference.clean
    totals = {parsed.report.entity: parsed.report.accepted for parsed in reference.files if parsed.report.entity}
    assert totals.keys() == ENTITIES.keys()
    assert (totals["staff"], totals["requests"], totals["shift_preferences"]) == (400, 863, 2193)
    assert {issue.code for parsed in reference.files for issue in parsed.report.issues} == {
        "W_FILE_NOT_USED",
        "W_NO_TRAINING",
        "W_SELF_OVERLAP",
    }


def test_files_not_used_are_said_to_be(reference: ParsedDirectory) -> None:
    unused = {parsed.report.file for parsed in reference.files if "W_FILE_NOT_USED" in parsed.report.codes}
    assert unused == {f"{stem}.csv" for stem in NOT_USED} | {"manifest.json"}


def test_nothing_published_is_normalised(reference: ParsedDirectory) -> None:
    assert [change for parsed in reference.files for change in parsed.report.normalised] == []


def test_values_of_a_recurring_conference(reference: ParsedDirectory) -> None:
    values = reference.of("requests")[0].values
    assert values["request_id"] == "Q0000001"
    assert values["start"] == datetime(2026, 7, 6, 13, 15, tzinfo=TOKYO)
    assert values["exdates"] == (date(2026, 7, 20),)
    assert values["rrule"] == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20260831T145959Z"
    assert (values["saved_min"], values["outside_hours"], values["cancelled_at"]) == (330, False, None)


def test_values_of_the_organisation(reference: ParsedDirectory) -> None:
    head_office = reference.of("offices")[0].values
    assert (head_office["open_time"], head_office["satellite_fy"], head_office["parent_office_id"]) == (
        time(8, 30),
        2017,
        None,
    )
    assert reference.of("departments")[0].values["busy_months"] == (10, 11, 1, 2)
    assert reference.context.staff["S000302"].office_id == "YG-SNI"
    assert reference.context.closed.name_on(date(2026, 7, 20)) == "海の日"


def test_estimated_travel_is_what_the_set_estimated(reference: ParsedDirectory) -> None:
    offices = reference.context.offices
    estimated = [row.values for row in reference.of("travel") if row.values["basis"] == "estimated"]
    for values in estimated:
        km, minutes = estimated_travel(offices[values["from_office_id"]], offices[values["to_office_id"]])
        assert abs(km - values["km"]) <= 0.1
        assert abs(minutes - values["minutes"]) <= 1
    assert len(estimated) > 500


def test_digests_tell_rows_apart(reference: ParsedDirectory) -> None:
    requests = [row.values for row in reference.of("requests")]
    digests = {content_digest(ENTITIES["requests"], values) for values in requests}
    assert len(digests) == len(requests)
    assert all(len(digest) == 64 for digest in digests)
