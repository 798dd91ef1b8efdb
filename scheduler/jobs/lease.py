"""Who is alive: an executor holds a lock for as long as its process lives, and the system lets go of it at its death.

The workflow engine does not notice a dead worker by itself; whoever can take a worker's lock knows it is dead.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, text

from scheduler.clock import monotonic_seconds

# The process before us may still be about to stop, or somebody may just be looking whether we are dead.
SECONDS_TO_WAIT = 5.0


class LeaseTaken(Exception):
    """Another living process runs jobs under this name (PostgreSQL) or in this file (SQLite)."""


class Lease(Protocol):
    """The lock of this process, and the way to see those of others. Not for several threads at a time."""

    def try_acquire(self) -> bool:
        """Take the lock of this process; False when another process has it."""

    def release(self) -> None:
        """Let go of everything."""

    def turn(self) -> AbstractContextManager[bool]:
        """True for one process at a time, which may then mend what others left behind."""

    def of(self, executor_id: str) -> AbstractContextManager[bool]:
        """True when that other executor is dead; it cannot come back before the context ends."""


def executor_name(role: str, slot: int = 0) -> str:
    """A name that is the same after a restart and unlike that of any other process."""
    return f"{socket.gethostname()}-{role}-{slot}"


def open_lease(storage: Engine, executor_id: str) -> Lease:
    """The lease that fits the jobs' database."""
    if storage.dialect.name == "postgresql":
        return PostgresLease(storage, executor_id)
    return FileLease(Path(f"{storage.url.database}.lock"))


def acquire(lease: Lease, name: str) -> None:
    """Take the lease; waits a little when somebody has it.

    Raises:
        LeaseTaken: another process keeps it.
    """
    deadline = monotonic_seconds() + SECONDS_TO_WAIT
    pause = threading.Event()
    while not lease.try_acquire():
        if monotonic_seconds() >= deadline:
            lease.release()
            raise LeaseTaken(f"another process runs the jobs of {name}")
        pause.wait(0.1)


class FileLease:
    """For SQLite: one process runs jobs, so every other executor is dead."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def try_acquire(self) -> bool:
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    @contextmanager
    def turn(self) -> Iterator[bool]:
        yield True

    @contextmanager
    def of(self, executor_id: str) -> Iterator[bool]:  # noqa: ARG002 - whoever it is
        yield True


class PostgresLease:
    """For PostgreSQL: advisory locks of one session; does not work through a pooler that shares sessions."""

    def __init__(self, storage: Engine, executor_id: str) -> None:
        self._storage = storage
        self._executor_id = executor_id
        self._session: Connection | None = None

    def try_acquire(self) -> bool:
        with self._guarded() as session:
            taken = self._try_lock(session, f"executor {self._executor_id}")
        if not taken:
            self.release()  # a session stands for a lock that is held
        return taken

    def release(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            session.close()

    @contextmanager
    def turn(self) -> Iterator[bool]:
        # Without its session this process counts as dead, and another one may have taken over its jobs.
        if self._session is None and not self.try_acquire():
            yield False
            return
        with self._locked("turn") as mine:
            yield mine

    @contextmanager
    def of(self, executor_id: str) -> Iterator[bool]:
        with self._locked(f"executor {executor_id}") as dead:
            yield dead

    @contextmanager
    def _locked(self, name: str) -> Iterator[bool]:
        with self._guarded() as session:
            taken = self._try_lock(session, name)
            yield taken
            if taken:
                session.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _key(name)})

    @contextmanager
    def _guarded(self) -> Iterator[Connection]:
        """The one session. After any error it is closed and the locks go with it, instead of a silent reconnect."""
        if self._session is None:
            self._session = self._connect()
        try:
            yield self._session
        except BaseException:
            self.release()
            raise

    def _try_lock(self, session: Connection, name: str) -> bool:
        return bool(session.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _key(name)}).scalar_one())

    def _connect(self) -> Connection:
        session = self._storage.connect().execution_options(isolation_level="AUTOCOMMIT")
        session.detach()
        # A host that lost its power says nothing: let the server find out within some 15 s instead of two hours.
        for setting in ("tcp_keepalives_idle = 5", "tcp_keepalives_interval = 3", "tcp_keepalives_count = 3"):
            session.execute(text(f"SET {setting}"))
        return session


def _key(name: str) -> int:
    """Advisory locks are 64-bit signed numbers, shared by everything in the database."""
    return int.from_bytes(hashlib.sha256(f"sekitori jobs {name}".encode()).digest()[:8], "big", signed=True)
