"""Equipment on its way in the calendars of the two offices."""

from __future__ import annotations

from sqlalchemy import Connection

from scheduler.feeds.documents import build
from scheduler.feeds.views import Profile, View
from scheduler.transfers.operations import cancel
from tests.builders import keeper
from tests.scheduler.transfer_stock import HERE, NOW, THERE, send, tablets


def lines(tx: Connection, office_id: str, profile: Profile = "desk") -> list[str]:
    body = build(tx, View("office", office_id, profile, "ja"), now=NOW, base_url="http://office")
    return body.decode().replace("\r\n ", "").splitlines()


def test_the_desks_see_what_leaves_and_what_arrives(tx: Connection) -> None:
    made = send(tx, tablets(tx, 2))

    here, there = lines(tx, HERE), lines(tx, THERE)

    assert "DTSTART;VALUE=DATE:20260702" in here
    assert f"SUMMARY:保管換え（発送）: タブレット 2 {THERE}庁舎" in here
    assert any(line.startswith("DTSTART") and line.endswith(":20260703T120000") for line in there)
    assert f"SUMMARY:保管換え（到着の予定）: タブレット 2 {HERE}庁舎" in there
    assert any(line.startswith("URL") and line.endswith(f"/transfers/{made.transfer_id}") for line in here)
    assert not any("保管換え" in line for line in lines(tx, HERE, "public"))


def test_what_is_called_off_is_struck_out(tx: Connection) -> None:
    made = send(tx, tablets(tx, 1))

    cancel(tx, made.transfer_id, actor=keeper(), now=NOW)

    shown = [line for line in lines(tx, THERE) if "保管換え" in line]
    assert shown == [f"SUMMARY:【取消】保管換え（到着の予定）: タブレット 1 {HERE}庁舎"]
