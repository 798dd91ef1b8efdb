"""Stable names: the UID of an event and the ETag of a feed, computed from facts and never from chance or time."""

import hashlib
import json
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID, uuid5

from calendars.zone import is_aware, to_utc

PROFILE_VERSION = 2
"""Raised whenever the same data would give other bytes, so that no client keeps the old ones under the same ETag."""

Fact = str | int | date | datetime | None


@lru_cache(maxsize=16384)
def uid_for(namespace: UUID, kind: str, key: str | int) -> str:
    """UID of the thing `kind`/`key`, the same for ever (UUIDv5, RFC 9562 5.5).

    A UUID carries no host, user or domain, as RFC 7986 5.3 demands. `namespace` is one constant of the installation.
    """
    return str(uuid5(namespace, f"{kind}:{key}"))


def strong_etag(*facts: Fact) -> str:
    """Quoted strong validator of everything that decides the bytes, e.g. feed id, revision, first day of the window.

    Facts of different type or order give different tags. Raises ValueError for a datetime without zone.
    """
    listed = [PROFILE_VERSION, *(_canonical(fact) for fact in facts)]
    digest = hashlib.sha256(json.dumps(listed, ensure_ascii=False).encode()).hexdigest()
    return f'"{digest[:32]}"'


def _canonical(fact: Fact) -> list[str]:
    if isinstance(fact, datetime):
        if not is_aware(fact):
            raise ValueError(f"a datetime without time zone cannot identify bytes: {fact!s}")
        return ["datetime", to_utc(fact).isoformat()]
    return [type(fact).__name__, str(fact)]
