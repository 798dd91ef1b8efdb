"""Calendar apps: how each is given an address, how soon it looks again, and how it names itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

# By what a fetch says of itself. The first that fits counts, for many say "Mozilla" as well.
_NAMES = (
    ("google", r"google"),
    ("outlook", r"outlook|microsoft|exchange|office"),
    ("apple", r"ios/|iphone|ipad|macos|mac[ _]os|dataaccessd|calendaragent|darwin|remindd"),
    ("thunderbird", r"thunderbird|lightning"),
    ("gnome", r"evolution|gnome"),
    ("android", r"icsx5|davx|android"),
    ("nextcloud", r"nextcloud"),
    ("kde", r"kde|akonadi|korganizer"),
    ("command", r"vdirsyncer|curl|wget|python|khal"),
)


@dataclass(frozen=True, slots=True)
class AppLink:
    """One app: the message names begin with `calendar-app-<app>`; without an address it is only explained."""

    app: str
    href: str


def links(address: str, name: str) -> tuple[AppLink, ...]:
    """What opens the address in each app by one click.

    Outlook on a desk, Apple and Thunderbird are asked by the scheme `webcal`; the others by a page of theirs.
    """
    webcal = re.sub(r"^https?:", "webcal:", address)
    outlook = f"https://outlook.office.com/calendar/0/addfromweb?url={quote(address, safe='')}&name={quote(name)}"
    google = f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}"
    return (
        AppLink("outlook", webcal),
        AppLink("outlook_web", outlook),
        AppLink("google", google),
        AppLink("apple", webcal),
        AppLink("thunderbird", webcal),
    )


def app_of(client: str | None) -> str:
    """The app behind the User-Agent of a fetch; "other" for what is not known."""
    said = (client or "").lower()
    return next((app for app, pattern in _NAMES if re.search(pattern, said)), "other")
