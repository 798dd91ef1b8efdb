"""Rounds: requests collected for some days, allocated together."""
