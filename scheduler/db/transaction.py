"""Transactions: opened and committed by a door, passed to operations as an argument.

`write` is retried by nobody but `retrying`, because only the caller knows whether its work may run twice.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from scheduler.db.guards import conflict_of
from scheduler.errors import NotFound

T = TypeVar("T")
# What doors pass on to operations without looking into it.
Transaction: TypeAlias = Connection
RETRIES = 8


# The database cannot be reached, or not in time: worth another try later.
UNAVAILABLE: tuple[type[Exception], ...] = (OperationalError, PoolTimeout)


@dataclass(slots=True)
class Commits:
    """How many this process has made: who has read before the last one may have read something else."""

    count: int = 0


@dataclass(frozen=True)
class Database:
    """The office's memory. Reads see one snapshot; writes are all or nothing.

    SQLite allows one writer at a time and is unfair about whom it lets in; inside one process the writers
    queue here instead of polling for the file lock.
    """

    engine: Engine
    commits: Commits = field(default_factory=Commits)
    _writer: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read transaction: repeatable on PostgreSQL, a snapshot on SQLite."""
        options = {"read_only": True} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with _numbers_in_range(), self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A write transaction, committed when the block ends and rolled back when it raises.

        Raises:
            BookingConflict: the database's own guard refused a double booking.
        """
        try:
            with _numbers_in_range(), self._turn(), self.engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            conflict = conflict_of(error)
            if conflict is None:
                raise
            raise conflict from error
        self.commits.count += 1

    @contextmanager
    def restructure(self) -> Iterator[Connection]:
        """A write transaction that may rebuild tables. SQLite looks at foreign keys only at its end."""
        if not self.is_sqlite:
            with self.write() as connection:
                yield connection
            return
        with self._turn(), self.engine.connect() as connection:
            # Without effect inside a transaction, hence on the driver's own connection.
            driver = connection.connection.dbapi_connection
            assert driver is not None  # noqa: S101 - an open connection has one
            driver.execute("PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    yield connection
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                    if broken:
                        raise RuntimeError(f"a rebuilt table left rows without their parents: {broken[:3]}")
            finally:
                driver.execute("PRAGMA foreign_keys=ON")

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self.is_sqlite:
            with self._writer:
                yield
        else:
            yield


@contextmanager
def _numbers_in_range() -> Iterator[None]:
    """A number larger than any row can have names nothing; each driver says so in its own way."""
    try:
        yield
    except (DataError, OverflowError) as error:
        raise NotFound("number", str(error).splitlines()[0]) from error


def retrying(work: Callable[[], T]) -> T:
    """Run a whole transaction again when the database asks for it (serialization failure, deadlock, busy)."""
    for attempt in range(RETRIES):
        try:
            return work()
        except DBAPIError as error:
            if attempt == RETRIES - 1 or not _may_retry(error):
                raise
            # Jitter keeps the losers of one collision from colliding again.
            time.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311
    raise AssertionError("unreachable")


def _may_retry(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in {"40001", "40P01"} or "database is locked" in str(error.orig)
