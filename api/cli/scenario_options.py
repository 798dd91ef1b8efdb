"""The short forms in which a scenario is written on the command line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta

import rich_click as click

from api.cli.office_names import Offices
from api.formatting import TOKYO
from api.scenario_text import CLASSES
from scheduler.plans.scenario import ClosedFor, Growth, Hours, Scenario, StockChange
from scheduler.plans.wish_list import read_wishes

_MOMENT = r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?"
_CLOSED = re.compile(rf"([^:]+):([^:]*):({_MOMENT}):({_MOMENT})")
_STOCK = re.compile(r"([^:]+):([^:]+)(?::([^:]+))?:([+-]\d+)")
_HOURS = re.compile(r"(?:([^=]+)=)?(\d\d:\d\d)-(\d\d:\d\d)")
_SCALE = re.compile(r"([^:]+):([^:]*):(\d+)%?")


def scenario_of(
    offices: Offices,
    *,
    name: str,
    stock: Sequence[str],
    closed: Sequence[str],
    hours: Sequence[str],
    weights: Sequence[str],
    scale: Sequence[str],
    wishes: str,
) -> Scenario:
    """The scenario that the options describe; a form that is not understood is a usage error with an example."""
    given = dict(_weight(text) for text in weights)
    refusal = given.pop(0, None)
    return Scenario(
        name=name,
        stock=tuple(_stock(offices, text) for text in stock),
        closures=tuple(_closed(offices, text) for text in closed),
        hours=tuple(_hours(offices, text) for text in hours),
        bonuses=tuple(sorted(given.items())),
        refusal_bonus=refusal,
        growth=tuple(_growth(offices, text) for text in scale),
        extra=read_wishes(wishes),
    )


def _match(pattern: re.Pattern[str], text: str, example: str) -> tuple[str | None, ...]:
    found = pattern.fullmatch(text.strip())
    if found is None:
        raise click.BadParameter(f"{text!r} is not of the form {example}")
    return found.groups()


def _stock(offices: Offices, text: str) -> StockChange:
    office, kind, attributes, count = _match(_STOCK, text, "OFFICE:KIND[:ATTRIBUTE+ATTRIBUTE]:+2")
    wanted = tuple(filter(None, (attributes or "").split("+")))
    return StockChange(offices.find(office or ""), kind or "", int(count or 0), wanted)


def _closed(offices: Offices, text: str) -> ClosedFor:
    office, kind, start, end = _match(_CLOSED, text, "OFFICE:KIND:2026-07-06:2026-07-07T12:00")
    last = _moment(end or "")
    # A day without a time ends when it is over.
    until = last if "T" in (end or "") else last + timedelta(days=1)
    return ClosedFor(offices.find(office or ""), "" if kind == "*" else kind or "", _moment(start or ""), until)


def _hours(offices: Offices, text: str) -> Hours:
    office, start, end = _match(_HOURS, text, "08:00-18:00 or OFFICE=08:00-18:00")
    try:
        return Hours(time.fromisoformat(start or ""), time.fromisoformat(end or ""), offices.find_or_every(office))
    except ValueError as error:
        raise click.BadParameter(f"{text!r}: {error}") from error


def _growth(offices: Offices, text: str) -> Growth:
    kind, office, percent = _match(_SCALE, text, "KIND:OFFICE:20%")
    return Growth(kind or "", int(percent or 0), offices.find_or_every(office))


def _weight(text: str) -> tuple[int, int]:
    """(class, bonus); past refusals are the class 0."""
    name, _, bonus = text.partition("=")
    if (name not in CLASSES and name != "refusal") or not bonus.isdecimal():
        raise click.BadParameter(f"{text!r} is not of the form child=50 ({', '.join(CLASSES)}, refusal)")
    return CLASSES.get(name, 0), int(bonus)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=TOKYO)
    except ValueError as error:
        raise click.BadParameter(f"{text!r}: {error}") from error
