"""Devices handed out for a booking and taken back."""
