"""Days closed by law or custom: national holidays and the office's closure over New Year."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

from calendars.errors import HolidayError

FIRST_YEAR = 1949
LAST_YEAR = 2099


def national_holidays(year: int) -> dict[date, tuple[str, str]]:
    """Holidays of a calendar year with their names (Japanese, English), substitute and in-between holidays included.

    By the Act on National Holidays (国民の祝日に関する法律). The equinoxes are fixed by notice each February for the
    year after, and laws move holidays: this list is a proposal for a person to confirm. Raises HolidayError outside
    1949 to 2099.
    """
    return dict(_named_holidays(year))


def year_end_closure(fiscal_year: int) -> tuple[date, ...]:
    """29 December to 3 January of the fiscal year (Local Autonomy Act, article 4-2: 地方自治法第4条の2)."""
    first = date(fiscal_year, 12, 29)
    return tuple(first + timedelta(days=offset) for offset in range(6))


@lru_cache(maxsize=16)
def _named_holidays(year: int) -> tuple[tuple[date, tuple[str, str]], ...]:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise HolidayError("holidays-year", {"field": "year", "value": year, "first": FIRST_YEAR, "last": LAST_YEAR})
    japanese = holidays.country_holidays("JP", years=year, language="ja")
    english = holidays.country_holidays("JP", years=year, language="en_US")
    return tuple((day, (japanese[day], english[day])) for day in sorted(japanese))
