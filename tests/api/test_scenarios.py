"""A scenario with everything in it means the same from a page, a program and the command line, and reads well."""

from __future__ import annotations

from datetime import date, time

from api.cli.office_names import Offices
from api.cli.scenario_options import scenario_of
from api.i18n import Translator
from api.naming import OFFICES
from api.pages.forms import Form
from api.pages.scenario_form import read
from api.scenario_text import describe
from scheduler.domain.actor import Role
from scheduler.domain.states import RequestState
from scheduler.offices.queries import offices
from scheduler.plans import queries
from scheduler.plans.scenario import ClosedFor, ExtraWish, Growth, Hours, Scenario, StockChange, from_json
from tests import builders
from tests.api.doors import NOW, Door
from tests.builders import at
from tests.scheduler.rounds import closed_round

WISHES = "staff_id,kind,office_id,start,end\nS000011,seat,YG-MRY,2026-07-06 13:00,2026-07-06 17:00\n"
EVERYTHING = Scenario(
    name="全部",
    stock=(StockChange("YG-HQ", "tablet", 2, ("lte",)), StockChange("YG-MRY", "seat", -1)),
    closures=(ClosedFor("YG-HQ", "", at("2026-07-07 8:30"), at("2026-07-07 12:00")),),
    hours=(Hours(time(8), time(18)),),
    bonuses=((2, 50),),
    refusal_bonus=9,
    growth=(Growth("seat", 20, "YG-MRY"),),
    extra=(ExtraWish("S000011", "seat", "YG-MRY", at("2026-07-06 13:00"), at("2026-07-06 17:00")),),
)
FORM = {
    "name": "全部", "seconds": "5", "extra": WISHES, "weight_child": "50", "weight_refusal": "9",
    "stock_office-0": "YG-HQ", "stock_kind-0": "tablet", "stock_count-0": "+2", "stock_attributes-0": "lte",
    "stock_office-1": "YG-MRY", "stock_kind-1": "seat", "stock_count-1": "-1", "stock_attributes-1": "",
    "closed_office-0": "YG-HQ", "closed_kind-0": "", "closed_from_day-0": "2026-07-07", "closed_from_time-0": "08:30",
    "closed_to_day-0": "2026-07-07", "closed_to_time-0": "12:00",
    "hours_office-0": "", "hours_start-0": "08:00", "hours_end-0": "18:00",
    "growth_kind-0": "seat", "growth_office-0": "YG-MRY", "growth_percent-0": "20",
}  # fmt: skip
BODY = {
    "name": "全部",
    "stock": [
        {"office_id": "YG-HQ", "kind": "tablet", "count": 2, "attributes": ["lte"]},
        {"office_id": "YG-MRY", "kind": "seat", "count": -1},
    ],
    "closures": [
        {"office_id": "YG-HQ", "starts_at": "2026-07-07T08:30:00+09:00", "ends_at": "2026-07-07T12:00:00+09:00"}
    ],
    "hours": [{"starts": "08:00:00", "ends": "18:00:00"}],
    "bonuses": {"child": 50, "refusal": 9},
    "growth": [{"kind": "seat", "percent": 20, "office_id": "YG-MRY"}],
    "extra": [
        {"staff_id": "S000011", "kind": "seat", "office_id": "YG-MRY",
         "starts_at": "2026-07-06T13:00:00+09:00", "ends_at": "2026-07-06T17:00:00+09:00"}
    ],
    "seconds": 5,
}  # fmt: skip


def test_form_and_options_are_read_as_the_same_scenario(open_door: Door) -> None:
    with open_door.services.database.read() as tx:
        known = Offices(offices(tx))

    from_form = read(Form({name: [value] for name, value in FORM.items()}))
    from_options = scenario_of(
        known,
        name="全部",
        stock=["head office:tablet:lte:+2", "村山:seat:-1"],
        closed=["YG-HQ:*:2026-07-07T08:30:2026-07-07T12:00"],
        hours=["08:00-18:00"],
        weights=["child=50", "refusal=9"],
        scale=["seat:murayama:20%"],
        wishes=WISHES,
    )

    assert from_form == EVERYTHING
    assert from_options == EVERYTHING


def test_page_and_api_keep_the_same_scenario_and_say_what_is_different(open_door: Door) -> None:
    database = open_door.services.database
    with database.write() as tx:
        builders.occurrence(
            tx, "S000011", at("2026-07-06 13:00"), at("2026-07-06 17:00"), kind="seat", state=RequestState.WAITING
        )
    round_id = closed_round(database, date(2026, 7, 6), date(2026, 7, 10), actor=builders.keeper(), now=NOW)
    keeper = open_door.as_browser(Role.FACILITIES)

    posted = keeper.post_form(f"/rounds/{round_id}/what-ifs", **FORM)
    sent = open_door.as_program(Role.FACILITIES).post(f"/api/v1/rounds/{round_id}/what-ifs", json=BODY)

    assert (posted.status_code, sent.status_code) == (303, 202), (posted.text, sent.text)
    with database.read() as tx:
        tried = queries.what_ifs(tx, round_id, actor=builders.keeper())
    assert [from_json(item.scenario) for item in tried] == [EVERYTHING, EVERYTHING]
    page = keeper.get(f"/rounds/{round_id}/what-ifs").text
    for line in (
        "県庁のタブレット (LTE(携帯回線))を2台増やす",
        "村山総合支庁の席を1席減らす",
        "県庁のすべては7月7日(火)8:30〜12:00に使えない",
        "すべての庁舎の席・会議室は8:00〜18:00に使える",
        "「育児・介護」の加点を50にする",
        "村山総合支庁の席の申請を20%増やす",
        "申請を1件加える",
    ):
        assert line in page, line


def test_every_part_has_a_line_in_english_as_well(open_door: Door) -> None:
    OFFICES.open(open_door.services.database)

    lines = describe(Translator("en", strict=True), EVERYTHING)

    assert len(lines) == 8
    assert lines[0] == "2 more: Tablet (LTE (mobile network)), Head office"
    assert describe(Translator("en", strict=True), Scenario()) == ["Nothing is different."]
