"""Quotas, what-ifs and calling a plan off, on the command line and at the other doors that do the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, update

from api.cli.main import cli
from api.i18n import Translator
from api.pages.jobs import progress_text
from scheduler.db import tables
from scheduler.domain.actor import Role
from scheduler.domain.states import RequestState
from scheduler.jobs import queries as jobs
from scheduler.plans import operations, queries
from tests import builders
from tests.api.doors import NOW, Door
from tests.builders import at
from tests.scheduler.rounds import closed_round, propose

DAY = (at("2026-07-06 13:00"), at("2026-07-06 17:00"))
KEEPER = builders.keeper()
Run = Callable[..., Result]


@pytest.fixture
def run(open_door: Door) -> Run:
    """The command line on the same installation."""

    def command(*words: str) -> Result:
        return CliRunner().invoke(cli, ["--database-url", open_door.services.settings.database_url, *words])

    return command


@pytest.fixture
def round_id(open_door: Door) -> int:
    """A closed round of two people who both want the one seat of Murayama."""
    database = open_door.services.database
    with database.write() as tx:
        for staff_id in ("S000011", "S000012"):
            builders.occurrence(tx, staff_id, *DAY, kind="seat", office_id="YG-MRY", state=RequestState.WAITING)
    return closed_round(database, date(2026, 7, 6), date(2026, 7, 10), actor=KEEPER, now=NOW)


def test_reasons_of_a_plan_are_read_on_the_command_line(run: Run, open_door: Door, round_id: int) -> None:
    plan_id = propose(open_door.services.database, round_id, actor=KEEPER, now=NOW, confirmed=True)

    said = run("round", "reasons", str(plan_id))

    assert said.exit_code == 0, said.output
    assert "all are taken Mon 6 July, 13:00–17:00" in said.output
    assert "more Seat at" in said.output
    assert "Where it is short" in said.output


def test_quota_is_agreed_listed_and_ended(run: Run) -> None:
    add = ("quota", "add", "PC-SOUMU", "mobile_pc", "3", "--measure", "per_week", "--department", "D0001")

    added = run(*add, "--grade", "chief", "--office", "murayama", "--name", "総務のPC")
    listed = run("quota", "list")
    ended = run("quota", "end", "PC-SOUMU")
    after = run("quota", "list")
    history = run("quota", "list", "--all")

    assert added.exit_code == 0, added.output
    assert all(word in listed.output for word in ("PC-SOUMU", "総務のPC", "D0001", "chief", "YG-MRY"))
    assert "has ended" in ended.output
    assert "PC-SOUMU" not in after.output
    assert "PC-SOUMU" in history.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "A B", "seat", "1"), "quota-code"),
        (("add", "X", "chair", "1"), "chair"),
        (("add", "X", "seat", "-1"), "-1"),
        (("add", "X", "seat", "1", "--department", "D9999"), "quota-unknown"),
        (("add", "X", "seat", "1", "--office", "atlantis"), "names no single office"),
        (("end", "NONE"), "quota-unknown"),
    ],
)
def test_quota_that_makes_no_sense_is_refused(run: Run, words: tuple[str, ...], said: str) -> None:
    answer = run("quota", *words)

    assert answer.exit_code != 0
    assert said in f"{answer.output} {answer.exception}"


def test_what_if_is_solved_and_compared(open_door: Door, run: Run, round_id: int) -> None:
    proposed = run("round", "propose", str(round_id), "--seconds", "5", "--work", "50")
    tried = run(
        "round", "what-if", str(round_id), "--stock", "murayama:seat:+1", "--name", "one more", "--seconds", "5"
    )
    verified = run("round", "verify", "1", "--solve")

    assert proposed.exit_code == 0, proposed.output
    assert tried.exit_code == 0, f"{tried.output} {tried.exception}"
    assert "1 more: Seat, Murayama" in tried.output
    assert "Granted now: 1" in tried.output
    assert verified.exit_code == 0, verified.output
    assert "✓ Both are proven best" in verified.output
    with open_door.services.database.read() as tx:
        assert queries.one(tx, 1, actor=KEEPER).figures["limits"] == {"seconds": 5, "workers": 1, "work": 50}
        (what_if,) = queries.what_ifs(tx, round_id, actor=KEEPER)
        assert what_if.scenario is not None
        assert what_if.scenario["name"] == "one more"


@pytest.mark.parametrize("door_name", ["command", "program", "page"])
def test_plan_in_the_making_is_called_off_and_the_round_says_so(
    open_door: Door, run: Run, round_id: int, door_name: str
) -> None:
    database = open_door.services.database
    with database.write() as tx:
        plan_id, job_id = operations.request_plan(tx, round_id, actor=KEEPER, now=NOW)
    keeper = open_door.as_browser(Role.FACILITIES)

    if door_name == "command":
        assert run("round", "stop", str(plan_id)).exit_code == 0
        assert run("round", "stop", str(plan_id)).exit_code != 0
    elif door_name == "program":
        assert open_door.as_program(Role.FACILITIES).post(f"/api/v1/plans/{plan_id}/stop").status_code == 204
    else:
        assert keeper.post_form(f"/jobs/{job_id}/cancel", next=f"/rounds/{round_id}").status_code == 303

    with database.read() as tx:
        assert queries.one(tx, plan_id, actor=KEEPER).state == "failed"
        assert jobs.get(tx, KEEPER, job_id).state == "cancelled"
        assert tx.execute(select(tables.round_.c.state)).scalar_one() == "closed"
    page = keeper.get(f"/rounds/{round_id}").text
    assert "計画案はできませんでした" in page
    assert "計画案を作る" in page.replace("計画案を作り直す", "計画案を作る")
    with database.write() as tx:
        assert operations.request_plan(tx, round_id, actor=KEEPER, now=NOW)[0] == plan_id + 1


def test_proposal_before_a_plan_that_was_called_off_still_stands(open_door: Door, round_id: int) -> None:
    database = open_door.services.database
    first = propose(database, round_id, actor=KEEPER, now=NOW)
    with database.write() as tx:
        second, _ = operations.request_plan(tx, round_id, actor=KEEPER, now=NOW)
        operations.stop_plan(tx, second, actor=KEEPER, now=NOW)
    keeper = open_door.as_browser(Role.FACILITIES)

    page = keeper.get(f"/rounds/{round_id}").text
    applied = keeper.post_form(f"/plans/{first}/apply")

    assert "計画案はできませんでした" in page
    assert "計画案1" in page
    assert f"/plans/{first}/apply" in page
    assert applied.status_code == 303
    with database.read() as tx:
        assert queries.one(tx, first, actor=KEEPER).state == "applied"


def test_progress_says_what_is_served_of_what_is_possible(open_door: Door, round_id: int) -> None:
    with open_door.services.database.write() as tx:
        _, job_id = operations.request_plan(tx, round_id, actor=KEEPER, now=NOW)
        progress = {
            "stage": "blocks", "done": 3, "total": 4, "objective": 9_000, "bound": 10_000, "gap": 0.1,
            "served": [["mobile_pc", 4], ["seat", 5]],
        }  # fmt: skip
        tx.execute(update(tables.job).where(tables.job.c.id == job_id).values(progress=progress))
    with open_door.services.database.read() as tx:
        job = jobs.get(tx, KEEPER, job_id)

    said = progress_text(Translator("ja", strict=True), job)
    shown = open_door.as_browser(Role.FACILITIES).get(f"/jobs/{job_id}/progress").json()
    given = open_door.as_program(Role.FACILITIES).get(f"/api/v1/jobs/{job_id}").json()

    assert said == "割り当てた重み 9,000 / 上限 10,000(差 10.00%)。割り当て: 貸出用モバイルPC 4、席 5"
    assert (shown["text"], shown["percent"]) == (said, 75)
    assert given["progress"] == progress
