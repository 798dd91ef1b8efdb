"""Starts the reading process and waits for its answer, but not for ever."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from calendars.incoming.result import MOST_BYTES, IncomingCalendar, Unreadable

ROOT = Path(__file__).parents[2]
# Of the processor, and on the clock of a machine that has a lot else to do.
CPU_SECONDS, SECONDS = 3, 10.0


def read_calendar(data: bytes, start: datetime, end: datetime) -> IncomingCalendar:
    """What takes time in somebody's calendar between two instants (aware).

    The file is untrusted: it is read by a process that may use 160 MB and 3 s of the processor, and is killed after
    10 s. Recurrence is followed daily to yearly, up to 1,000 times an event.

    Raises:
        Unreadable: it is no calendar, is cut off, too large, or takes too much to read; with the line where it can.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable("incoming-too_large", {"max": MOST_BYTES // 1_000_000})
    arguments = [str(CPU_SECONDS), str(int(start.timestamp())), str(int(end.timestamp()))]
    try:
        done = subprocess.run(  # noqa: S603 - this Python, with numbers as arguments
            [sys.executable, "-m", "calendars.incoming.child", *arguments],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Nothing of what this process knows, but where Python finds its modules.
            env={"PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))},
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("incoming-too_much") from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise Unreadable("incoming-too_much") from error
    if "code" in answer:
        raise Unreadable(answer["code"], answer["params"])
    return IncomingCalendar.from_json(answer)
