"""Expecting a refusal, and that it can be said in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from api.i18n import Translator
from scheduler.errors import Refused


def refused(act: Callable[[], Any]) -> list[str]:
    """The codes of the reasons for which `act` is refused; each has a sentence in Japanese and in English."""
    with pytest.raises(Refused) as caught:
        act()
    for locale in ("ja", "en"):
        for reason in caught.value.reasons:
            assert Translator(locale, strict=True).sentence(reason)
    return [reason.code for reason in caught.value.reasons]
