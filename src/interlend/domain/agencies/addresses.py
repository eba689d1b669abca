"""Where we may call: which URLs of peers and catalogs are taken, and which addresses are spoken to.

A partner's URL is typed in by a library and leads out of our own network, so it must never lead back in.
A name is looked up, every address that it stands for is judged, and the connection goes to the address
that was judged, never to a second look-up of the name.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_DEFAULT_PORTS: Final = {"https": 443, "http": 80}
# Ways of writing an IPv4 address inside an IPv6 one that Python's own judgment does not look into.
_NAT64: Final = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
# Protocol assignments (RFC 6890), which older versions of Python take for public.
_ASSIGNED: Final = ipaddress.IPv4Network("192.0.0.0/24")
_COMPATIBLE: Final = ipaddress.IPv6Network("::/96")


class NotAllowed(ValueError):
    """A URL or an address that we do not deliver to; the text says why."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A URL that may be tried, in its parts. `host` is lower case and ASCII."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and port as they stand in the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def destination(url: str, *, http_hosts: Collection[str]) -> Destination:
    """Take a partner's URL apart. Raises NotAllowed.

    https only; http where the host is one of `http_hosts`. No user name, no control characters, a host.
    """
    if not url.isprintable() or " " in url or "\\" in url:
        raise NotAllowed("The URL has characters that do not belong in a URL.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as unreadable:
        raise NotAllowed(f"This is no URL: {unreadable}.") from unreadable
    if parts.scheme not in _DEFAULT_PORTS:
        raise NotAllowed("The URL must begin with https://.")
    if "@" in parts.netloc:
        raise NotAllowed("The URL must not carry a user name or a password.")
    host = _ascii(parts.hostname or "")
    if parts.scheme == "http" and host not in http_hosts:
        raise NotAllowed(f"Only https is spoken with {host}.")
    if port == 0:
        raise NotAllowed("The URL has no usable port.")
    target = parts.path or "/"
    if not target.isascii() or not parts.query.isascii():
        raise NotAllowed("The path of the URL must be ASCII.")
    if parts.query:
        target = f"{target}?{parts.query}"
    return Destination(parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme], target)


def judged_addresses(host: str, port: int, *, private_hosts: Collection[str]) -> list[str]:
    """Return the addresses that a host stands for, all of them judged, in the order to try them.

    Raises NotAllowed where any of them is not public and the host is not one of `private_hosts`, and OSError
    where the name is unknown.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if host not in private_hosts:
        for address in addresses:
            if not is_public(address):
                raise NotAllowed(f"{host} is an address inside a private network ({address}).")
    return addresses


def is_public(address: str) -> bool:
    """Say whether an IP address belongs to the public Internet, in whichever way it is written."""
    try:
        ip: IPAddress = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_plainly_public(each) for each in (ip, *_inside(ip)))


def _is_plainly_public(ip: IPAddress) -> bool:
    if isinstance(ip, ipaddress.IPv4Address):
        if ip in _ASSIGNED:
            return False
    elif ip.is_site_local or any(ip in network for network in _NAT64):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _inside(ip: IPAddress) -> Iterable[IPAddress]:
    """The IPv4 addresses that an IPv6 address stands for."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ()
    inside: list[IPAddress | None] = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _COMPATIBLE:
        inside.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return [each for each in inside if each is not None]


def _ascii(host: str) -> str:
    try:
        plain = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as unusable:
        raise NotAllowed("The host of the URL cannot be written in ASCII.") from unusable
    plain = plain.lower().rstrip(".")
    if not plain or "%" in plain:
        raise NotAllowed("The URL has no usable host.")
    return plain
