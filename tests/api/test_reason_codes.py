"""Every reason the office can give has a sentence in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.i18n import LOCALES, Translator

ROOT = Path(__file__).parents[2]


def codes() -> Iterator[tuple[str, str]]:
    """Each literal code given to Reason(…), with the file it stands in."""
    for package in ("scheduler", "api", "solver"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reason":
                    first = node.args[0] if node.args else None
                    if isinstance(first, ast.Constant) and isinstance(first.value, str):
                        yield first.value, str(path.relative_to(ROOT))


CODES = dict(codes())


def test_codes_are_found() -> None:
    assert {"full", "E_CURFEW", "all-taken"} <= set(CODES)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_code_has_a_sentence(locale: str) -> None:
    words = Translator(locale)  # type: ignore[arg-type]

    assert {code: path for code, path in CODES.items() if not words.has(code)} == {}
