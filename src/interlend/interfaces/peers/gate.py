"""How much of one peer is let in: so many messages a second, and so many at once.

Kept in the memory of each web process, by credential; so a peer that floods us waits for itself, and the
threads of the process stay free for the others.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_PEERS_REMEMBERED = 10_000


class TooMuch(Exception):
    """A peer asks for more than it is given now; `seconds` says when it may try again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Try again in {seconds} s.")
        self.seconds = seconds


@dataclass(slots=True)
class _Share:
    """What one peer has left: tokens of its bucket, refilled by time, and messages in work."""

    tokens: float
    filled_at: float
    in_work: int = 0


class Gate:
    """A token bucket and a bound of messages in work for each peer. Safe for many threads.

    `rate`: messages a second in the long run; `burst`: how many at once after a quiet time; `at_once`: how
    many of one peer are worked at in this process.
    """

    def __init__(
        self, *, rate: float, burst: int, at_once: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate, self._burst, self._at_once = rate, burst, at_once
        self._clock = clock
        self._shares: OrderedDict[int, _Share] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def passing(self, peer: int) -> Iterator[None]:
        """Let one message of a peer through, for as long as it is worked at. Raises TooMuch."""
        share = self._enter(peer)
        try:
            yield
        finally:
            with self._lock:
                share.in_work -= 1

    def _enter(self, peer: int) -> _Share:
        now = self._clock()
        with self._lock:
            share = self._shares.get(peer)
            if share is None:
                share = self._shares[peer] = _Share(tokens=float(self._burst), filled_at=now)
                self._forget_the_quiet()
            self._shares.move_to_end(peer)
            share.tokens = min(share.tokens + (now - share.filled_at) * self._rate, float(self._burst))
            share.filled_at = now
            if share.in_work >= self._at_once:
                raise TooMuch(1)
            if share.tokens < 1:
                raise TooMuch(max(1, round((1 - share.tokens) / self._rate)))
            share.tokens -= 1
            share.in_work += 1
            return share

    def _forget_the_quiet(self) -> None:
        if len(self._shares) <= _PEERS_REMEMBERED:
            return
        for peer, share in list(self._shares.items()):
            if share.in_work == 0:
                del self._shares[peer]
                return
