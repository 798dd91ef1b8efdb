"""What-ifs, comparisons, replays and quotas at the doors: pages, API and command line say the same."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from api.cli.main import cli
from api.pages.forms import Form
from api.pages.scenario_form import read
from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.actor import Role
from scheduler.domain.states import RequestState
from scheduler.errors import Refused
from scheduler.plans import applying
from scheduler.plans.proposing import PROPOSE
from scheduler.plans.scenario import StockChange
from scheduler.plans.solving_again import VERIFY
from scheduler.plans.wish_list import read_wishes
from tests import builders
from tests.api.doors import NOW, Door
from tests.builders import at
from tests.scheduler.rounds import StepContext, closed_round, propose

DAY = (at("2026-07-06 13:00"), at("2026-07-06 17:00"))
KEEPER = builders.keeper()


@pytest.fixture
def planned(open_door: Door) -> tuple[Door, int, int]:
    """A plan for two people who both want the one seat of Murayama: (door, round, plan)."""
    database = open_door.services.database
    with database.write() as tx:
        for staff_id in ("S000011", "S000012"):
            builders.occurrence(tx, staff_id, *DAY, kind="seat", office_id="YG-MRY", state=RequestState.WAITING)
    round_id = closed_round(database, date(2026, 7, 6), date(2026, 7, 10), actor=KEEPER, now=NOW)
    return open_door, round_id, propose(database, round_id, actor=KEEPER, now=NOW)


def run_jobs(database: Database) -> None:
    """The what-ifs that were asked for, as the engine would."""
    with database.read() as tx:
        jobs = tx.execute(tables.job.select().where(tables.job.c.kind == "propose", tables.job.c.state == "queued"))
        waiting = list(jobs.all())
        solving = tx.execute(tables.plan.select().where(tables.plan.c.state == "solving")).all()
    open_plans = {row.job_id for row in solving}
    for job in waiting:
        if job.id not in open_plans:
            continue
        payload: dict[str, Any] = job.payload
        for step in PROPOSE.steps:
            payload = step(StepContext(database, NOW, job.id), payload)  # type: ignore[arg-type]


def test_page_tries_a_what_if_and_compares_it_in_words(planned: tuple[Door, int, int]) -> None:
    door, round_id, plan_id = planned
    keeper = door.as_browser(Role.FACILITIES)
    form = {
        "name": "村山に1席", "rows_stock": "2", "stock_office-0": "YG-MRY", "stock_kind-0": "seat",
        "stock_count-0": "+1", "weight_child": "50", "seconds": "5",
    }  # fmt: skip

    asked = keeper.post_form(f"/rounds/{round_id}/what-ifs", **form)
    assert (asked.status_code, asked.headers["location"]) == (303, f"/rounds/{round_id}/what-ifs#tried")
    waiting = keeper.get(f"/rounds/{round_id}/what-ifs").text
    assert "data-progress-url" in waiting
    run_jobs(door.services.database)

    shown = keeper.get(f"/rounds/{round_id}/what-ifs").text
    assert "村山に1席" in shown
    assert "村山総合支庁の席を1席増やす" in shown
    assert "加点を50にする" in shown
    compared = keeper.get(f"/plans/{plan_id}/comparison/{plan_id + 1}")
    assert compared.status_code == 200
    assert "割り当ては1件から2件になります" in compared.text
    assert "重みの合計は比べられません" in compared.text


def test_what_if_with_more_demand_counts_the_same_on_both_pages(planned: tuple[Door, int, int]) -> None:
    """The one seat is taken; with two more, three of four requests are served, two of which are supposed to exist."""
    door, round_id, plan_id = planned
    keeper = door.as_browser(Role.FACILITIES)
    keeper.post_form(
        f"/rounds/{round_id}/what-ifs",
        **{"stock_office-0": "YG-MRY", "stock_kind-0": "seat", "stock_count-0": "2"},
        **{"growth_kind-0": "seat", "growth_percent-0": "100", "seconds": "5"},
    )
    run_jobs(door.services.database)

    listed = keeper.get(f"/rounds/{round_id}/what-ifs").text
    compared = keeper.get(f"/plans/{plan_id}/comparison/{plan_id + 1}").text

    found = door.as_program(Role.FACILITIES).get(f"/api/v1/plans/{plan_id}/comparison/{plan_id + 1}").json()
    assert (found["granted"], len(found["losses"])) == ({"a": 1, "b": 3}, 0)
    assert len(found["gains"]) + found["supposed"]["b"] == 2
    assert f"増やした申請に {found['supposed']['b']} / 2" in listed
    assert f"もとの案で0件、比べる案で{found['supposed']['b']}件" in compared


def test_more_rows_keep_what_was_entered_and_ask_for_nothing(planned: tuple[Door, int, int]) -> None:
    door, round_id, _ = planned
    keeper = door.as_browser(Role.FACILITIES)

    page = keeper.post_form(
        f"/rounds/{round_id}/what-ifs", more="1", rows_stock="2", **{"stock_count-1": "-3", "name": "試し"}
    )

    assert page.status_code == 200
    assert 'name="stock_count-2"' in page.text
    assert 'value="-3"' in page.text
    assert "試し" in page.text
    assert "試算はまだありません" in page.text


def test_form_that_cannot_be_read_says_everything_and_keeps_it(planned: tuple[Door, int, int]) -> None:
    door, round_id, _ = planned
    keeper = door.as_browser(Role.FACILITIES)

    page = keeper.post_form(
        f"/rounds/{round_id}/what-ifs",
        **{"stock_count-0": "many", "hours_start-0": "25:00", "hours_end-0": "17:00", "growth_percent-0": "x"},
    )

    assert page.status_code == 422
    assert "「many」は数として読み取れません" in page.text
    assert "「x」は数として読み取れません" in page.text
    assert "24時間で入力" in page.text
    assert 'value="many"' in page.text


def test_form_says_in_which_row_and_field_it_makes_no_sense(planned: tuple[Door, int, int]) -> None:
    """Rows are those that are seen, of which empty ones do not count."""
    door, round_id, _ = planned
    keeper, where = door.as_browser(Role.FACILITIES), f"/rounds/{round_id}/what-ifs"

    empty = keeper.post_form(where, **{"stock_count-1": "2", "stock_kind-1": "seat", "growth_percent-0": "20"})
    unreadable = keeper.post_form(
        where,
        **{
            "stock_count-1": "many",
            "closed_from_day-0": "2026-07-06",
            "closed_from_time-0": "9",
            "hours_end-0": "17:00",
        },
    )

    assert (empty.status_code, unreadable.status_code) == (422, 422)
    assert "「台数・席数の増減」の2番目の庁舎が空欄です。" in empty.text
    assert "「申請を増やす」の1番目の種類が空欄です。" in empty.text
    assert "「台数・席数の増減」の2番目の増減: 「many」は数として読み取れません。" in unreadable.text
    assert "「使えない時間」の1番目の開始: 時刻を" in unreadable.text
    assert "「使えない時間」の1番目の終了が空欄です。" in unreadable.text
    assert "「席・会議室を使える時間」の1番目の開始: 時刻を" in unreadable.text


def test_applied_round_can_be_tried_and_what_ifs_are_not_applied(planned: tuple[Door, int, int]) -> None:
    door, round_id, plan_id = planned
    with door.services.database.write() as tx:
        applying.apply_plan(tx, plan_id, actor=KEEPER, now=NOW)
    keeper = door.as_program(Role.FACILITIES)

    body = {"name": "one more", "stock": [{"office_id": "YG-MRY", "kind": "seat", "count": 1}], "seconds": 5}
    asked = keeper.post(f"/api/v1/rounds/{round_id}/what-ifs", json=body)
    assert asked.status_code == 202
    run_jobs(door.services.database)
    what_if = asked.json()["plan_id"]

    listed = keeper.get(f"/api/v1/rounds/{round_id}/what-ifs").json()
    assert [item["scenario"]["name"] for item in listed] == ["one more"]
    assert [item["plan_id"] for item in keeper.get(f"/api/v1/rounds/{round_id}/plans").json()] == [plan_id]
    found = keeper.get(f"/api/v1/plans/{plan_id}/comparison/{what_if}").json()
    assert found["granted"] == {"a": 1, "b": 2}
    assert len(found["gains"]) == 1
    refused = keeper.post(f"/api/v1/plans/{what_if}/apply")
    assert (refused.status_code, refused.json()["code"]) == (422, "what-if-not-applied")
    assert "同じ申請と在庫" in door.as_browser(Role.FACILITIES).get(f"/rounds/{round_id}/what-ifs").text


def test_replay_is_shown_and_given_to_programs(planned: tuple[Door, int, int]) -> None:
    door, round_id, plan_id = planned

    page = door.as_browser(Role.FACILITIES).get(f"/plans/{plan_id}/verification")
    assert "すべて一致しました" in page.text
    with door.services.database.write() as tx:
        tx.execute(tables.round_.update().values(seed=7))
    found = door.as_program(Role.ADMIN).get(f"/api/v1/plans/{plan_id}/verification").json()
    assert found["holds"] is False
    assert [item["code"] for item in found["checks"] if item["holds"] is False] == ["verify-seed"]
    assert f"/plans/{plan_id}/verification" in door.as_browser(Role.FACILITIES).get(f"/rounds/{round_id}").text


def test_a_plan_is_solved_again_by_a_job_and_both_doors_show_what_it_found(planned: tuple[Door, int, int]) -> None:
    door, _, plan_id = planned
    database = door.services.database
    keeper, program = door.as_browser(Role.FACILITIES), door.as_program(Role.FACILITIES)
    where = f"/plans/{plan_id}/verification"
    assert "もう一度解いて確かめる" in keeper.get(where).text

    asked = keeper.post_form(where)
    assert (asked.status_code, asked.headers["location"]) == (303, where)
    assert "data-progress-url" in keeper.get(where).text
    refused = program.post(f"/api/v1{where}")
    assert (refused.status_code, refused.json()["code"]) == (422, "still-verifying")
    solved_again_once(database)

    assert "もう一度解きました" in keeper.get(where).text
    found = program.get(f"/api/v1{where}").json()
    assert (found["holds"], [item["code"] for item in found["again"]]) == (True, ["verify-again", "verify-again_same"])
    once_more = program.post(f"/api/v1{where}")
    assert once_more.status_code == 202
    assert program.get(f"/api/v1{where}").json()["again_job_id"] == once_more.json()["job_id"]
    assert program.get(f"/api/v1{where}").json()["again"] == []
    assert door.as_program(Role.STAFF).post(f"/api/v1{where}").status_code == 403


def solved_again_once(database: Database) -> None:
    """The job that is queued, as the engine would run it; it was asked for an hour ago, before any other."""
    with database.read() as tx:
        job = tx.execute(tables.job.select().where(tables.job.c.kind == "verify")).one()
    (step,) = VERIFY.steps
    result = step(StepContext(database, NOW, job.id), job.payload)  # type: ignore[arg-type]
    with database.write() as tx:
        tx.execute(
            tables.job.update()
            .where(tables.job.c.id == job.id)
            .values(state="done", result=result, created_at=NOW - timedelta(hours=1))
        )


def test_quotas_are_added_listed_and_ended_on_their_page(open_door: Door) -> None:
    keeper = open_door.as_browser(Role.FACILITIES)
    form = {"name_ja": "総務の席", "code": "SOUMU", "kind": "seat", "most": "10", "measure": "per_day"}

    wrong = keeper.post_form("/quotas", **{**form, "most": "many"})
    added = keeper.post_form("/quotas", **form, department_ids="D0001", grades="chief")
    again = keeper.post_form("/quotas", **form)

    assert (wrong.status_code, added.status_code, again.status_code) == (422, 303, 422)
    assert "上限は0から9,999まで" in wrong.text or "上限は0から9999まで" in wrong.text
    assert "記号「SOUMU」の枠はすでにあります" in again.text
    shown = keeper.get("/quotas").text
    assert "総務の席" in shown
    assert "D0001課" in shown
    assert "主査・係長など" in shown
    assert keeper.post_form("/quotas/1/end").status_code == 303
    assert "に終わりました" in keeper.get("/quotas").text


def test_quotas_over_the_api(open_door: Door) -> None:
    keeper = open_door.as_program(Role.FACILITIES)
    body = {"code": "PC", "name_ja": "PC", "kind": "mobile_pc", "measure": "at_once", "most": 3, "grounds": ["child"]}

    added = keeper.post("/api/v1/quotas", json=body)

    assert added.status_code == 201
    quota_id = added.json()["quota_id"]
    assert keeper.get(f"/api/v1/quotas/{quota_id}").json()["grounds"] == ["child"]
    assert keeper.post(f"/api/v1/quotas/{quota_id}/end").status_code == 200
    assert keeper.get("/api/v1/quotas").json()[0]["ended_at"] is not None
    assert open_door.as_program(Role.STAFF).get("/api/v1/quotas").status_code == 403


def test_pages_speak_english_too(planned: tuple[Door, int, int]) -> None:
    door, round_id, plan_id = planned
    keeper = door.as_browser(Role.FACILITIES)

    for path, words in (
        (f"/rounds/{round_id}/what-ifs", "Nothing was tried yet."),
        (f"/plans/{plan_id}/comparison/{plan_id}", "1 granted become 1"),
        (f"/plans/{plan_id}/verification", "Everything agrees"),
        ("/quotas", "There are no quotas yet."),
    ):
        assert words in keeper.get(f"{path}?lang=en").text, path


def test_numbers_are_read_as_people_write_them() -> None:
    form = Form({"stock_office-0": ["YG-HQ"], "stock_kind-0": ["seat"], "stock_count-0": ["−2"],
                 "stock_attributes-0": ["quiet、monitor"]})  # fmt: skip

    assert read(form).stock == (StockChange("YG-HQ", "seat", -2, ("quiet", "monitor")),)


def test_list_of_wishes_is_read_from_csv_and_json() -> None:
    csv = (
        "staff_id,kind,office_id,start,end,use_dates\n"
        "S000011,mobile_pc,YG-HQ,2026-07-06 16:00,2026-07-08 10:00,2026-07-07\n"
    )
    json = (
        '[{"staff_id": "S000011", "kind": "mobile_pc", "office_id": "YG-HQ", "start": "2026-07-06T16:00+09:00",'
        ' "end": "2026-07-08T10:00:00+09:00", "use_dates": ["2026-07-07"]}]'
    )

    assert read_wishes(csv) == read_wishes(json)
    assert read_wishes("") == ()
    with pytest.raises(Refused) as refused:
        read_wishes("staff_id,kind,office_id,start,end\nS000011,seat,YG-HQ,yesterday,2026-07-08 10:00\n")
    assert refused.value.reasons[0].params["line"] == 2


def test_command_line_compares_verifies_and_fails_on_a_contradiction(planned: tuple[Door, int, int]) -> None:
    door, _, plan_id = planned
    url = door.services.settings.database_url
    run = CliRunner()

    compared = run.invoke(cli, ["--database-url", url, "round", "compare", str(plan_id), str(plan_id)])
    verified = run.invoke(cli, ["--database-url", url, "round", "verify", str(plan_id)])
    with door.services.database.write() as tx:
        tx.execute(tables.round_.update().values(seed=7))
    contradicted = run.invoke(cli, ["--database-url", url, "round", "verify", str(plan_id)])

    assert compared.exit_code == 0, compared.output
    assert "Granted now" in compared.output
    assert verified.exit_code == 0, verified.output
    assert "✓" in verified.output
    assert contradicted.exit_code == 1
    assert "✗ Draw number: published 7, used by the plan 1." in contradicted.output


def test_command_line_explains_a_scenario_it_does_not_understand(planned: tuple[Door, int, int]) -> None:
    door, round_id, _ = planned
    run = CliRunner()
    command = ["--database-url", door.services.settings.database_url, "round", "what-if", str(round_id)]

    for option, text, said in (
        ("--stock", "YG-MRY:seat:2", "OFFICE:KIND"),
        ("--stock", "atlantis:seat:+2", "names no single office"),
        ("--close", "YG-MRY:seat:tomorrow", "OFFICE:KIND:2026-07-06"),
        ("--hours", "8-18", "08:00-18:00"),
        ("--weight", "friend=9", "child=50"),
        ("--scale", "seat:20%", "KIND:OFFICE:20%"),
    ):
        answer = run.invoke(cli, [*command, option, text])
        assert answer.exit_code == 2, answer.output
        assert said in " ".join(answer.output.replace("│", " ").split()), answer.output
