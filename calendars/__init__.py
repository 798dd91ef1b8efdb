"""Time and iCalendar: values in, bytes out. Knows no database, no web and no clock."""

from calendars.eras import era_date, era_date_short, era_fiscal_year, parse_date, parse_era_date
from calendars.errors import CalendarError, EraError, EventError, FeedError, HolidayError, RecurrenceError
from calendars.event import CalendarEvent, EventResource, EventStatus, tombstone
from calendars.feed import FeedHeader, PlaceholderEvent, join_feed, replace_events
from calendars.fiscal import fiscal_year, fiscal_year_bounds, week_start
from calendars.fragment import render_event
from calendars.identity import PROFILE_VERSION, strong_etag, uid_for
from calendars.national_holidays import national_holidays, year_end_closure
from calendars.recurrence import Occurrence, Recurrence, Weekday, expand, parse_recurrence, rule_text
from calendars.text import clean_line, clean_text
from calendars.working_days import (
    ClosedDays,
    is_working_day,
    next_working_day,
    previous_working_day,
    working_days_between,
)
from calendars.zone import TOKYO, local_date

__all__ = [
    "PROFILE_VERSION",
    "TOKYO",
    "CalendarError",
    "CalendarEvent",
    "ClosedDays",
    "EraError",
    "EventError",
    "EventResource",
    "EventStatus",
    "FeedError",
    "FeedHeader",
    "HolidayError",
    "Occurrence",
    "PlaceholderEvent",
    "Recurrence",
    "RecurrenceError",
    "Weekday",
    "clean_line",
    "clean_text",
    "era_date",
    "era_date_short",
    "era_fiscal_year",
    "expand",
    "fiscal_year",
    "fiscal_year_bounds",
    "is_working_day",
    "join_feed",
    "local_date",
    "national_holidays",
    "next_working_day",
    "parse_date",
    "parse_era_date",
    "parse_recurrence",
    "previous_working_day",
    "render_event",
    "replace_events",
    "rule_text",
    "strong_etag",
    "tombstone",
    "uid_for",
    "week_start",
    "working_days_between",
    "year_end_closure",
]
