"""What the stock takes as a name, a number, a subject of a closure: pure checks, each giving a Reason or None."""

from __future__ import annotations

import re
from datetime import datetime

from calendars import clean_line
from scheduler.db.tables.resources import KINDS
from scheduler.domain.interval import Interval
from scheduler.domain.reason import Reason
from scheduler.resources.pools import PoolKey

LONGEST_NAME = 100
LONGEST_CLOSURE_REASON = 200
CONF_SYSTEMS = ("", "lgwan", "internet", "both")
BOOKING_UNITS = ("slot15", "half_day", "day")
CLOSURE_REASONS = ("works", "power", "access", "reserved", "repair")
# What a label on a device can carry and a scanner reads back without doubt.
_ASSET_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_ATTRIBUTE = re.compile(r"[a-z0-9_]{1,40}")


def one_line(text: str) -> str:
    """The text on one line with single spaces, as a label or a calendar shows it."""
    return " ".join(clean_line(text).split())


def name(text: str) -> Reason | None:
    """A unit has a name, and one that fits a calendar entry."""
    if not one_line(text):
        return Reason("unit-name-missing")
    if len(one_line(text)) > LONGEST_NAME:
        return Reason("unit-name-too-long", {"longest": LONGEST_NAME})
    return None


def asset_number(text: str) -> Reason | None:
    """Letters, digits, dot, hyphen and underscore, 1 to 40 of them."""
    return None if _ASSET_NUMBER.fullmatch(text) else Reason("asset-number-malformed", {"asset_number": text[:60]})


def pool_key(key: PoolKey) -> Reason | None:
    """Known codes; room for somebody; no turnaround that runs backwards."""
    if key.kind not in KINDS:
        return Reason("unit-kind-unknown", {"kind": key.kind[:60]})
    for attribute in sorted(key.attributes):
        if not _ATTRIBUTE.fullmatch(attribute):
            return Reason("unit-attribute-malformed", {"attribute": attribute[:60]})
    if key.conf_system not in CONF_SYSTEMS:
        return Reason("unit-conf-system-unknown", {"conf_system": key.conf_system[:60]})
    if key.booking_unit not in BOOKING_UNITS:
        return Reason("unit-booking-unit-unknown", {"booking_unit": key.booking_unit[:60]})
    if key.people < 1 or key.turnaround_min < 0:
        return Reason("unit-sizes", {"people": key.people, "turnaround_min": key.turnaround_min})
    return None


def closure_subject(unit_id: int | None, office_id: str | None, kind: str | None) -> Reason | None:
    """A closure is of one unit, or of an office or one kind in it; never of both, never of nothing."""
    if (unit_id is None) == (office_id is None) or (kind is not None and office_id is None):
        return Reason("closure-subject")
    if kind is not None and kind not in KINDS:
        return Reason("unit-kind-unknown", {"kind": kind[:60]})
    return None


def closure_reason(reason_code: str, reason_ja: str) -> Reason | None:
    """The code is known, and the words fit a list."""
    if reason_code not in CLOSURE_REASONS:
        return Reason("closure-reason-unknown", {"reason_code": reason_code[:60]})
    if len(one_line(reason_ja)) > LONGEST_CLOSURE_REASON:
        return Reason("closure-reason-too-long", {"longest": LONGEST_CLOSURE_REASON})
    return None


def closure_past(interval: Interval, now: datetime) -> Reason | None:
    """What is over cannot be closed any more."""
    return Reason("closure-past", {"end": interval.end}) if interval.end <= now else None


def closure_by_hand(reason_code: str) -> Reason | None:
    """What keeps a unit out of use while it is moved ends with the move, not by hand."""
    return Reason("closure-of-transfer") if reason_code == "transfer" else None
