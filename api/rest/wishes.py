"""What a program asks to use, read into the office's own value."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec

from api.refusal import DoorRefusal
from api.rest.bodies import Body, Code, Moment
from scheduler.db.transaction import Transaction
from scheduler.domain.interval import Interval
from scheduler.domain.loan_period import loan_period
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.domain.reason import Reason
from scheduler.domain.wish import Kind, Leg, Wish, bundle_legs
from scheduler.errors import Refused
from scheduler.offices.queries import closed_days


class LegIn(Body):
    """One office of a web conference."""

    office_id: Code
    need: Literal["room", "kit_or_room"] = "kit_or_room"
    participants: Annotated[int, msgspec.Meta(ge=1, le=500)] = 1
    is_host: bool = False


class WishIn(Body, kw_only=True):
    """Give `starts_at` and `ends_at`, or for a PC at home `use_dates`: pick-up and return follow from them."""

    kind: Kind
    office_id: Code
    staff_id: Code | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    use_dates: Annotated[list[date], msgspec.Meta(max_length=31)] = msgspec.field(default_factory=list)
    purpose: Literal[
        "after_meeting", "near_home", "between_trips", "home_telework", "field_trip", "disaster", "web_conference", ""
    ] = ""
    quantity: Annotated[int, msgspec.Meta(ge=1, le=20)] = 1
    required_attributes: Annotated[list[Code], msgspec.Meta(max_length=20)] = msgspec.field(default_factory=list)
    conf_system: Literal["", "any", "lgwan", "internet"] = ""
    legs: Annotated[list[LegIn], msgspec.Meta(max_length=20)] = msgspec.field(default_factory=list)
    overtime_order_no: Annotated[str, msgspec.Meta(max_length=40)] = ""
    note: Annotated[str, msgspec.Meta(max_length=500)] = ""
    unit_id: int | None = None


def wish_of(tx: Transaction, data: WishIn, own_staff_id: str | None) -> Wish:
    """The wish of a request body.

    Raises:
        Refused: the times are missing or in the wrong order.
        DoorRefusal: an account without a person names nobody.
    """
    staff_id = data.staff_id or own_staff_id
    if staff_id is None:
        raise DoorRefusal(400, Reason("staff-needed"))
    purpose = data.purpose or ("home_telework" if data.use_dates else "after_meeting")
    legs = tuple(Leg(leg.office_id, leg.need, leg.participants, leg.is_host) for leg in data.legs)
    if data.kind is Kind.WEB_CONFERENCE and len(legs) < 2:
        raise Refused(Reason("legs-needed"))
    return Wish(
        staff_id=staff_id,
        kind=data.kind,
        purpose=purpose,
        office_id=data.office_id,
        interval=_interval(tx, data),
        use_dates=tuple(sorted(data.use_dates)),
        quantity=data.quantity,
        required_attributes=frozenset(data.required_attributes),
        conf_system=data.conf_system,
        legs=bundle_legs(data.office_id) if data.kind is Kind.BUNDLE else legs,
        overtime_order_no=data.overtime_order_no,
        note=data.note,
        unit_id=data.unit_id,
    )


def _interval(tx: Transaction, data: WishIn) -> Interval:
    if data.use_dates and data.kind is Kind.MOBILE_PC:
        return loan_period(data.use_dates, closed_days(tx), DEFAULT_POLICY)
    if data.starts_at is None or data.ends_at is None:
        raise Refused(Reason("times-needed"))
    if data.ends_at <= data.starts_at:
        raise Refused(Reason("E_END_BEFORE_START", {"start": data.starts_at, "end": data.ends_at}))
    return Interval(data.starts_at, data.ends_at)
