"""The real server in a process of its own: starts, answers, masks its log and stops when it is told to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from scheduler.db import schema
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.settings import Settings

SERVE = """
import sys
from api.server import serve
from api.wiring import open_services
from scheduler.settings import Settings

serve(open_services(Settings.from_environment()), "127.0.0.1", int(sys.argv[1]))
"""


def wait_for(happened: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if happened():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    settings = Settings.from_environment({"SEKITORI_DATA_DIR": str(tmp_path)})
    database = Database(open_engine(settings.database_url))
    schema.upgrade(database)
    database.engine.dispose()
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(port)],
            env={**os.environ, **settings.as_environment()},
            stderr=log,
            # A group of its own: Ctrl-C in a terminal reaches the server and its worker at once.
            start_new_session=True,
        )
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.thorough
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_the_server_answers_and_stops_within_three_seconds_when_told(
    server: subprocess.Popen[bytes], port: int, tmp_path: Path, told: signal.Signals
) -> None:
    address = f"http://127.0.0.1:{port}"
    assert wait_for(lambda: answers(f"{address}/readyz"), 60)
    with httpx.Client() as browser:  # keeps its connection open while the server stops
        assert browser.get(f"{address}/feeds/key-of-a-feed.ics").status_code == 404

        began = time.monotonic()
        os.killpg(server.pid, told)
        assert server.wait(10) == 0

    assert time.monotonic() - began < 3
    log = (tmp_path / "log").read_text()
    assert '"GET /feeds/***" 404' in log
    assert "key-of-a-feed" not in log
