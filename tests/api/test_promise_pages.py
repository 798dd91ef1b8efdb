"""What people read about a device that was promised and not yet chosen: its class, never a number."""

from __future__ import annotations

from sqlalchemy import update

from scheduler.db import tables
from scheduler.domain.actor import Role
from tests import builders
from tests.api.doors import LOGINS, Door
from tests.builders import at


def test_promised_device_is_named_by_its_class_until_it_is_bound(open_door: Door) -> None:
    staff_id = LOGINS[Role.STAFF]
    with open_door.services.database.write() as tx:
        (unit_id,) = builders.pool_with_units(tx, "tablet", attributes="lte")
        start, end = at("2026-07-01 9:00"), at("2026-07-01 12:00")
        booking_id = builders.booking(tx, staff_id, [unit_id], start, end)
        tx.execute(update(tables.allocation).values(bound=False))
    browser = open_door.as_browser()

    promised = browser.get(f"/bookings/{booking_id}").text
    with open_door.services.database.write() as tx:
        tx.execute(update(tables.allocation).values(bound=True))
    settled = browser.get(f"/bookings/{booking_id}").text

    assert "タブレット (LTE(携帯回線)) – 機器は当日お渡しします" in promised
    assert "TABLET-YG-HQ" not in promised
    assert "TABLET-YG-HQ" in settled
    assert "当日お渡しします" not in settled
