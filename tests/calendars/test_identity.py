"""Names that stay: UID and ETag."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from calendars import TOKYO, strong_etag, uid_for
from tests.calendars.examples import NAMESPACE


def test_uid_is_a_uuid_that_never_changes() -> None:
    assert uid_for(NAMESPACE, "booking", 1) == "7d1c612f-b796-516c-b10a-f652788af2be"
    assert UUID(uid_for(NAMESPACE, "booking", 1)).version == 5


def test_uid_differs_by_namespace_kind_and_key() -> None:
    uids = {
        uid_for(NAMESPACE, "booking", 1),
        uid_for(NAMESPACE, "booking", 2),
        uid_for(NAMESPACE, "loan", 1),
        uid_for(UUID(int=1), "booking", 1),
    }
    assert len(uids) == 4


def test_etag_is_strong_quoted_and_stable() -> None:
    tag = strong_etag("feed-1", 7, date(2026, 7, 1))
    assert tag == strong_etag("feed-1", 7, date(2026, 7, 1))
    assert tag.startswith('"')
    assert tag.endswith('"')
    assert len(tag) == 34


def test_etag_changes_with_every_fact() -> None:
    tags = [
        strong_etag("feed-1", 7, date(2026, 7, 1)),
        strong_etag("feed-1", 8, date(2026, 7, 1)),
        strong_etag("feed-1", 7, date(2026, 7, 2)),
        strong_etag("feed-2", 7, date(2026, 7, 1)),
        strong_etag("feed-1", "7", date(2026, 7, 1)),
        strong_etag("feed-17", date(2026, 7, 1)),
        strong_etag("feed-1", 7, date(2026, 7, 1), "gzip"),
        strong_etag("feed-1", 7, date(2026, 7, 1), None),
    ]
    assert len(set(tags)) == len(tags)


def test_etag_of_one_instant_is_the_same_in_every_zone() -> None:
    instant = datetime(2026, 7, 1, 0, 0, tzinfo=UTC)
    assert strong_etag(instant) == strong_etag(instant.astimezone(TOKYO))


def test_etag_refuses_a_time_that_depends_on_the_machine() -> None:
    with pytest.raises(ValueError, match="time zone"):
        strong_etag(datetime(2026, 7, 1))  # noqa: DTZ001
