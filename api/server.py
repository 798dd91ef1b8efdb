"""Serves one installation with granian: one worker process, stopped cleanly by Ctrl-C or SIGTERM."""

from __future__ import annotations

import logging.config
import os

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from api.security.hosts import is_loopback
from api.security.logs import logging_config
from api.wiring import Services
from scheduler.accounts.queries import has_open_samples

# An open stream (progress, a slow client) would keep a stopping server waiting for as long as it likes.
STOP_WITHIN_SECONDS = 2


class Exposed(RuntimeError):
    """The demonstration's accounts would be open to other machines."""


def serve(services: Services, host: str, port: int) -> None:
    """Serve until told to stop. Closes the services first: the worker process opens its own from the environment.

    Raises:
        Exposed: `host` is not this machine alone, and accounts with a printed password are open.
    """
    try:
        if not is_loopback(host):
            _require_no_samples(services)
    finally:
        services.close()
    os.environ.update(services.settings.as_environment())
    logging.config.dictConfig(logging_config())
    Granian(
        "api.app:app_from_environment",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        # One: on SQLite the writers queue inside one process, and the jobs of an installation run in one.
        workers=1,
        workers_kill_timeout=STOP_WITHIN_SECONDS,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=logging_config(),
        log_access=True,
        log_access_format='%(addr)s "%(method)s %(path)s" %(status)d %(dt_ms).1f ms',
    ).serve()


def _require_no_samples(services: Services) -> None:
    with services.database.read() as tx:
        exposed = has_open_samples(tx)
    if exposed:
        raise Exposed(
            "sample accounts with a known password are open: "
            "serve on 127.0.0.1, or close them or give them other passwords first"
        )
