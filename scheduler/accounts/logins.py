"""How a login is spelled: the staff number for most, any short word for others."""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import Connection, Row, func, select

from scheduler.db.tables import account
from scheduler.domain.reason import Reason
from scheduler.errors import Refused

MAXIMUM_LENGTH = 40


def tidy(login: str) -> str:
    """A login as it is stored: half width, without spaces around it and without what cannot be seen."""
    plain = unicodedata.normalize("NFKC", login).strip()
    return "".join(character for character in plain if character.isprintable())


def require_usable(login: str) -> None:
    """Raise `Refused` for a tidy login that cannot be given to an account."""
    if not login or len(login) > MAXIMUM_LENGTH:
        raise Refused(Reason("login-length", {"maximum": MAXIMUM_LENGTH}))


def find(tx: Connection, login: str) -> Row[Any] | None:
    """The account's row; letter case does not matter, because people type s000123."""
    return tx.execute(select(account).where(func.lower(account.c.login) == tidy(login).lower())).one_or_none()
