"""The way in, for the form and for programs: slow on purpose, and not more than two at a time."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from litestar import Request

from api.security.authentication import presented_token
from api.security.client_address import client_address
from api.wiring import Services
from scheduler.accounts.sessions import NewSession
from scheduler.accounts.sign_in import sign_in
from scheduler.domain.actor import Source

# Threads of their own: each hash takes 46 MiB and a tenth of a second of a processor, and a flood of guesses
# must not keep the threads of everybody else's requests waiting.
_HASHING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="sign-in")


async def sign_in_here(
    request: Request[Any, Any, Any], services: Services, *, login: str, password: str, source: Source
) -> NewSession:
    """Open a session, in place of the one this request came with; scheduler.accounts.sign_in says what it raises."""
    presented = presented_token(request, secure=services.settings.secure_cookies)
    work = partial(
        sign_in,
        services.database,
        login=login,
        password=password,
        address=client_address(request, trusted_proxies=services.settings.trusted_proxies),
        now=services.clock.now(),
        source=source,
        replaces=presented[0] if presented else None,
    )
    return await asyncio.get_running_loop().run_in_executor(_HASHING, work)
