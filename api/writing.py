"""A change at a door that answers it itself: a page's form, and a PUT, PATCH, DELETE or secret answer of the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from api.wiring import Services
from scheduler.db.transaction import Transaction, retrying

T = TypeVar("T")


def write(services: Services, work: Callable[[Transaction], T]) -> T:
    """Do the work in a write transaction, committed before this returns; again when the database asks for it."""

    def change() -> T:
        with services.database.write() as tx:
            return work(tx)

    return retrying(change)
