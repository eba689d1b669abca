"""From where somebody calls us."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from interlend.domain.agencies.addresses import IPAddress


def caller_of(meta: Mapping[str, Any]) -> IPAddress | None:
    """The address of a caller by the headers of WSGI: what our own proxy says, if one stands before us.

    None where neither it nor the connection says one that can be read.
    """
    told = str(meta.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    for address in (told, meta.get("REMOTE_ADDR", "")):
        try:
            return ipaddress.ip_address(address)
        except ValueError:
            continue
    return None
