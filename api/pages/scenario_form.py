"""The form of a what-if: numbered rows of plain fields, read into a scenario."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import time

from api.form_input import InputError, parse_time
from api.pages.forms import Form
from api.scenario_text import CLASSES
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.plans.scenario import ClosedFor, Growth, Hours, Scenario, StockChange
from scheduler.plans.wish_list import read_wishes

CLASS_FIELDS = CLASSES
# How many rows of each sort the form begins with.
ROW_COUNTS = {"stock": 2, "closed": 1, "hours": 1, "growth": 1}
MOST_ROWS = 50
LONGEST_NAME = 60
MOST_DIGITS = 6
# By the part of a scenario: how its fields begin, and those of which one is enough for a row to count.
PARTS = {
    "stock": ("stock", ("count",)),
    "closures": ("closed", ("from_day", "to_day")),
    "hours": ("hours", ("start", "end")),
    "growth": ("growth", ("percent",)),
}
_PLACED = {
    "input-required": "what-if-missing",
    "input-date": "what-if-date",
    "input-date-era": "what-if-date",
    "input-time": "what-if-time",
}
_SIGNED = re.compile(r"[+＋]?(\d{1,4})|[-−－‐](\d{1,4})")


def values_of(form: Form) -> dict[str, str]:
    """Everything that was posted, to be shown again; fields that stand alone are there even if nothing was."""
    return {name: form.text(name) for name in ("name", "extra", "seconds", *form.values)}


def on_form(form: Form, reasons: Iterable[Reason]) -> list[Reason]:
    """The reasons with the rows of the form in place of those of the scenario, which knows only filled ones."""
    return [_on_form(form, reason) for reason in reasons]


def _on_form(form: Form, reason: Reason) -> Reason:
    part, row = str(reason.params.get("part", "")), reason.params.get("row")
    if part not in PARTS or not isinstance(row, int):
        return reason
    rows = list(_rows(form, part))
    return Reason(reason.code, {**reason.params, "row": rows[row - 1]})  # one of scheduler/plans/sensible.py


def read(form: Form) -> Scenario:
    """The scenario of a form; rows that were left empty do not count.

    Raises:
        Refused: with everything that cannot be read, and the row of the form and the field it is in.
    """
    problems: list[Reason] = []
    bonuses = {name: _number(form, f"weight_{name}", problems) for name in (*CLASSES, "refusal")}
    scenario = Scenario(
        name=form.text("name")[:LONGEST_NAME],
        stock=tuple(_stock(form, problems)),
        closures=tuple(_closures(form, problems)),
        hours=tuple(_hours(form, problems)),
        bonuses=tuple((number, bonus) for name, number in CLASSES.items() if (bonus := bonuses[name]) is not None),
        refusal_bonus=bonuses["refusal"],
        growth=tuple(_growth(form, problems)),
        extra=read_wishes(form.text("extra")),
    )
    if problems:
        raise Refused(*problems)
    return scenario


def _rows(form: Form, part: str) -> Iterator[int]:
    """The rows, counted from one, in which enough is filled in."""
    name, fields = PARTS[part]
    for number in range(min(form.number(f"rows_{name}", ROW_COUNTS[name]), MOST_ROWS)):
        if any(form.text(f"{name}_{field}-{number}") for field in fields):
            yield number + 1


def _stock(form: Form, problems: list[Reason]) -> Iterator[StockChange]:
    for row in _rows(form, "stock"):
        end = f"-{row - 1}"
        text = form.text(f"stock_count{end}")
        found = _SIGNED.fullmatch(text)
        if found is None:
            problems.append(_not_a_number("stock", row, "count", text))
            continue
        count = int(found[1]) if found[1] else -int(found[2])
        attributes = tuple(form.text(f"stock_attributes{end}").replace("、", " ").replace(",", " ").split())
        yield StockChange(form.text(f"stock_office{end}"), form.text(f"stock_kind{end}"), count, attributes)


def _closures(form: Form, problems: list[Reason]) -> Iterator[ClosedFor]:
    for row in _rows(form, "closures"):
        end = f"-{row - 1}"
        starts_at = form.moment(f"closed_from_day{end}", f"closed_from_time{end}")
        ends_at = form.moment(f"closed_to_day{end}", f"closed_to_time{end}", is_end=True)
        for field, side in (("start", "from"), ("end", "to")):
            wrong = [form.problems.get(f"closed_{side}_{name}{end}") for name in ("day", "time")]
            problems.extend(_placed(reason, "closures", row, field) for reason in wrong if reason is not None)
        if starts_at is not None and ends_at is not None:
            yield ClosedFor(form.text(f"closed_office{end}"), form.text(f"closed_kind{end}"), starts_at, ends_at)


def _hours(form: Form, problems: list[Reason]) -> Iterator[Hours]:
    for row in _rows(form, "hours"):
        end = f"-{row - 1}"
        start, close = (_time(form, f"hours_{field}{end}", row, field, problems) for field in ("start", "end"))
        if start is not None and close is not None:
            yield Hours(start, close, form.text(f"hours_office{end}"))


def _time(form: Form, name: str, row: int, field: str, problems: list[Reason]) -> time | None:
    try:
        return parse_time(form.text(name))
    except InputError as error:
        problems.append(_placed(error.reason, "hours", row, field))
        return None


def _growth(form: Form, problems: list[Reason]) -> Iterator[Growth]:
    for row in _rows(form, "growth"):
        end = f"-{row - 1}"
        text = form.text(f"growth_percent{end}")
        if not _is_number(text):
            problems.append(_not_a_number("growth", row, "percent", text))
            continue
        yield Growth(form.text(f"growth_kind{end}"), int(text), form.text(f"growth_office{end}"))


def _placed(reason: Reason, part: str, row: int, field: str) -> Reason:
    """What is wrong with a date or a time, said of its row and field."""
    return Reason(_PLACED[reason.code], {"part": part, "row": row, "field": field})


def _not_a_number(part: str, row: int, field: str, text: str) -> Reason:
    return Reason("what-if-number", {"part": part, "row": row, "field": field, "text": text})


def _number(form: Form, name: str, problems: list[Reason]) -> int | None:
    text = form.text(name)
    if not text:
        return None
    if not _is_number(text):
        problems.append(Reason("input-number", {"text": text}))
        return None
    return int(text)


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= MOST_DIGITS
