"""The reference office of 400 staff, read once, as what the other files are checked against."""

from __future__ import annotations

from pathlib import Path

import pytest

import scheduler
from scheduler.interchange.context import Context
from scheduler.interchange.files import ParsedDirectory, read_directory

SAMPLE = Path(scheduler.__file__).parent / "sample" / "yamagata-400"


@pytest.fixture(scope="session")
def reference() -> ParsedDirectory:
    return read_directory({path.name: path.read_bytes() for path in SAMPLE.iterdir()}, Context())


@pytest.fixture(scope="session")
def context(reference: ParsedDirectory) -> Context:
    """What is known before a new file arrives: the office, but none of the sample's own requests as stored rows."""
    return reference.context
