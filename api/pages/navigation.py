"""The main navigation: the pages that say they belong into it and that the reader may open.

A page joins with `opt={"nav": ("nav-board", 20), …}`: the message of its label, and its place in the row.
So the navigation never names a page that does not exist, and asks for the same role as the page itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from litestar import Litestar
from litestar.routes import HTTPRoute

from api.i18n import Translator
from api.pages.frame import NavItem
from api.security.access import Access, access_of, may_open
from scheduler.accounts.sessions import SignedIn

DESTINATIONS = "destinations"  # the key in app.state


@dataclass(frozen=True, slots=True)
class Destination:
    place: int
    label: str
    path: str
    access: Access


def navigation(app: Litestar, signed_in: SignedIn | None, translator: Translator, path: str) -> tuple[NavItem, ...]:
    """The links for one reader on the page at `path`; nobody signed in has none."""
    if signed_in is None:
        return ()
    return tuple(
        NavItem(translator.t(each.label), each.path, is_current=_is_current(each.path, path))
        for each in app.state[DESTINATIONS]
        if may_open(signed_in, each.access)
    )


def destinations(app: Litestar) -> tuple[Destination, ...]:
    """Every page of the app that says it belongs into the navigation, in its place."""
    declared = (
        Destination(place, label, route.path, access_of(handler.opt))
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if "nav" in handler.opt
        for label, place in (handler.opt["nav"],)
    )
    return tuple(sorted(declared, key=lambda each: (each.place, each.path)))


def _is_current(destination: str, path: str) -> bool:
    return path == destination or (destination != "/" and path.startswith(f"{destination}/"))
