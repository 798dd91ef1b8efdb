"""Calendars that others made: read by a limited process of its own, as what takes time in a span of days."""

from calendars.incoming.process import read_calendar
from calendars.incoming.result import MOST_BYTES, IncomingCalendar, IncomingEvent, Problem, Unreadable

__all__ = ["MOST_BYTES", "IncomingCalendar", "IncomingEvent", "Problem", "Unreadable", "read_calendar"]
