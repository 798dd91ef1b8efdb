"""The form of a what-if: numbered rows of plain fields, read into a scenario."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
_SIGNED = re.compile(r"[+＋]?(\d{1,4})|[-−－‐](\d{1,4})")


def values_of(form: Form) -> dict[str, str]:
    """Everything that was posted, to be shown again; fields that stand alone are there even if nothing was."""
    return {name: form.text(name) for name in ("name", "extra", "seconds", *form.values)}


def read(form: Form) -> Scenario:
    """The scenario of a form; rows that were left empty do not count.

    Raises:
        Refused: with everything that cannot be read.
    """
    problems: list[Reason] = []
    bonuses = {name: _number(form, f"weight_{name}", problems) for name in (*CLASSES, "refusal")}
    scenario = Scenario(
        name=form.text("name")[:LONGEST_NAME],
        stock=tuple(_stock(form, problems)),
        closures=tuple(_closures(form)),
        hours=tuple(_hours(form, problems)),
        bonuses=tuple((number, bonus) for name, number in CLASSES.items() if (bonus := bonuses[name]) is not None),
        refusal_bonus=bonuses["refusal"],
        growth=tuple(_growth(form, problems)),
        extra=read_wishes(form.text("extra")),
    )
    problems.extend(form.problems.values())
    if problems:
        raise Refused(*problems)
    return scenario


def _rows(form: Form, name: str, *fields: str) -> Iterator[str]:
    """The endings of the names in rows of which any of the fields is filled in."""
    for number in range(min(form.number(f"rows_{name}", ROW_COUNTS[name]), MOST_ROWS)):
        if any(form.text(f"{name}_{field}-{number}") for field in fields):
            yield f"-{number}"


def _stock(form: Form, problems: list[Reason]) -> Iterator[StockChange]:
    for row in _rows(form, "stock", "count"):
        text = form.text(f"stock_count{row}")
        found = _SIGNED.fullmatch(text)
        if found is None:
            problems.append(Reason("input-number", {"text": text}))
            continue
        count = int(found[1]) if found[1] else -int(found[2])
        attributes = tuple(form.text(f"stock_attributes{row}").replace("、", " ").replace(",", " ").split())
        yield StockChange(form.text(f"stock_office{row}"), form.text(f"stock_kind{row}"), count, attributes)


def _closures(form: Form) -> Iterator[ClosedFor]:
    for row in _rows(form, "closed", "from_day", "to_day"):
        start = form.moment(f"closed_from_day{row}", f"closed_from_time{row}")
        end = form.moment(f"closed_to_day{row}", f"closed_to_time{row}", is_end=True)
        if start is not None and end is not None:
            yield ClosedFor(form.text(f"closed_office{row}"), form.text(f"closed_kind{row}"), start, end)


def _hours(form: Form, problems: list[Reason]) -> Iterator[Hours]:
    for row in _rows(form, "hours", "start", "end"):
        try:
            start, end = (parse_time(form.text(f"hours_{name}{row}")) for name in ("start", "end"))
        except InputError as error:
            problems.append(error.reason)
            continue
        yield Hours(start, end, form.text(f"hours_office{row}"))


def _growth(form: Form, problems: list[Reason]) -> Iterator[Growth]:
    for row in _rows(form, "growth", "percent"):
        percent = _number(form, f"growth_percent{row}", problems)
        if percent is not None:
            yield Growth(form.text(f"growth_kind{row}"), percent, form.text(f"growth_office{row}"))


def _number(form: Form, name: str, problems: list[Reason]) -> int | None:
    text = form.text(name)
    if not text:
        return None
    if not text.isdecimal() or len(text) > 6:
        problems.append(Reason("input-number", {"text": text}))
        return None
    return int(text)
