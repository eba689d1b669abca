"""Calls to catalogs and identity providers go to an address that was judged, as messages to partners do."""

from __future__ import annotations

import functools
import ssl

import httpx
from django.conf import settings

from interlend.domain.agencies.addresses import destination, judged_addresses


class PinnedTransport(httpx.HTTPTransport):
    """Sends each request to the address that was judged; name and certificate stay those of the URL.

    For one host a client: a connection is kept by its numeric address.
    """

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Judge, pin, send. Raises addresses.NotAllowed, OSError for an unknown name, and httpx.HTTPError."""
        called = destination(str(request.url), http_hosts=settings.INTERLEND_HTTP_HOSTS)
        addresses = judged_addresses(called.host, called.port, private_hosts=settings.INTERLEND_PRIVATE_HOSTS)
        request.url = request.url.copy_with(host=addresses[0])
        request.extensions = {**request.extensions, "sni_hostname": called.host}
        return super().handle_request(request)


@functools.cache
def trust() -> ssl.SSLContext:
    """Whom we trust over TLS: read once a process, since it costs more than a call."""
    return httpx.create_ssl_context()
