"""Days, instants and times of day as people write them in a spreadsheet, with the reason when there is no such time.

Read: 2026-07-01T15:00:00+09:00, 2026/7/1 15:00, 2026年7月1日 15時, 令和8年7月1日 午後3時, R8.7.1 17:15.
The text comes in half width. A time without offset is one of Asia/Tokyo.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from calendars import EraError, era_date, parse_date
from scheduler.clock import TOKYO
from scheduler.domain.reason import ReasonParam

# Wide enough for any record of the office, and far from the ends of what datetime holds.
_FIRST_YEAR, _LAST_YEAR = 1873, 2199

_SPLIT = re.compile(r"(?P<day>.*?[日0-9])(?:T|\s+|(?<=日)\s*)(?P<clock>.+)", re.DOTALL)
_CLOCK = re.compile(
    r"(?P<half>午前|午後)?\s*(?P<hour>[0-9]{1,2})"
    r"(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.0+)?)?|時(?:(?P<kanji_minute>[0-9]{1,2})分|(?P<thirty>半))?)"
    r"\s*(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_WESTERN = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_DAY_MINUTES = 24 * 60


class CellError(ValueError):
    """A cell that cannot be read; `code` and `params` become an issue."""

    def __init__(self, code: str, **params: ReasonParam) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def read_day(text: str) -> date:
    """A date. Raises CellError E_BAD_DATE or E_BAD_ERA; an impossible day never rolls over to the next month."""
    try:
        day = parse_date(text)
    except EraError as error:
        raise _day_error(text, error) from error
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise CellError("E_BAD_DATE", problem="outside", text=text[:40], first=_FIRST_YEAR, last=_LAST_YEAR)
    return day


def read_stamp(text: str, *, is_end: bool = False) -> datetime:
    """An instant in Asia/Tokyo. 24:00 is legal only as the end of a day. Raises CellError E_BAD_DATE, _ERA or _TIME."""
    parts = _SPLIT.fullmatch(text)
    if parts is None:
        read_day(text)
        raise CellError("E_BAD_TIME", problem="missing", text=text[:40])
    day = read_day(parts["day"])
    minutes, second, offset = _read_clock(parts["clock"])
    if minutes == _DAY_MINUTES and not is_end:
        raise CellError("E_BAD_TIME", problem="midnight", text=text[:40])
    zone = TOKYO if offset is None else _zone(offset, text)
    instant = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(minutes=minutes, seconds=second)
    return instant.astimezone(TOKYO)


def read_time_of_day(text: str) -> time:
    """A time on the wall, 0:00 to 23:59. Raises CellError E_BAD_TIME."""
    minutes, second, offset = _read_clock(text)
    if offset is not None or second:
        raise CellError("E_BAD_TIME", problem="unreadable", text=text[:40])
    if minutes == _DAY_MINUTES:
        raise CellError("E_BAD_TIME", problem="midnight", text=text[:40])
    return time(minutes // 60, minutes % 60)


def _read_clock(text: str) -> tuple[int, int, str | None]:
    """Minutes since midnight (1440 for 24:00), seconds, and the offset as written."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise CellError("E_BAD_TIME", problem="unreadable", text=text[:40])
    hour = int(found["hour"])
    minute = 30 if found["thirty"] else int(found["minute"] or found["kanji_minute"] or 0)
    second = int(found["second"] or 0)
    whole_day = hour == 24 and minute == second == 0 and not found["half"]
    # 午後12時 is noon to some and midnight to others, so with 午前 and 午後 the hours end at 11.
    if minute > 59 or second > 59 or not (hour <= (11 if found["half"] else 23) or whole_day):
        raise CellError("E_BAD_TIME", problem="outside", text=text[:40])
    return (hour + 12 * (found["half"] == "午後")) * 60 + minute, second, found["offset"]


def _zone(offset: str, text: str) -> timezone:
    if offset == "Z":
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    if hours > 14 or minutes > 59:
        raise CellError("E_BAD_TIME", problem="unreadable", text=text[:40])
    shift = timedelta(hours=hours, minutes=minutes)
    return timezone(-shift if offset[0] == "-" else shift)


def _day_error(text: str, error: EraError) -> CellError:
    era = str(error.params.get("era", ""))
    match error.code, error.params:
        case "era-too-late", {"last": date() as last, "instead": instead}:
            return CellError(
                "E_BAD_ERA",
                problem="after",
                text=text[:40],
                era=era,
                last=era_date(last),
                instead=str(instead),
            )
        case "era-too-early", {"first": date() as first}:
            return CellError("E_BAD_ERA", problem="before", text=text[:40], era=era, first=era_date(first))
        case "era-year", _:
            return CellError("E_BAD_ERA", problem="year", text=text[:40], era=era)
        case "era-no-such-day", _:
            return _impossible_day(text)
    return CellError("E_BAD_DATE", problem="unreadable", text=text[:40])


def _impossible_day(text: str) -> CellError:
    western = _WESTERN.fullmatch(text)
    if western is None:
        return CellError("E_BAD_DATE", problem="impossible", text=text[:40])
    year, month, day = (str(int(number)) for number in western.groups())
    return CellError("E_BAD_DATE", problem="no_such_day", text=text[:40], year=year, month=month, day=day)
