"""Repairs: what to do about bookings that a closure gets in the way of; proposed, then applied by people."""
