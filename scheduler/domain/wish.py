"""What a person wants to use: the same value for an instant booking, a request and an imported row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from scheduler.domain.interval import Interval


class Kind(StrEnum):
    """What can be asked for. A web conference is rooms or kits at several offices; a bundle a seat with a PC."""

    SEAT = "seat"
    MOBILE_PC = "mobile_pc"
    TABLET = "tablet"
    WEB_CONFERENCE = "web_conference"
    BUNDLE = "bundle"


LENT_KINDS = frozenset({"mobile_pc", "tablet"})
# A room or kit is set up for four; larger meetings share cameras (practice, not a rule of the policy).
MOST_PEOPLE_COUNTED = 4
_UNIT_KINDS = {
    "room": ("web_room",),
    "kit_or_room": ("web_kit", "web_room"),
    "seat": ("seat",),
    "mobile_pc": ("mobile_pc",),
    "tablet": ("tablet",),
}


@dataclass(frozen=True, slots=True)
class Leg:
    """One part of a joint wish: what is needed at one office."""

    office_id: str
    need: str
    participants: int = 1
    is_host: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants what, where and when; `legs` only for web conferences and bundles.

    `use_dates` are the days worked at home with a PC; its interval is then the time the PC is out of the office.
    """

    staff_id: str
    kind: Kind
    purpose: str
    office_id: str
    interval: Interval
    use_dates: tuple[date, ...] = ()
    quantity: int = 1
    required_attributes: frozenset[str] = frozenset()
    conf_system: str = ""
    legs: tuple[Leg, ...] = ()
    overtime_order_no: str = ""
    note: str = ""
    unit_id: int | None = None

    @property
    def is_disaster(self) -> bool:
        return self.purpose == "disaster"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a wish needs: `quantity` units of any of the kinds at one office for the whole interval."""

    unit_kinds: tuple[str, ...]
    office_id: str
    interval: Interval
    quantity: int = 1
    people: int = 1
    attributes: frozenset[str] = frozenset()
    conf_system: str = ""
    unit_id: int | None = None


def needs_of(wish: Wish) -> tuple[Need, ...]:
    """Everything the wish needs together; the same order as its legs."""
    if not wish.legs:
        return (
            Need(
                (wish.kind.value,),
                wish.office_id,
                wish.interval,
                wish.quantity,
                attributes=wish.required_attributes,
                unit_id=wish.unit_id,
            ),
        )
    return tuple(
        Need(
            _UNIT_KINDS[leg.need],
            leg.office_id,
            wish.interval,
            people=min(leg.participants, MOST_PEOPLE_COUNTED),
            # Attributes are asked of the seat of a bundle, or of every place of a conference.
            attributes=wish.required_attributes if leg.need != "mobile_pc" else frozenset(),
            conf_system=wish.conf_system,
        )
        for leg in wish.legs
    )


def conference_systems(wish: Wish) -> Sequence[str]:
    """The networks the wish may use: all its legs have to be on one, for the office's networks never meet."""
    if wish.kind is not Kind.WEB_CONFERENCE:
        return ("",)
    return ("lgwan", "internet") if wish.conf_system in {"", "any"} else (wish.conf_system,)


def bundle_legs(office_id: str) -> tuple[Leg, ...]:
    """The two parts of a bundle: a seat, and a PC to work on there."""
    return (Leg(office_id, "seat", is_host=True), Leg(office_id, "mobile_pc"))


def at_office(wish: Wish, office_id: str) -> Wish:
    """The same wish at another office; a bundle's parts move together."""
    legs = tuple(replace(leg, office_id=office_id) for leg in wish.legs) if wish.kind is Kind.BUNDLE else wish.legs
    return replace(wish, office_id=office_id, legs=legs)
