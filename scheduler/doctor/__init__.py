"""Examines a living office for what must never be."""
