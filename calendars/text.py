"""Text as calendars can carry it: NFC, and free of the characters that make clients drop a whole feed.

One NUL in one summary makes every libical client lose all events of the feed. People's input is cleaned, not refused.
"""

import re
import unicodedata

_LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
# C0 and C1 controls, DEL, the byte order mark, lone surrogates (no UTF-8 form) and two noncharacters
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Text of several lines: every line break as LF, tabs as spaces, controls removed, NFC, trimmed. Idempotent."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        # Nearly every text; what is printable holds neither line breaks nor controls.
        return text.strip()
    broken = _LINE_BREAK.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", _UNWANTED.sub("", broken)).strip()


def clean_line(text: str) -> str:
    """As `clean_text`, on one line: a line break becomes a space."""
    return clean_text(text).replace("\n", " ")
