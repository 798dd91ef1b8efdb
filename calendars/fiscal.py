"""Years and weeks as the office counts them: fiscal years from 1 April, weeks from Monday (ISO 8601)."""

from datetime import date, timedelta

FIRST_MONTH = 4


def fiscal_year(day: date) -> int:
    """The calendar year in which the fiscal year of that day began: 2027-03-31 belongs to 2026."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def fiscal_year_bounds(year: int) -> tuple[date, date]:
    """First day of the fiscal year and first day of the next, half-open."""
    return date(year, FIRST_MONTH, 1), date(year + 1, FIRST_MONTH, 1)


def week_start(day: date) -> date:
    """The Monday of the week of that day."""
    return day - timedelta(days=day.weekday())
