"""The reading process: `python -m calendars.incoming.child SECONDS START END`, the calendar on standard input.

It may use little memory and time, open no file for writing and start nothing. Its answer is one line of JSON.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import UTC, datetime

MEMORY = 160 * 1024 * 1024


def main() -> None:
    seconds, start, end = map(int, sys.argv[1:])
    _limit(seconds)
    # Loaded within the limits.
    from calendars.incoming.reading import read  # noqa: PLC0415
    from calendars.incoming.result import Unreadable  # noqa: PLC0415

    try:
        span = (datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC))
        answer = read(sys.stdin.buffer.read(), *span).to_json()
    except Unreadable as error:
        answer = json.dumps({"code": error.code, "params": error.params}).encode()
    except MemoryError:
        answer = b'{"code": "incoming-too_much", "params": {}}'
    sys.stdout.buffer.write(answer)


def _limit(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
