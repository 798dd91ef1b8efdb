"""The mail server of an installation, as its settings name it."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

SECONDS = 10.0
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """`url`: smtp://host, smtp+starttls://user:password@host or smtps://…; `sender`: the address mail comes from.

    domains: where mail may go to; empty for anywhere.
    """

    url: str
    sender: str
    domains: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in _PORTS or not parts.hostname or "@" not in self.sender:
            raise ValueError(f"no mail server, or no sender: {parts.scheme}://{parts.hostname}, {self.sender}")

    def may_send_to(self, address: str) -> bool:
        return not self.domains or address.rpartition("@")[2].casefold() in self.domains

    @contextmanager
    def connected(self) -> Iterator[smtplib.SMTP]:
        """Raises OSError or smtplib.SMTPException."""
        parts = urlsplit(self.url)
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        if parts.scheme == "smtps":
            context = ssl.create_default_context()
            connection: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
        else:
            connection = smtplib.SMTP(host, port, timeout=SECONDS)
        with connection:
            if parts.scheme == "smtp+starttls":
                connection.starttls(context=ssl.create_default_context())
            if parts.username:
                connection.login(unquote(parts.username), unquote(parts.password or ""))
            yield connection
