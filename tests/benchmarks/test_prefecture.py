"""The reference prefecture is the same files wherever it is made."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import scheduler
from benchmarks.prefecture import make
from benchmarks.reference_data import KINDS, Prefecture

SAMPLE = Path(scheduler.__file__).parent / "sample" / "yamagata-400"
# The manifest names the SHA-256 of every file.
MANIFEST_OF_4000 = "c53c74f36078dad810f9a055fe94a44c49a163186191148ba28b291e6b5325cf"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prefecture")
    make(folder, 400)
    return folder


def test_400_staff_are_the_sample_of_the_demonstration(small: Path):
    assert {path.name for path in small.iterdir()} == {path.name for path in SAMPLE.iterdir()}
    for path in SAMPLE.iterdir():
        assert (small / path.name).read_bytes() == path.read_bytes(), path.name


def test_4000_staff_are_the_files_that_the_documented_figures_are_of(tmp_path: Path):
    make(tmp_path, 4000)
    assert hashlib.sha256((tmp_path / "manifest.json").read_bytes()).hexdigest() == MANIFEST_OF_4000


def test_another_seed_is_another_summer(small: Path, tmp_path: Path):
    make(tmp_path, 400, seed=1)
    assert (tmp_path / "requests.csv").read_bytes() != (small / "requests.csv").read_bytes()
    assert (tmp_path / "offices.csv").read_bytes() == (small / "offices.csv").read_bytes()


def test_too_few_staff_are_refused(tmp_path: Path):
    with pytest.raises(ValueError, match="200"):
        make(tmp_path, 199)


def test_all_kinds_together_are_the_kinds_apart_and_share_no_unit(small: Path):
    prefecture = Prefecture(small)
    together = prefecture.problem()
    apart = [prefecture.problem(kind) for kind in KINDS]
    assert len(together.requests) == sum(len(problem.requests) for problem in apart)
    assert {pool.pool_id for pool in together.pools} == {pool.pool_id for problem in apart for pool in problem.pools}
    used = {kind: set[int]() for kind in KINDS}
    for request in together.requests:
        used[request.kind].update(pool_id for option in request.options for use in option.uses for pool_id in use.pools)
    assert sum(map(len, used.values())) == len(set().union(*used.values()))
