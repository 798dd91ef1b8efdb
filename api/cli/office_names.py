"""Which office somebody means who types a part of its name."""

from __future__ import annotations

from collections.abc import Iterable

import rich_click as click

from scheduler.offices.queries import Office


class Offices:
    """Finds an office by its id or by a part of its name, in either case."""

    def __init__(self, known: Iterable[Office]) -> None:
        self._known = tuple(known)

    def find(self, text: str) -> str:
        """The one office that has this id or name, or whose name begins with it, or holds it."""
        wanted = text.strip().casefold()
        names = {
            item.office_id: [name.casefold() for name in (item.office_id, item.name_ja, item.name_en)]
            for item in self._known
        }
        like: list[str] = []
        for fits in (str.__eq__, str.startswith, str.__contains__):
            like = [office_id for office_id, given in names.items() if any(fits(name, wanted) for name in given)]
            if like:
                break
        if len(like) != 1:
            found = ", ".join(like[:8]) or "none"
            raise click.BadParameter(f"{text!r} names no single office (found: {found})")
        return like[0]

    def find_or_every(self, text: str | None) -> str:
        return "" if text in {None, "", "*"} else self.find(text or "")
