"""Bookings that could stand elsewhere: the part of the office a change touches, and moving people who agreed to it."""
