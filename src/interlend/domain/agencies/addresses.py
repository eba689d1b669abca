"""Where we may call: an address is checked, resolved once, and the call goes to what was checked.

https anywhere public; http only to hosts in INTERLEND_HTTP_HOSTS; private, loopback and other special
addresses only for hosts in INTERLEND_PRIVATE_HOSTS. A name is resolved here and the call is pinned to the
result, so that a second answer of the name server cannot lead it elsewhere.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

_NOT_IN_AN_ADDRESS = re.compile(r"[^\x21-\x7e]|[\\\"<>^`{|}]")
_TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_DEFAULT_PORTS = {"https": 443, "http": 80}


class AddressRefused(ValueError):
    """We do not call this address; the text says why."""


class HostNotFound(AddressRefused):
    """The name is not known just now; it may be later."""


@dataclass(frozen=True, slots=True)
class Address:
    """A checked address: the name that was given, and the numeric address that a call is pinned to."""

    scheme: str
    host: str
    port: int
    ip: str


def checked(url: str) -> Address:
    """Check and resolve the host of a URL. Raises AddressRefused, HostNotFound."""
    address = _read(url)
    if address.scheme == "http" and address.host not in settings.INTERLEND_HTTP_HOSTS:
        raise AddressRefused(_("%(host)s may be called by https only.") % {"host": address.host})
    found = _resolved(address.host, address.port)
    if address.host not in settings.INTERLEND_PRIVATE_HOSTS:
        for ip in found:
            if not is_public(ip):
                raise AddressRefused(_("%(host)s is at a private address.") % {"host": address.host})
    return Address(address.scheme, address.host, address.port, found[0])


def is_public(ip: str) -> bool:
    """Whether a numeric address is one of the open internet, whatever form it hides in."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(str(address.ipv4_mapped))
        if address.sixtofour or address.teredo or any(address in network for network in _TRANSLATED):
            return False
    special = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_link_local
    return address.is_global and not special


class PinnedTransport(httpx.HTTPTransport):
    """Sends each request to the address that was checked; name and certificate stay those of the URL.

    For one host a client: a connection is kept by its numeric address.
    """

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Check, pin, send. Raises AddressRefused and httpx.HTTPError."""
        address = checked(str(request.url))
        request.url = request.url.copy_with(host=address.ip)
        request.extensions = {**request.extensions, "sni_hostname": address.host}
        return super().handle_request(request)


def _read(url: str) -> Address:
    if _NOT_IN_AN_ADDRESS.search(url):
        raise AddressRefused(_("The address holds characters that no address may hold."))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise AddressRefused(_("This is no address: %(fault)s.") % {"fault": fault}) from None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in _DEFAULT_PORTS or not host:
        raise AddressRefused(_("An address begins with https:// and names a host."))
    if "@" in parts.netloc:
        raise AddressRefused(_("An address must not hold a user name or a password."))
    if port == 0:
        raise AddressRefused(_("This is no address: port 0."))
    return Address(parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme], "")


def _resolved(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise HostNotFound(_("%(host)s was not found.") % {"host": host}) from None
    return [str(each[4][0]) for each in found]
