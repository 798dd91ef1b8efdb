"""The numbers the office decides: one value, so that a rule never hides one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class Policy:
    """Defaults of the prefecture's policy of May 2017 and of the practice that followed it."""

    grid_minutes: int = 15
    day_starts: time = time(8, 30)
    day_ends: time = time(17, 15)
    curfew: time = time(20, 0)
    # A loan leaves the desk the working day before its first use and is back the working day after its last.
    pickup: time = time(16, 0)
    give_back: time = time(10, 0)
    telework_days_per_month: int = 5
    loan_needs_training: bool = True
    own_office_seat: bool = False
    # How far ahead anything may be booked.
    horizon_days: int = 366
    # How far beyond what was asked a round or a near miss looks for something that would work.
    near_miss_minutes: int = 180
    near_miss_offices: int = 6
    # Kinds that are promised as a class; seats, rooms and kits are settled at once, for people walk to them.
    late_binding_kinds: tuple[str, ...] = ("mobile_pc", "tablet")
    # How long a place is held for somebody on the waiting list; never longer than half the time until it begins.
    offer_hours: int = 24
    # What begins sooner than this is not offered: whoever looks first books it.
    offer_least_minutes: int = 30


DEFAULT_POLICY = Policy()
