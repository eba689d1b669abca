"""Fetch one answer of another catalog: checked address, no redirects, a bound on time and on size."""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx

from interlend.domain.agencies.addresses import NotAllowed
from interlend.domain.agencies.pinned import PinnedTransport, trust
from interlend.domain.zones import scope
from interlend.kernel.sru.answer import LONGEST_ANSWER


class NoAnswer(Exception):
    """The other side gave no answer that could be read; the text says what happened."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back, as it came."""

    status: int
    content_type: str
    body: bytes


class Fetcher:
    """One connection to one server, open for one look-up; `seconds` is the time for all of it."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._client = httpx.Client(
            transport=PinnedTransport(verify=trust()), follow_redirects=False, trust_env=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def get(self, url: str) -> Fetched:
        """GET, read to its end. Raises NoAnswer. Never inside a scope (CalledInScope)."""
        scope.refuse_call_outside()
        try:
            with self._client.stream("GET", url, timeout=self._left()) as response:
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > LONGEST_ANSWER:
                        raise NoAnswer(f"the answer is longer than {LONGEST_ANSWER:,} bytes")
                    self._left()
        except httpx.TimeoutException:
            raise NoAnswer("no answer in time") from None
        except (httpx.HTTPError, httpx.InvalidURL, NotAllowed, OSError, UnicodeError) as fault:
            raise NoAnswer(str(fault).rstrip(".") or type(fault).__name__) from None
        return Fetched(response.status_code, response.headers.get("content-type", ""), bytes(body))

    def _left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise NoAnswer("no answer in time")
        return left
