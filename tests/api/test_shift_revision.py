"""Shifts that are published are changed by hand through a proposal of their own; pages and API do the same."""

from __future__ import annotations

from datetime import date, time

import pytest

from scheduler.domain.actor import Role
from scheduler.shifts import publishing, seasons
from tests import builders
from tests.api.doors import NOW, Door
from tests.scheduler import shift_section
from tests.scheduler.shift_section import SEASON, STANDARD


@pytest.fixture
def published(open_door: Door) -> int:
    """The published plan of the section of everybody who may sign in."""
    with open_door.services.database.write() as tx:
        shift_section.pattern(tx, STANDARD, time(8, 30), time(17, 15), season="all")
        shift_section.season(tx, last=date(2026, 7, 17))
        plan_id = shift_section.propose(tx, now=NOW)
        seasons.move(tx, SEASON, event="close", actor=builders.keeper(), now=NOW)
        publishing.publish(tx, plan_id, actor=builders.keeper(), now=NOW)
    return plan_id


def test_a_head_starts_a_proposal_from_what_is_published(open_door: Door, published: int) -> None:
    head = open_door.as_browser(Role.MANAGER)
    assert "確定した勤務を手で直す" in head.get(f"/shift-plans/{published}").text

    answer = head.post_form(f"/shift-plans/{published}/revise")

    page = head.get(answer.headers["location"]).text
    assert answer.headers["location"] != f"/shift-plans/{published}"
    assert "人が直した計画案です" in page


def test_a_program_starts_a_proposal_from_what_is_published(open_door: Door, published: int) -> None:
    program = open_door.as_program(Role.MANAGER)

    answer = program.post(f"/api/v1/shift-plans/{published}/revisions")

    assert answer.status_code == 201
    made = program.get(answer.headers["location"]).json()
    assert (made["state"], made["previous_plan_id"], made["gap"]) == ("proposed", published, None)
    assert open_door.as_program().post(f"/api/v1/shift-plans/{published}/revisions").status_code == 403
