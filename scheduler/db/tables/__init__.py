"""Every table of the office, by its name."""

from __future__ import annotations

from scheduler.db.tables.accounts import account, account_role, notice, session, sign_in_failure
from scheduler.db.tables.allocating import offer, quota, repair
from scheduler.db.tables.balance import (
    courier_run,
    demand_week,
    office_priority,
    section_equipment,
    stock_level,
    transfer,
    transfer_item,
)
from scheduler.db.tables.base import metadata
from scheduler.db.tables.bookings import allocation, booking, loan
from scheduler.db.tables.feeds import feed, feed_change, feed_document, feed_revision
from scheduler.db.tables.invitations import invitation, invitation_address
from scheduler.db.tables.operations import audit, idempotency, import_file, import_run, job, setting
from scheduler.db.tables.organisation import (
    closed_day,
    department,
    eligibility,
    meeting,
    office,
    policy_day,
    shift_pattern,
    shift_preference,
    staff_member,
    travel,
)
from scheduler.db.tables.own_calendars import own_busy, own_calendar
from scheduler.db.tables.plans import plan, proposal, round_
from scheduler.db.tables.requests import occurrence, request, request_leg
from scheduler.db.tables.resources import closure, pool, unit
from scheduler.db.tables.shifts import coverage, season, season_terms, shift, shift_assignment, shift_plan, shift_swap

__all__ = (
    "account", "account_role", "allocation", "audit", "booking", "closed_day", "closure", "courier_run", "coverage",
    "demand_week", "department", "eligibility", "feed", "feed_change", "feed_document", "feed_revision", "idempotency",
    "import_file", "import_run", "invitation", "invitation_address", "job", "loan", "meeting", "metadata", "notice",
    "occurrence", "offer", "office", "office_priority", "own_busy", "own_calendar", "plan", "policy_day", "pool",
    "proposal", "quota", "repair", "request", "request_leg", "round_", "season", "season_terms", "section_equipment",
    "session", "setting", "shift", "shift_assignment", "shift_pattern", "shift_plan", "shift_preference", "shift_swap",
    "sign_in_failure", "staff_member", "stock_level", "transfer", "transfer_item", "travel", "unit",
)  # fmt: skip
