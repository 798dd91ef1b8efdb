"""Bytes to text: which of the two encodings of Japanese spreadsheets a file is in, decided for the whole file."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from scheduler.interchange.issue import Issue, file_issue

# ISO-2022-JP is seven-bit, so it would pass as UTF-8 and read as line noise; no text file holds these sequences.
_ESCAPES = (b"\x1b$", b"\x1b(")
_UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Decoded(NamedTuple):
    """`text` is None when the encoding is not one we read; the issues say so."""

    text: str | None
    issues: tuple[Issue, ...]


def decode(data: bytes) -> Decoded:
    """UTF-8 (with or without BOM), else CP932, else E_ENCODING.

    UTF-16 is looked for first: CP932 decodes such a file without an error, into nonsense. The codec is cp932,
    not shift_jis, which lacks ～, ① and 髙. Never guessed row by row.
    """
    if data.startswith(_UTF16_BOMS) or b"\0" in data or any(escape in data for escape in _ESCAPES):
        return Decoded(None, (file_issue("E_ENCODING"),))
    bom = data.startswith(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode_cp932(data)
    return Decoded(text, (file_issue("W_BOM"),) if bom else ())


def _decode_cp932(data: bytes) -> Decoded:
    try:
        return Decoded(data.decode("cp932"), (file_issue("W_ENCODING_CP932"),))
    except UnicodeDecodeError:
        return Decoded(None, (file_issue("E_ENCODING"),))


def undecodable_rows(data: bytes) -> int:
    """About how many rows a file of unknown encoding has, so that the report can say how many were not read."""
    encoding = "utf-16" if data.startswith(_UTF16_BOMS) else "latin-1"
    lines = data.decode(encoding, errors="replace").splitlines()
    return max(0, sum(1 for line in lines if line.strip("\0 \t")) - 1)
