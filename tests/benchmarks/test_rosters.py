"""A run on rosters shows the scorer's value, and fails when a bound lies above the best value known."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import rosters

INSTANCE = """
SECTION_HORIZON
7
SECTION_SHIFTS
# ShiftID, Length in mins, Shifts which cannot follow this shift | separated
D,480,
SECTION_STAFF
A,D=14,4320,960,5,2,2,1
SECTION_DAYS_OFF
A,0
SECTION_SHIFT_ON_REQUESTS
A,2,D,3
SECTION_SHIFT_OFF_REQUESTS
A,3,D,2
SECTION_COVER
0,D,1,100,1
1,D,1,100,1
"""


@pytest.mark.parametrize(("known", "code", "word"), [(100, 0, "optimal"), (99, 1, "WRONG")])
def test_a_bound_above_the_best_value_known_fails_the_run(
    known: int,
    code: int,
    word: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "Instance1.txt").write_text(INSTANCE, encoding="utf-8")
    monkeypatch.setattr(rosters, "BEST_OF", {1: known})
    monkeypatch.setattr("sys.argv", ["rosters", str(tmp_path), "--seconds", "20"])

    assert rosters.main() == code
    line = capsys.readouterr().out.splitlines()[1].split()
    assert line[:4] == ["1", str(known), "100", "100"]
    assert line[-1] == word
