"""What a calendar shows, how much of it, and in which words: the value that everything else here starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from scheduler.feeds.wording import Locale

Scope = Literal["person", "unit", "group", "office", "section", "policy", "round"]
Profile = Literal["full", "busy", "desk", "public"]

# The profiles each scope knows; the first is the one that is meant when none is named.
# full: with names; busy: that it is booked; desk: what is handed out to whom; public: for a display at the door.
PROFILES: Mapping[Scope, tuple[Profile, ...]] = {
    "person": ("full", "busy"),
    "unit": ("busy", "full", "desk", "public"),
    "group": ("busy", "full", "desk", "public"),
    "office": ("busy", "full", "desk", "public"),
    "section": ("full",),
    "policy": ("full",),
    "round": ("full",),
}


@dataclass(frozen=True, slots=True)
class View:
    """One calendar as one kind of reader gets it. Equal views have equal bytes.

    subject: as scheduler/feeds/subjects.py writes it for the scope.
    is_expanded: series are written out day by day, for apps that cannot read them.
    drops_cancelled: what is cancelled disappears at once instead of being shown as cancelled for a while.
    """

    scope: Scope
    subject: str
    profile: Profile
    locale: Locale
    is_expanded: bool = False
    drops_cancelled: bool = False

    @property
    def variant(self) -> str:
        """The key of the options in the store."""
        options = {"expanded": self.is_expanded, "dropped": self.drops_cancelled}
        return "-".join(name for name, is_on in options.items() if is_on)

    @property
    def revised(self) -> tuple[str, str]:
        """The subject whose revision decides about the bytes. Days of policy are told once for all sections."""
        return ("policy", "all") if self.scope == "policy" else (self.scope, self.subject)

    def expanded(self) -> View:
        return replace(self, is_expanded=True)
