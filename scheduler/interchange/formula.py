"""Texts a spreadsheet would take for a formula: told on the way in, neutralised on the way out, never evaluated."""

from __future__ import annotations

# Japanese versions of the spreadsheets take the full-width signs too.
STARTERS = tuple("=+-@\t\r\n＝＋－＠")
QUOTE = "'"


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would evaluate the text."""
    return text.startswith(STARTERS)


def neutralised(text: str) -> str:
    """The text with a leading apostrophe where it begins like a formula, after any apostrophes of its own."""
    return QUOTE + text if looks_like_formula(text.lstrip(QUOTE)) else text


def restored(text: str) -> str:
    """The text as it was before `neutralised`."""
    return text[1:] if text.startswith(QUOTE) and looks_like_formula(text.lstrip(QUOTE)) else text
