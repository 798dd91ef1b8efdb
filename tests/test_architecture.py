"""The packages keep their one direction, and the check of it would notice if they did not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("api", "scheduler", "solver", "calendars")


def contracts_hold(folder: Path) -> bool:
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [str(program), "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return done.returncode == 0


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("file", "statement"),
    [
        ("solver/deadline.py", "import sqlalchemy"),
        ("solver/deadline.py", "import scheduler.clock"),
        ("calendars/zone.py", "import ortools"),
        ("scheduler/clock.py", "import litestar"),
        ("scheduler/domain/wish.py", "import scheduler.db.tables"),
        ("api/formatting.py", "import solver.allocation"),
        ("api/formatting.py", "import scheduler.db.tables"),
    ],
)
def test_planted_wrong_import_is_caught(tmp_path: Path, file: str, statement: str) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    path = tmp_path / file
    path.write_text(path.read_text(encoding="utf-8") + f"\n{statement}\n", encoding="utf-8")

    assert not contracts_hold(tmp_path)


def test_the_packages_as_they_are_keep_the_contracts() -> None:
    assert contracts_hold(ROOT)
