"""Which machines an address of somebody else's choosing may lead to."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from scheduler.domain.reason import Reason
from scheduler.errors import Refused

IpAddress = IPv4Address | IPv6Address

_TRANSLATED = IPv6Network("64:ff9b::/96")


def is_public(address: IpAddress) -> bool:
    """Whether it belongs to the open internet; an IPv4 address inside an IPv6 one is looked at itself."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _TRANSLATED:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


@dataclass(frozen=True)
class Reach:
    """What may be connected to: by default web servers of the open internet, whose certificate proves the name."""

    allows: Callable[[IpAddress], bool] = is_public
    ports: frozenset[int] | None = frozenset({443})
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def resolve(self, host: str, port: int) -> str:
        """The one address that is connected to, looked up once, so that no second answer can lead elsewhere.

        Raises:
            Refused: there is no such name, or any of its addresses is not allowed.
        """
        if self.ports is not None and port not in self.ports:
            raise Refused(Reason("own-calendar-port", {"port": port}))
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Refused(Reason("own-calendar-unknown_host", {"host": host})) from error
        addresses = [str(each[4][0]).partition("%")[0] for each in found]
        if not addresses or not all(self.allows(ip_address(each)) for each in addresses):
            raise Refused(Reason("own-calendar-private", {"host": host}))
        return addresses[0]
