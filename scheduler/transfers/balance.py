"""Stock against target: what each office has of each kind, what is to come and to go, and what it should have."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from calendars import local_date
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.states import UnitStatus
from scheduler.transfers.levels import Level, levels
from scheduler.transfers.places import Place, Whereabouts, places
from scheduler.transfers.priority import priorities
from scheduler.transfers.rules import MOVABLE_KINDS


@dataclass(frozen=True, slots=True)
class StockLine:
    """One office and kind, in units.

    `usable` are there and work, those lent out among them (`lent`); of them `leaving` are ordered away. `coming` are
    ordered to come or on their way. `reserve` and `room` are None where nobody has counted.
    """

    office_id: str
    kind: str
    usable: int
    lent: int
    in_repair: int
    missing: int
    leaving: int
    coming: int
    reserve: int | None
    room: int | None
    comes_first: bool

    @property
    def expected(self) -> int:
        """Usable once everything that was ordered has arrived."""
        return self.usable - self.leaving + self.coming

    @property
    def short(self) -> int:
        """How many are lacking to the reserve even then."""
        return max((self.reserve or 0) - self.expected, 0)

    @property
    def over(self) -> int:
        """How many there is no room for then."""
        return max(self.expected + self.in_repair - self.room, 0) if self.room is not None else 0


def stock_lines(
    tx: Connection, *, actor: Actor, now: datetime, office_id: str | None = None, kind: str | None = None
) -> tuple[StockLine, ...]:
    """Offices that come first by the disaster switch, then by office and kind; what nobody has or needs is left out."""
    permission.require(permission.may_see_desk(actor), "see-stock-balance")
    known = levels(tx, today=local_date(now))
    counts = _count(places(tx, kind=kind))
    first = priorities(tx)
    keys = {key for key in counts if key[1] in MOVABLE_KINDS} | {
        key for key, level in known.items() if level.safety_stock
    }
    lines = [
        _line(key, counts[key], known.get(key), comes_first=key[0] in first)
        for key in keys
        if office_id in {None, key[0]} and kind in {None, key[1]} and key[1] in MOVABLE_KINDS
    ]
    order = {name: position for position, name in enumerate(MOVABLE_KINDS)}
    return tuple(sorted(lines, key=lambda line: (not line.comes_first, line.office_id, order[line.kind])))


def _count(found: tuple[Place, ...]) -> dict[tuple[str, str], Counter[str]]:
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for place in found:
        here = counts[place.office_id, place.kind]
        is_usable = place.status is UnitStatus.ACTIVE
        if place.to_office_id is not None and is_usable:
            counts[place.to_office_id, place.kind]["coming"] += 1
        match place.whereabouts:
            case Whereabouts.MISSING:
                here["missing"] += 1
            case Whereabouts.OFFICE:
                here["usable" if is_usable else "in_repair"] += 1
                here["lent"] += place.is_lent
                here["leaving"] += is_usable and place.to_office_id is not None
    return counts


def _line(key: tuple[str, str], counts: Counter[str], level: Level | None, *, comes_first: bool) -> StockLine:
    return StockLine(
        office_id=key[0],
        kind=key[1],
        usable=counts["usable"],
        lent=counts["lent"],
        in_repair=counts["in_repair"],
        missing=counts["missing"],
        leaving=counts["leaving"],
        coming=counts["coming"],
        reserve=level.safety_stock if level else None,
        room=level.storage_capacity if level else None,
        comes_first=comes_first,
    )
