"""A row's content as a short text, to tell "sent twice" from "same number, other content"."""

from __future__ import annotations

from hashlib import blake2b

import msgspec

from scheduler.interchange.columns import Entity
from scheduler.interchange.context import Values


def content_digest(entity: Entity, values: Values) -> str:
    """64 hexadecimal digits. Columns left at their default do not count, so a new column changes no old digest."""
    content = {name: value for name, value in values.items() if value != entity.defaults[name]}
    return blake2b(msgspec.json.encode(content, order="deterministic"), digest_size=32).hexdigest()
