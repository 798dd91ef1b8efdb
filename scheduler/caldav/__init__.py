"""Calendars as collections of single objects, and what has changed in them since somebody looked."""
