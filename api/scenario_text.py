"""A scenario in words, one line for each thing that is different."""

from __future__ import annotations

from collections.abc import Iterator

from api.formatting import format_interval, format_time
from api.i18n import Translator
from api.naming import OFFICES
from scheduler.plans.scenario import ClosedFor, Hours, Scenario

# What people call the priority classes, in the order of docs/weights.md.
CLASSES = {"disaster": 1, "child": 2, "commute": 3, "meeting": 4, "other": 5}


def describe(words: Translator, scenario: Scenario) -> list[str]:
    """Lines for a list; one that says so when nothing is different."""
    return list(_lines(words, scenario)) or [words.t("what_if-nothing")]


def _lines(words: Translator, scenario: Scenario) -> Iterator[str]:
    for change in scenario.stock:
        wanted = words.t("attributes-all", names=";".join(change.attributes))
        noted = f" ({wanted})" if wanted else ""
        params = {"office": change.office_id, "kind": change.kind, "attributes": noted}
        name = "what_if-more_units" if change.count > 0 else "what_if-fewer_units"
        yield words.t(name, count=abs(change.count), **params)
    for closed in scenario.closures:
        yield _closed(words, closed)
    for hours in scenario.hours:
        yield _hours(words, hours)
    names = {number: name for name, number in CLASSES.items()}
    for number, bonus in scenario.bonuses:
        yield words.t("what_if-bonus_of", group=words.t(f"what_if-class-{names[number]}"), bonus=bonus)
    if scenario.refusal_bonus is not None:
        yield words.t("what_if-bonus_of", group=words.t("what_if-class-refusal"), bonus=scenario.refusal_bonus)
    for growth in scenario.growth:
        where = OFFICES.name(growth.office_id, words.locale) if growth.office_id else words.t("what_if-every_office")
        yield words.t("what_if-growth_of", where=where, kind=growth.kind, percent=growth.percent)
    if scenario.extra:
        yield words.t("what_if-wishes", count=len(scenario.extra))


def _closed(words: Translator, closed: ClosedFor) -> str:
    what = words.t(f"kind-{closed.kind}") if closed.kind else words.t("what_if-everything")
    when = format_interval(closed.starts_at, closed.ends_at, words.locale)
    return words.t("what_if-closed_for", office=closed.office_id, what=what, when=when)


def _hours(words: Translator, hours: Hours) -> str:
    where = OFFICES.name(hours.office_id, words.locale) if hours.office_id else words.t("what_if-every_office")
    return words.t("what_if-hours_of", where=where, start=format_time(hours.starts), end=format_time(hours.ends))
