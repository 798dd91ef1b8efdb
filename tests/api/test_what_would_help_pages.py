"""The person reads what would help and books what is still free; facilities read what one more unit would serve."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from api.formatting import Locale
from api.i18n import LOCALES, Translator
from scheduler.bookings.operations import book
from scheduler.db.transaction import Transaction
from scheduler.domain.actor import Role
from scheduler.domain.reason import Reason, ReasonParam
from scheduler.domain.states import RequestState
from scheduler.plans import applying
from scheduler.requests import queries as requests
from scheduler.requests.instead import bookable_now, wish_instead
from tests import builders
from tests.api.doors import LOGINS, NOW, Door
from tests.builders import at
from tests.scheduler.rounds import closed_round, propose

DAY = (at("2026-07-06 13:00"), at("2026-07-06 17:00"))
KEEPER = builders.keeper()
MINE, OTHER = LOGINS[Role.STAFF], LOGINS[Role.FACILITIES]
COLLEAGUES = [LOGINS[role] for role in (Role.COUNTER_STAFF, Role.MANAGER, Role.ADMIN)]


@pytest.fixture
def planned(open_door: Door) -> tuple[Door, int, int]:
    """The one seat of Murayama goes to a colleague: (door, round, plan)."""
    database = open_door.services.database
    with database.write() as tx:
        for staff_id, priority in ((MINE, 4), (OTHER, 1)):
            builders.occurrence(
                tx,
                staff_id,
                *DAY,
                kind="seat",
                office_id="YG-MRY",
                priority=priority,
                state=RequestState.WAITING,
            )
    round_id = closed_round(database, date(2026, 7, 6), date(2026, 7, 10), actor=KEEPER, now=NOW)
    return open_door, round_id, propose(database, round_id, actor=KEEPER, now=NOW, confirmed=True)


def test_pages_of_the_round_and_of_the_person_say_what_would_help(planned: tuple[Door, int, int]) -> None:
    door, round_id, plan_id = planned
    shown = door.as_browser(Role.FACILITIES).get(f"/rounds/{round_id}").text
    assert "1つ増やしたとき" in shown
    assert "割り当てが1件増えます" in shown
    assert "ほかの方の分を減らさずにご用意できました" in shown
    assert "この案を作ったときに空いていた代わりの案" in shown
    assert "いま予約できる" not in shown

    with door.services.database.write() as tx:
        applying.apply_plan(tx, plan_id, actor=KEEPER, now=NOW)
    mine = door.as_browser(Role.STAFF)
    page = mine.get("/bookings").text
    assert "どうすればご用意できたか" in page
    assert "席が7月6日(月)13:00～17:00にあと1席あれば" in page.replace("〜", "～").replace(" ", "")
    assert "代わりの案(いま予約できるもの)" in page
    assert OTHER not in page


def test_a_program_reads_what_is_free_now_and_books_it_once(planned: tuple[Door, int, int]) -> None:
    door, _, plan_id = planned
    with door.services.database.write() as tx:
        applying.apply_plan(tx, plan_id, actor=KEEPER, now=NOW)
    mine = door.as_program(Role.STAFF)
    (asked,) = [item for item in mine.get("/api/v1/requests").json() if item["state"] == "refused"]
    place = f"/api/v1/occurrences/{asked['occurrence_id']}/alternatives"
    first, *_ = mine.get(place).json()
    assert {**first["choice"], "number": first["number"]} == asked["alternatives"][0]

    taken = mine.post(f"{place}/{first['number']}/take")

    assert taken.status_code == 201, taken.text
    booked = mine.get(taken.headers["location"]).json()
    assert (booked["office_id"], booked["starts_at"]) == (first["choice"]["office_id"], first["choice"]["starts_at"])
    assert mine.get(place).json() == []
    assert mine.post(f"{place}/{first['number']}/take").status_code == 409
    assert mine.get("/api/v1/occurrences/9999999/alternatives").status_code == 404


def test_an_alternative_that_is_taken_is_offered_no_more(planned: tuple[Door, int, int]) -> None:
    door, _, plan_id = planned
    database = door.services.database
    with database.write() as tx:
        applying.apply_plan(tx, plan_id, actor=KEEPER, now=NOW)
    mine = door.as_browser(Role.STAFF)
    assert "/alternatives/" in mine.get("/bookings").text
    with database.write() as tx:
        for colleague in COLLEAGUES:
            take_first_alternative(tx, MINE, as_person=colleague)
    page = mine.get("/bookings").text
    assert "/alternatives/" not in page
    program = door.as_program(Role.STAFF)
    (asked,) = [item for item in program.get("/api/v1/requests").json() if item["state"] == "refused"]
    assert asked["alternatives"] == []
    assert program.get(f"/api/v1/requests/{asked['request_id']}").json()[0]["alternatives"] == []
    assert "お知らせした代わりの案は、いまは空いていません" in page


def take_first_alternative(tx: Transaction, staff_id: str, *, as_person: str) -> None:
    """A colleague books the first thing that is still offered to the person, if there is any."""
    asked = requests.of_person(tx, staff_id, actor=builders.actor(staff_id), since=NOW)
    (date_asked,) = [item for item in asked if item.state is RequestState.REFUSED]
    ways = bookable_now(tx, asked, now=NOW).get(date_asked.occurrence_id, ())
    if not ways:
        return
    (occurrence,) = requests.by_ids(tx, [date_asked.occurrence_id])
    wish = replace(wish_instead(occurrence.wish, ways[0].choice), staff_id=as_person)
    book(tx, wish, actor=builders.actor(as_person), now=NOW)


WHERE: dict[str, ReasonParam] = {"kind": "seat", "office": "YG-MRY", "start": DAY[0], "end": DAY[1]}
SENTENCES = {
    "ja": (
        (
            Reason("remedy-units", {"count": 1, **WHERE}),
            "あと1席あれば、ほかの方の分を減らさずにご用意できました。",
        ),
        (Reason("remedy-units_behind", {"count": 1, "ahead": 3, **WHERE}), "先に選ばれるほかの申請3件に回ります。"),
        (Reason("remedy-others_move", {"count": 2, **WHERE}), "ほかの申請2件を別の時間や台に移せば"),
        (Reason("remedy-displaces", {"weight": 1300, "own": 200}), "優先度の合計で1,300以上のほかの申請"),
        (Reason("instead-later", {"minutes": 30}), "30分あとなら予約できます。"),
        (Reason("instead-day", {"day": date(2026, 7, 7)}), "7月7日(火)なら予約できます。"),
    ),
    "en": (
        (Reason("remedy-units", {"count": 1, **WHERE}), "without taking anything from anybody"),
        (Reason("remedy-units_behind", {"count": 1, "ahead": 1, **WHERE}), "another request would come first"),
        (Reason("remedy-units_behind", {"count": 1, "ahead": 3, **WHERE}), "3 other requests would come first"),
        (Reason("instead-earlier", {"minutes": 45}), "45 minutes earlier"),
    ),
}


@pytest.mark.parametrize("locale", LOCALES)
def test_sentences_are_built_from_the_values(locale: Locale) -> None:
    words = Translator(locale, strict=True)
    for reason, part in SENTENCES[locale]:
        assert part in _bare(words.sentence(reason))


def _bare(sentence: str) -> str:
    """Without the marks that keep values of another writing direction apart."""
    return sentence.replace("\u2068", "").replace("\u2069", "")
