"""What we serve is ours or listed, and asks nothing of anybody else."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from api.pages.environment import STATIC_FOLDER

VENDOR = STATIC_FOLDER / "vendor"
OWN = sorted(path for folder in ("css", "js") for path in (STATIC_FOLDER / folder).iterdir())


def test_vendored_files_are_the_ones_that_are_listed() -> None:
    listed = {
        path: digest
        for digest, path in re.findall(
            r"^\| `([0-9a-f]{64})` \| `([^`]+)` \|$",
            (VENDOR / "VENDORED.md").read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    }
    found = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "VENDORED.md"
    }

    assert found == listed


def test_every_vendored_package_brings_its_licence() -> None:
    assert [folder.name for folder in VENDOR.iterdir() if folder.is_dir() and not (folder / "LICENSE").exists()] == []


def test_no_file_points_to_a_source_map_that_is_not_there() -> None:
    for path in [*VENDOR.rglob("*.js"), *VENDOR.rglob("*.css"), *OWN]:
        assert not re.search(r"[#@] sourceMappingURL=\S+\.map", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_our_own_files_load_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"https?://|@import|url\(", text) == []


@pytest.mark.parametrize("path", [path for path in OWN if path.suffix == ".js"], ids=lambda path: path.name)
def test_our_scripts_never_turn_text_into_markup_or_code(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text) == []


def test_colours_and_sizes_that_are_used_are_defined() -> None:
    defined = set(re.findall(r"(--[\w-]+)\s*:", (VENDOR / "design-tokens/tokens.css").read_text(encoding="utf-8")))
    styles = "".join(path.read_text(encoding="utf-8") for path in OWN if path.suffix == ".css")

    assert set(re.findall(r"var\((--[\w-]+)", styles)) <= defined | set(re.findall(r"(--[\w-]+)\s*:", styles))
