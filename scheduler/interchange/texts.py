"""Values to the text of a cell, in the published form that reading takes back unchanged."""

from __future__ import annotations

from datetime import date, datetime, time

from scheduler.clock import TOKYO


def as_text(value: object) -> str:  # noqa: PLR0911 - one line for each kind of cell
    """None is "", a flag 0 or 1, an instant ISO 8601 with +09:00, a time HH:MM, a list joined by `;`.

    Raises ValueError for an instant without zone, and TypeError for what no cell can hold.
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return str(int(value))
        case int() | float():
            return str(value)
        case datetime():
            if value.tzinfo is None:
                raise ValueError(f"an instant without a zone: {value}")
            return value.astimezone(TOKYO).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case tuple() | list():
            return ";".join(map(as_text, value))
    raise TypeError(f"no cell can hold {value!r}")
