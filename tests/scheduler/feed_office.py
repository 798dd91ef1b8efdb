"""A small office for the tests of calendars: two people of one section, seats, PCs, a room, and every view of them."""

from __future__ import annotations

from sqlalchemy import Connection

from scheduler.accounts import operations as accounts
from scheduler.domain.actor import Source, system_actor
from scheduler.feeds.views import PROFILES, View
from tests import builders
from tests.builders import at

NOW = at("2026-07-01 9:00")
BASE_URL = "http://office"
SYSTEM = system_actor(Source.COMMAND)
PASSWORD = "correct horse battery"
ME, COLLEAGUE = "S000001", "S000002"
DEPARTMENT = "D0001"


def make(tx: Connection) -> dict[str, list[int]]:
    """Units by kind; both people have accounts."""
    for staff_id in (ME, COLLEAGUE):
        builders.staff_member(tx, staff_id)
        who = {"login": staff_id, "password": PASSWORD, "staff_id": staff_id}
        accounts.create(tx, actor=SYSTEM, now=builders.LONG_AGO, **who)
    return {kind: builders.pool_with_units(tx, kind, count=3) for kind in ("seat", "mobile_pc", "web_room")}


def views(unit_id: int) -> list[View]:
    """Every scope in every profile, and the options."""
    subjects = {
        "person": ME,
        "unit": str(unit_id),
        "group": "YG-HQ:seat",
        "office": "YG-HQ",
        "section": DEPARTMENT,
        "policy": DEPARTMENT,
    }
    plain = [
        View(scope, subject, profile, "ja")  # type: ignore[arg-type]
        for scope, subject in subjects.items()
        for profile in PROFILES[scope]  # type: ignore[index]
    ]
    own = View("person", ME, "full", "en", is_expanded=True, drops_cancelled=True)
    return [*plain, own]
