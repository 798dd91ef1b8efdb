"""A private PostgreSQL cluster for the tests: its own folder, a socket only, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

ACCOUNT = "postgres"


class PostgresCluster:
    """Started on first use; PostgreSQL refuses to run as root, so root hands it to the `postgres` account."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="sekitori-pg-"))
        self._data = self._folder / "data"
        self._bin = _binaries()
        if os.geteuid() == 0:
            shutil.chown(self._folder, ACCOUNT)
            self._folder.chmod(0o755)
        self._run("initdb", "-D", str(self._data), "-U", "sekitori", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")

    def start(self) -> None:
        options = f"-c listen_addresses= -c unix_socket_directories={self._folder} -c max_connections=200"
        self._run("pg_ctl", "-D", str(self._data), "-w", "-o", options, "-l", str(self._folder / "log"), "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self._data), "-w", "-m", "immediate", "stop")

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://sekitori@/{name}?host={self._folder}"

    def psql(self, sql: str) -> None:
        self._run("psql", "-q", "-h", str(self._folder), "-U", "sekitori", "-d", "postgres", "-c", sql)

    def _run(self, program: str, *arguments: str) -> None:
        user = ACCOUNT if os.geteuid() == 0 else None
        done = subprocess.run(
            [str(self._bin / program), *arguments],
            user=user,
            group=pwd.getpwnam(ACCOUNT).pw_gid if user else None,
            cwd=self._folder,
            # pg_ctl's server inherits these; a pipe would keep `run` waiting for it.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} {' '.join(arguments)} failed with {done.returncode}")


def _binaries() -> Path:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if versions:
        return versions[-1]
    found = shutil.which("pg_ctl")
    if found is None:
        raise RuntimeError("PostgreSQL is missing; `make test` installs Debian's package `postgresql`")
    return Path(found).resolve().parent
