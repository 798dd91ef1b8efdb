"""Whether a scenario makes sense: everything in it that does not, with the entry and the field it is in."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, select

from scheduler.db.tables import office, staff_member
from scheduler.db.tables.resources import KINDS
from scheduler.domain.reason import Reason, ReasonParam
from scheduler.domain.wish import Kind
from scheduler.plans.scenario import Scenario
from scheduler.requests.priority import BONUS

MOST_UNITS = 500
MOST_PERCENT = 500
MOST_EXTRA = 2_000
LARGEST_BONUS = 100_000
# A wish for several things at once needs its parts, which a list of wishes does not have.
EXTRA_KINDS = (Kind.SEAT, Kind.MOBILE_PC, Kind.TABLET)
# The parts of a scenario in which the office or the kind may be left empty: it means all of them.
ANY_OFFICE = frozenset({"hours", "growth"})
ANY_KIND = frozenset({"closures"})


def problems_of(tx: Connection, scenario: Scenario) -> list[Reason]:
    """Everything in it that makes no sense; [] when it can be tried.

    What concerns one entry says which: `part` (a field of Scenario), `row` (counted from one) and `field`.
    """
    return [
        *_unknown_offices(tx, scenario),
        *_unknown_kinds(scenario),
        *_unknown_staff(tx, scenario),
        *_wrong_numbers(scenario),
        *_wrong_bonuses(scenario),
        *_wrong_times(scenario),
    ]


def _unknown_offices(tx: Connection, scenario: Scenario) -> Iterator[Reason]:
    offices = set(tx.execute(select(office.c.office_id)).scalars())
    for part in ("stock", "closures", "hours", "growth", "extra"):
        given = [item.office_id for item in getattr(scenario, part)]
        yield from _unknown(part, "office", given, offices | ({""} if part in ANY_OFFICE else set()))


def _unknown_kinds(scenario: Scenario) -> Iterator[Reason]:
    asked_for = [kind.value for kind in Kind]
    known = {"stock": KINDS, "closures": KINDS, "growth": asked_for, "extra": [kind.value for kind in EXTRA_KINDS]}
    for part, kinds in known.items():
        given = [item.kind for item in getattr(scenario, part)]
        yield from _unknown(part, "kind", given, {*kinds, *([""] if part in ANY_KIND else [])})


def _unknown_staff(tx: Connection, scenario: Scenario) -> Iterator[Reason]:
    given = [wish.staff_id for wish in scenario.extra]
    query = select(staff_member.c.staff_id).where(staff_member.c.staff_id.in_(set(given)))
    known = set(tx.execute(query).scalars()) if given else set()
    yield from _unknown("extra", "staff", given, known)


def _unknown(part: str, field: str, given: list[str], known: Collection[str]) -> Iterator[Reason]:
    for row, text in enumerate(given, 1):
        if text in known:
            continue
        place: dict[str, ReasonParam] = {"part": part, "row": row, "field": field}
        yield Reason("what-if-unknown", {**place, "text": text}) if text else Reason("what-if-missing", place)


def _wrong_numbers(scenario: Scenario) -> Iterator[Reason]:
    for row, change in enumerate(scenario.stock, 1):
        if change.count == 0 or abs(change.count) > MOST_UNITS:
            yield Reason("what-if-count", {"part": "stock", "row": row, "field": "count", "most": MOST_UNITS})
    for row, growth in enumerate(scenario.growth, 1):
        if not 1 <= growth.percent <= MOST_PERCENT:
            yield Reason("what-if-percent", {"part": "growth", "row": row, "field": "percent", "most": MOST_PERCENT})
    if len(scenario.extra) > MOST_EXTRA:
        yield Reason("what-if-extra", {"most": MOST_EXTRA})


def _wrong_bonuses(scenario: Scenario) -> Iterator[Reason]:
    bonuses = [*(bonus for _, bonus in scenario.bonuses), scenario.refusal_bonus or 0]
    are_known = {key for key, _ in scenario.bonuses} <= set(BONUS)
    if not are_known or any(not 0 <= bonus <= LARGEST_BONUS for bonus in bonuses):
        yield Reason("what-if-bonus", {"most": LARGEST_BONUS})


def _wrong_times(scenario: Scenario) -> Iterator[Reason]:
    spans = {
        "closures": [(item.starts_at, item.ends_at) for item in scenario.closures],
        "extra": [(item.starts_at, item.ends_at) for item in scenario.extra],
    }
    backwards = {part: [end <= start for start, end in times] for part, times in spans.items()}
    backwards["hours"] = [item.ends <= item.starts for item in scenario.hours]
    for part, rows in backwards.items():
        for row, is_backwards in enumerate(rows, 1):
            if is_backwards:
                yield Reason("what-if-order", {"part": part, "row": row, "field": "end"})
