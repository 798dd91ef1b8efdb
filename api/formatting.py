"""Dates, times and durations as people read them, in Japanese and English.

Instants are aware and are shown on the clock of Asia/Tokyo; a naive datetime is refused.
An interval is half-open; an end at midnight is shown as 24:00 of the day before, and only as an end.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Locale = Literal["ja", "en"]
"""The languages of the product; Japanese comes first."""

TOKYO = ZoneInfo("Asia/Tokyo")

_WEEKDAYS_JA = "月火水木金土日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# U+301C, not the look-alike U+FF5E: it is the one Japanese typography means, and it reads back from CP932.
_WAVE_DASH = "〜"
_EN_DASH = "–"


def to_local(moment: datetime) -> datetime:
    """The same instant on the clock of Asia/Tokyo. Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(TOKYO)


def format_weekday(day: date, locale: Locale) -> str:
    """水, Wed."""
    return _WEEKDAYS_JA[day.weekday()] if locale == "ja" else _WEEKDAYS_EN[day.weekday()]


def format_date(day: date, locale: Locale, *, year: bool = False) -> str:
    """7月1日(水), with year 2026年7月1日(水); Wed 1 July, Wed 1 July 2026."""
    weekday = format_weekday(day, locale)
    if locale == "ja":
        return f"{f'{day.year}年' if year else ''}{day.month}月{day.day}日({weekday})"
    return f"{weekday} {day.day} {_MONTHS_EN[day.month - 1]}{f' {day.year}' if year else ''}"


def format_short_date(day: date, locale: Locale) -> str:
    """7/1(水), Wed 1 Jul: for the narrow cells of tables and boards, never inside a sentence."""
    weekday = format_weekday(day, locale)
    if locale == "ja":
        return f"{day.month}/{day.day}({weekday})"
    return f"{weekday} {day.day} {_MONTHS_EN[day.month - 1][:3]}"


def format_time(clock: time) -> str:
    """8:30, the same in both languages."""
    return f"{clock.hour}:{clock.minute:02}"


def format_moment(moment: datetime, locale: Locale, *, year: bool = False) -> str:
    """7月1日(水)17:15; Wed 1 July, 17:15."""
    local = to_local(moment)
    return _join_day_and_time(format_date(local, locale, year=year), format_time(local.time()), locale)


def format_date_range(first: date, last: date, locale: Locale, *, year: bool = False) -> str:
    """Both days included: 7月1日(水)〜7月3日(金); Wed 1 July – Fri 3 July. One day is shown once."""
    if first == last:
        return format_date(first, locale, year=year)
    return _join_far(
        format_date(first, locale, year=year),
        format_date(last, locale, year=year and first.year != last.year),
        locale,
    )


def format_time_range(start: datetime, end: datetime, locale: Locale) -> str:
    """8:30〜17:15; 8:30–17:15. Across days the dates are shown too, for a time alone would mislead."""
    first, (last_day, last_time) = to_local(start), _end_parts(end)
    if first.date() != last_day:
        return format_interval(start, end, locale)
    dash = _WAVE_DASH if locale == "ja" else _EN_DASH
    return f"{format_time(first.time())}{dash}{last_time}"


def format_interval(start: datetime, end: datetime, locale: Locale, *, year: bool = False) -> str:
    """7月1日(水)8:30〜17:15, 6月30日(火)16:00〜7月2日(木)10:00; Wed 1 July, 8:30–17:15."""
    first, (last_day, last_time) = to_local(start), _end_parts(end)
    if first.date() == last_day:
        day = format_date(first, locale, year=year)
        return _join_day_and_time(day, format_time_range(start, end, locale), locale)
    last = format_date(last_day, locale, year=year and first.year != last_day.year)
    return _join_far(
        format_moment(start, locale, year=year),
        _join_day_and_time(last, last_time, locale),
        locale,
    )


def format_duration(duration: timedelta, locale: Locale) -> str:
    """1時間30分, 45分, 3日 for whole days; 1 h 30 min, 45 min, 3 days. Seconds are dropped."""
    minutes = int(duration.total_seconds() // 60)
    if minutes < 0:
        raise ValueError(f"{duration!r} is negative")
    days, rest_of_day = divmod(minutes, 24 * 60)
    if days and not rest_of_day:
        return f"{days}日" if locale == "ja" else f"{days} {'day' if days == 1 else 'days'}"
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(f"{hours}時間" if locale == "ja" else f"{hours} h")
    if rest or not hours:
        parts.append(f"{rest}分" if locale == "ja" else f"{rest} min")
    return ("" if locale == "ja" else " ").join(parts)


def format_number(number: float) -> str:
    """1,204, the same in both languages."""
    return f"{number:,}"


def join_list(items: list[str], locale: Locale) -> str:
    """県庁、村山総合支庁; Head office, Murayama."""
    return ("、" if locale == "ja" else ", ").join(items)


def _end_parts(end: datetime) -> tuple[date, str]:
    """The day and clock time an end is shown with: midnight belongs to the day it ends."""
    local = to_local(end)
    if local.time() == time(0):
        return local.date() - timedelta(days=1), "24:00"
    return local.date(), format_time(local.time())


def _join_day_and_time(day: str, clock: str, locale: Locale) -> str:
    return f"{day}{clock}" if locale == "ja" else f"{day}, {clock}"


def _join_far(start: str, end: str, locale: Locale) -> str:
    return f"{start}{_WAVE_DASH}{end}" if locale == "ja" else f"{start} {_EN_DASH} {end}"
