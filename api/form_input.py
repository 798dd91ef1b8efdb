"""Dates and times as people type or paste them into a form, read into values.

What `<input type="date">` and `<input type="time">` post (2026-07-01, 08:30) is the main way.
Because a browser without them shows a plain text box, the ways people write are read too:
2026/7/1, 2026年7月1日, 令和8年7月1日, R8.7.1, full width; 8:30, 8時30分, 午後3時.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar

from api.formatting import TOKYO
from scheduler.domain.reason import Reason

Choice = TypeVar("Choice", bound=StrEnum)


class InputError(ValueError):
    """Text that cannot be read; `reason` becomes the sentence beside the field."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text!r}")
        self.reason = Reason(code, {"text": text})


# First and last day of each era that a date of this product can fall into (the first year is 元年).
_ERAS = {
    "令和": (date(2019, 5, 1), date.max),
    "平成": (date(1989, 1, 8), date(2019, 4, 30)),
}
# Far enough for everything the office keeps; a slip of the finger like 20260 or 0026 is none of them.
_YEARS = range(1900, 2200)
_ERA_LETTERS = {"R": "令和", "H": "平成"}

_WESTERN = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日)")
_JAPANESE = re.compile(r"(令和|平成|[RH])(\d{1,2}|元)(?:([-/.])(\d{1,2})\3(\d{1,2})|年(\d{1,2})月(\d{1,2})日)")
_TIME = re.compile(r"(午前|午後)?(\d{1,2})(?::(\d{2})(?::00)?|時(?:(\d{1,2})分|(半))?)|(\d{2})(\d{2})")


def parse_date(text: str) -> date:
    """The date a person wrote. Raises InputError `input-date` or, outside its era, `input-date-era`."""
    plain = _normalise(text).upper()
    if western := _WESTERN.fullmatch(plain):
        year, _, *rest = western.groups()
        month, day = (int(part) for part in rest if part)
        return _date(int(year), month, day, text)
    if japanese := _JAPANESE.fullmatch(plain):
        era, year_of_era, _, *rest = japanese.groups()
        month, day = (int(part) for part in rest if part)
        return _date_in_era(_ERA_LETTERS.get(era, era), year_of_era, month, day, text)
    raise InputError("input-date", text)


def parse_time(text: str) -> time:
    """The time of day a person wrote, 0:00 to 23:59. Raises InputError `input-time`."""
    minutes = _minutes_of_day(text)
    if minutes == 24 * 60:
        raise InputError("input-time", text)
    return time(*divmod(minutes, 60))


def parse_moment(date_text: str, time_text: str, *, is_end: bool = False) -> datetime:
    """Date and time fields as one instant in Asia/Tokyo; an end may be 24:00."""
    day = parse_date(date_text)
    minutes = _minutes_of_day(time_text)
    if minutes == 24 * 60 and not is_end:
        raise InputError("input-time", time_text)
    return datetime.combine(day, time(0), TOKYO) + timedelta(minutes=minutes)


def parse_choice(text: str, choices: type[Choice]) -> Choice:
    """One of an enumeration's values, as a select posts it. Raises InputError `input-choice`."""
    for choice in choices:
        if choice.value == text:
            return choice
    raise InputError("input-choice", text)


def _normalise(text: str) -> str:
    """Half width without spaces: ２０２６／７／１ and 令和 8年 7月 1日 read like their plain forms."""
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    # NFKC leaves the long vowel mark and the dashes that a Japanese keyboard gives for a hyphen.
    return re.sub(r"(?<=\d)[ー−‐–—](?=\d)", "-", folded)


def _date(year: int, month: int, day: int, text: str) -> date:
    if year not in _YEARS:
        raise InputError("input-date", text)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise InputError("input-date", text) from error


def _date_in_era(era: str, year_of_era: str, month: int, day: int, text: str) -> date:
    first, last = _ERAS[era]
    year = first.year - 1 + (1 if year_of_era == "元" else int(year_of_era))
    found = _date(year, month, day, text)
    if not first <= found <= last:
        raise InputError("input-date-era", text)
    return found


def _minutes_of_day(text: str) -> int:
    """Minutes after midnight, 0 to 1440."""
    match = _TIME.fullmatch(_normalise(text))
    if match is None:
        raise InputError("input-time", text)
    half_day, hour, minute, kanji_minute, half, compact_hour, compact_minute = match.groups()
    hours = int(hour or compact_hour)
    minutes = 30 if half else int(minute or kanji_minute or compact_minute or 0)
    if half_day:
        if hours > 11:
            # 午後12時 is midnight to the law and noon to many readers: ask rather than guess.
            raise InputError("input-time", text)
        hours += 12 if half_day == "午後" else 0
    total = hours * 60 + minutes
    if minutes > 59 or total > 24 * 60:
        raise InputError("input-time", text)
    return total
