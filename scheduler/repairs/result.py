"""What a repair proposes: who moves where, who has no place and what would work, and what is left to people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from scheduler.moving.moves import Move


@dataclass(frozen=True, slots=True)
class Alternative:
    """Could be booked when it was looked up; `cost` in minutes away from what was booked."""

    office_id: str
    starts_at: datetime
    ends_at: datetime
    use_dates: tuple[date, ...]
    conf_system: str
    cost: int


@dataclass(frozen=True, slots=True)
class Lost:
    """A booking for which there is no other place."""

    booking_id: int
    version: int
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class ByHand:
    """A booking no repair touches: handed out, begun, pinned, or held in a way of its own (`why`)."""

    booking_id: int
    why: str


@dataclass(frozen=True, slots=True)
class RepairResult:
    """`fewest`: nobody can keep as many with fewer moves (of others, and to other times or offices)."""

    moves: tuple[Move, ...]
    lost: tuple[Lost, ...]
    by_hand: tuple[ByHand, ...]
    displaced: tuple[int, ...]
    fewest: int
    status: str


def as_json(result: RepairResult) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.to_builtins(result)
    return values


def from_json(values: Any) -> RepairResult:
    return msgspec.convert(values, RepairResult)
