"""Bookings by mail as invitations: hours before a calendar that is fetched now and then shows them."""
