"""Offices, their sections and roads, and the days on which they are closed."""
