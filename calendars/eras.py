"""Dates in the Japanese calendar (wareki): writing them, and reading what people type.

Eras begin on the day of the change by cabinet order. Japan uses the Gregorian calendar since 1 January 1873 (明治6年):
earlier dates are refused.
"""

import re
import unicodedata
from datetime import date, timedelta
from typing import NamedTuple

from calendars.errors import EraError

FIRST_DAY = date(1873, 1, 1)


class Era(NamedTuple):
    """An era: its name, its letter in short dates, and its first day."""

    name: str
    letter: str
    first: date


ERAS = (
    Era("明治", "M", date(1868, 10, 23)),
    Era("大正", "T", date(1912, 7, 30)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("令和", "R", date(2019, 5, 1)),
)

_ERA = "(?P<era>明治|大正|昭和|平成|令和|[MTSHR])"
_NAMED = re.compile(_ERA + "(?P<year>[0-9]{1,3}|元)年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日")
_SHORT = re.compile(_ERA + r"(?P<year>[0-9]{1,3}|元)(?P<mark>[./-])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})")
_WESTERN = re.compile(r"(?P<year>[0-9]{4})(?P<mark>[./-])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})")
_WESTERN_NAMED = re.compile("(?P<year>[0-9]{4})年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日")


def era_date(day: date) -> str:
    """令和8年7月1日; the first year of an era is 元年. Raises EraError before 1873."""
    era, year = _era_year(day)
    return f"{era.name}{_year_text(year)}年{day.month}月{day.day}日"


def era_date_short(day: date) -> str:
    """R8.7.1. Raises EraError before 1873."""
    era, year = _era_year(day)
    return f"{era.letter}{year}.{day.month}.{day.day}"


def era_fiscal_year(year: int) -> str:
    """令和8年度 for the fiscal year that began in April 2026.

    A year in which the era changes on 1 May carries the new name throughout (2019: 令和元年度); a later change leaves
    the year its old name (1988: 昭和63年度).
    """
    era, era_year = _era_year(date(year, 5, 1))
    return f"{era.name}{_year_text(era_year)}年度"


def parse_era_date(text: str) -> date:
    """Read 令和8年7月1日, 令和元年5月1日, R8.7.1, R8/7/1 or R8-7-1, also in full width.

    Raises EraError when it cannot be read, when no such day exists, and when the day lies outside the era named:
    平成38年 never was, and 平成31年5月1日 is 令和元年5月1日.
    """
    plain = _plain(text)
    found = _NAMED.fullmatch(plain) or _SHORT.fullmatch(plain)
    if not found:
        raise EraError("era-format", {"value": text})
    index = next(i for i, era in enumerate(ERAS) if found["era"] in (era.name, era.letter))
    era = ERAS[index]
    year = 1 if found["year"] == "元" else int(found["year"])
    if year < 1:
        raise EraError("era-year", {"value": text, "era": era.name, "year": year})
    day = _day(text, era.first.year + year - 1, found)
    first = max(era.first, FIRST_DAY)
    if day < first:
        raise EraError("era-too-early", {"value": text, "era": era.name, "first": first})
    if index + 1 < len(ERAS) and day >= ERAS[index + 1].first:
        last = ERAS[index + 1].first - timedelta(days=1)
        raise EraError("era-too-late", {"value": text, "era": era.name, "last": last, "instead": era_date(day)})
    return day


def parse_date(text: str) -> date:
    """Read a date as people type it: 2026-07-01, 2026/7/1, 2026.7.1, 2026年7月1日, and all of `parse_era_date`.

    Raises EraError.
    """
    plain = _plain(text)
    found = _WESTERN.fullmatch(plain) or _WESTERN_NAMED.fullmatch(plain)
    return _day(text, int(found["year"]), found) if found else parse_era_date(text)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


def _day(text: str, year: int, found: re.Match[str]) -> date:
    try:
        return date(year, int(found["month"]), int(found["day"]))
    except ValueError as error:
        raise EraError("era-no-such-day", {"value": text}) from error


def _era_year(day: date) -> tuple[Era, int]:
    if day < FIRST_DAY:
        raise EraError("era-too-early", {"value": day, "era": ERAS[0].name, "first": FIRST_DAY})
    era = next(era for era in reversed(ERAS) if day >= era.first)
    return era, day.year - era.first.year + 1


def _year_text(year: int) -> str:
    return "元" if year == 1 else str(year)
