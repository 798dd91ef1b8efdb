"""Instant booking: made, changed and cancelled at once, without waiting for any solver."""
