"""No log line holds the key of a feed, and no client writes lines of its own."""

from __future__ import annotations

import io
import logging
import logging.config
from collections.abc import Iterator

import pytest

from api.security.logs import MaskingFormatter, logging_config, masked

TOKEN = "kZx9-secret_token"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What a handler with the product's formatter writes for the logger `tests.access`."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(MaskingFormatter())
    logger = logging.getLogger("tests.access")
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel(logging.INFO)
    yield written
    logger.removeHandler(handler)


@pytest.mark.parametrize(
    "path",
    [
        f"/feeds/{TOKEN}", f"/feeds/{TOKEN}.ics", f"//feeds//{TOKEN}.ics", f"/FEEDS/{TOKEN}",
        f"/caldav/{TOKEN}/calendars/", f"/free-busy/{TOKEN}/x.ifb",
        f"http://h/feeds/{TOKEN}/x", f"/feeds/{TOKEN}?since={TOKEN[:0]}1",
    ],
)  # fmt: skip
def test_the_key_of_a_feed_is_masked(path: str) -> None:
    assert TOKEN not in masked(f'192.0.2.1 "GET {path}" 200')
    assert masked(f'192.0.2.1 "GET {path}" 200').endswith('" 200')


def test_other_paths_stay_as_they_are() -> None:
    assert masked('"GET /bookings/7" 200') == '"GET /bookings/7" 200'


def test_the_access_log_is_masked_as_the_server_writes_it(stream: io.StringIO) -> None:
    logging.getLogger("tests.access").info('"%(path)s" %(status)d', {"path": f"/feeds/{TOKEN}.ics", "status": 200})

    assert '"/feeds/***" 200' in stream.getvalue()
    assert TOKEN not in stream.getvalue()


def test_a_traceback_is_masked_too(stream: io.StringIO) -> None:
    try:
        raise RuntimeError(f"no feed at /feeds/{TOKEN}.ics")
    except RuntimeError:
        logging.getLogger("tests.access").exception("failed")

    assert "Traceback" in stream.getvalue()
    assert TOKEN not in stream.getvalue()


def test_a_line_break_in_a_path_begins_no_line(stream: io.StringIO) -> None:
    logging.getLogger("tests.access").info("GET %s", "/a\r\n2026-01-01 INFO forged\u2028\x1b[31m")

    assert len(stream.getvalue().splitlines()) == 1
    assert "\x1b" not in stream.getvalue()


def test_the_servers_loggers_all_write_through_the_masking_formatter() -> None:
    config = logging_config()

    assert {handler["formatter"] for handler in config["handlers"].values()} == {"masking"}
    assert all("handlers" not in logger for logger in config["loggers"].values())
    logging.config.DictConfigurator(config)  # type: ignore[attr-defined]
