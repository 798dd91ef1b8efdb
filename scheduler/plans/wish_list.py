"""A list of wishes nobody has made yet, as CSV or JSON: demand that a what-if supposes.

Columns: staff_id, kind, office_id, start, end; and where needed quantity, purpose, use_dates (joined by ";"), priority.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from scheduler.clock import TOKYO
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.plans.scenario import ExtraWish
from scheduler.requests.priority import BONUS

REQUIRED = ("staff_id", "kind", "office_id", "start", "end")
LARGEST_QUANTITY = 50


def read_wishes(text: str) -> tuple[ExtraWish, ...]:
    """The wishes of a text; a JSON list begins with "[".

    Raises:
        Refused: `what-if-unreadable` for every line that is no wish.
    """
    wishes: list[ExtraWish] = []
    problems: list[Reason] = []
    for line, row in _rows(text.lstrip("\ufeff").strip()):
        try:
            wishes.append(_wish(row))
        except (KeyError, ValueError, TypeError, AttributeError):
            shown = ",".join(str(value) for value in row.values())[:60]
            problems.append(Reason("what-if-unreadable", {"line": line, "text": shown}))
    if problems:
        raise Refused(*problems)
    return tuple(wishes)


def _rows(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if not text:
        return
    if text.startswith("["):
        try:
            found = json.loads(text)
        except ValueError as error:
            raise Refused(Reason("what-if-unreadable", {"line": 1, "text": text[:60]})) from error
        for number, row in enumerate(found, 1):
            yield number, row if isinstance(row, dict) else {"": row}
        return
    reader = csv.DictReader(io.StringIO(text), skipinitialspace=True)
    for row in reader:
        yield reader.line_num, {str(key): value for key, value in row.items()}


def _wish(row: Mapping[str, Any]) -> ExtraWish:
    values = {name: str(row[name]).strip() for name in REQUIRED}
    quantity, priority = int(row.get("quantity") or 1), int(row.get("priority") or 5)
    if not all(values.values()) or not 1 <= quantity <= LARGEST_QUANTITY or priority not in BONUS:
        raise ValueError("a wish without its fields")
    days = row.get("use_dates") or []
    return ExtraWish(
        staff_id=values["staff_id"],
        kind=values["kind"],
        office_id=values["office_id"],
        starts_at=_moment(values["start"]),
        ends_at=_moment(values["end"]),
        quantity=quantity,
        purpose=str(row.get("purpose") or "after_meeting"),
        use_dates=tuple(date.fromisoformat(day) for day in (days.split(";") if isinstance(days, str) else days)),
        priority=priority,
    )


def _moment(text: str) -> datetime:
    """Without an offset it is the office's clock."""
    found = datetime.fromisoformat(text.replace(" ", "T"))
    return found if found.tzinfo is not None else found.replace(tzinfo=TOKYO)
