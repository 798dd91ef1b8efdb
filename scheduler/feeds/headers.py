"""What a calendar is called and says about itself."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from calendars import FeedHeader
from scheduler.feeds.subjects import name_of
from scheduler.feeds.views import View
from scheduler.feeds.wording import WORDS

REFRESH = timedelta(minutes=30)
COLORS = {
    "person": "teal",
    "unit": "steelblue",
    "group": "steelblue",
    "office": "slategray",
    "section": "olive",
    "policy": "orange",
    "round": "purple",
}


def header_of(tx: Connection, view: View, *, is_complete: bool) -> FeedHeader:
    """The header of the calendar; one that is cut says so."""
    words = WORDS[view.locale]
    about = about_of(view)
    return FeedHeader(
        name=title_of(tx, view),
        description=about if is_complete else f"{about} {words['shortened']}",
        color=COLORS[view.scope],
        refresh=REFRESH,
        language=view.locale,
    )


def title_of(tx: Connection, view: View) -> str:
    """Its name, as apps list it."""
    words = WORDS[view.locale]
    if view.scope == "person":
        return words["title_person" if view.profile == "full" else "title_person_busy"]
    if view.scope == "policy":
        name = name_of(tx, view.scope, view.subject).in_(view.locale)
        return f"{words['title_policy']} {name}".strip()
    suffix = words.get(f"title_{view.profile}", "")
    return f"{words['title']}{name_of(tx, view.scope, view.subject).in_(view.locale)}{suffix}"


def about_of(view: View) -> str:
    """Whom it may be shown to."""
    words = WORDS[view.locale]
    if view.profile == "busy":
        return words["about_busy"]
    if view.scope == "policy" or view.profile == "public":
        return words["about_public"]
    return words["about_person" if view.scope == "person" else "about_names"]
