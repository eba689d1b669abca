"""A partner's URL is typed in by people, so it may point anywhere: also back into our own network.

A trap listens on this machine. Every URL below would reach it, or something beside it, if it were believed.
The trap must see no connection at all.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from interlend.domain.agencies import addresses
from interlend.domain.agencies.addresses import NotAllowed, destination, is_public
from interlend.domain.exchange.transports.http import NoAnswer, Poster


class Trap:
    """A listening socket, on IPv4 and IPv6 loopback, that counts who comes."""

    def __init__(self) -> None:
        self.seen = 0
        self._socket = socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True)
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.seen += 1
            connection.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    it = Trap()
    yield it
    it.close()


HOSTILE = [
    # what is not https
    "http://127.0.0.1:{port}/iso18626",
    "http://example.org:{port}/",
    "ftp://127.0.0.1:{port}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_POST",
    "javascript:alert(1)",
    "//127.0.0.1:{port}/",
    "127.0.0.1:{port}",
    "",
    # this machine, in every spelling
    "https://127.0.0.1:{port}/",
    "https://127.0.0.1.:{port}/",
    "https://127.1:{port}/",
    "https://127.0.1:{port}/",
    "https://2130706433:{port}/",
    "https://0x7f000001:{port}/",
    "https://0x7f.0.0.1:{port}/",
    "https://0177.0.0.1:{port}/",
    "https://0:{port}/",
    "https://0.0.0.0:{port}/",
    "https://localhost:{port}/",
    "https://LOCALHOST:{port}/",
    "https://[::1]:{port}/",
    "https://[::]:{port}/",
    "https://[::ffff:127.0.0.1]:{port}/",
    "https://[::ffff:7f00:1]:{port}/",
    "https://[::127.0.0.1]:{port}/",
    "https://[0:0:0:0:0:ffff:127.0.0.1]:{port}/",
    "https://[64:ff9b::7f00:1]:{port}/",
    "https://[2002:7f00:1::]:{port}/",
    "https://①②⑦.⓪.⓪.①:{port}/",
    "https://127。0。0。1:{port}/",
    # inside the house
    "https://10.0.0.1:{port}/",
    "https://172.16.0.1:{port}/",
    "https://192.168.0.1:{port}/",
    "https://100.64.0.1:{port}/",
    "https://169.254.1.1:{port}/",
    "https://[fe80::1]:{port}/",
    "https://[fe80::1%25lo]:{port}/",
    "https://[fc00::1]:{port}/",
    "https://[fec0::1]:{port}/",
    # where clouds keep their secrets
    "https://169.254.169.254/latest/meta-data/",
    "https://[fd00:ec2::254]/latest/meta-data/",
    "https://[::ffff:169.254.169.254]/",
    # nobody in particular
    "https://224.0.0.1:{port}/",
    "https://255.255.255.255:{port}/",
    "https://[ff02::1]:{port}/",
    "https://192.0.2.1:{port}/",
    # a URL that reads as another one
    "https://example.org@127.0.0.1:{port}/",
    "https://user:secret@example.org:{port}/",
    "https://127.0.0.1:{port}\\@example.org/",
    "https://example.org\t.127.0.0.1:{port}/",
    "https://example.org\r\nHost: 127.0.0.1:{port}/",
    "https://exa mple.org:{port}/",
    "https://127.0.0.1%00.example.org:{port}/",
    "https://127.0.0.1:99999/",
    "https://127.0.0.1:0/",
    "https://:{port}/",
    "https:///iso18626",
    "https://[127.0.0.1:{port}/",
]


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_url_is_refused_before_anything_is_sent(url: str, trap: Trap) -> None:
    poster = Poster(seconds_in_all=5)
    try:
        with pytest.raises(NotAllowed):
            poster.post(url.format(port=trap.port), b"<secret/>", {"X-Interlend-Key": "secret"})
    finally:
        poster.close()
    assert trap.seen == 0


def test_at_least_forty_of_them_are_tried() -> None:
    assert len(set(HOSTILE)) >= 40


def test_the_same_trap_is_reached_where_it_is_listed(trap: Trap) -> None:
    """So the trap does catch, and the lists do allow."""
    poster = Poster(http_hosts=["127.0.0.1"], private_hosts=["127.0.0.1"], seconds_in_all=5)
    before = trap.seen
    with pytest.raises(NoAnswer):
        poster.post(f"http://127.0.0.1:{trap.port}/", b"<open/>", {})
    poster.close()
    assert trap.seen == before + 1
    trap.seen = 0


def test_a_name_that_stands_for_a_public_and_a_private_address_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(NotAllowed):
        addresses.judged_addresses("two-faced.example", 443, private_hosts=())


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("192.0.0.8", False),
        ("198.18.0.1", False),
        ("240.0.0.1", False),
        ("2001:db8::1", False),
        ("2002:0a00:0001::", False),
        ("64:ff9b::a00:1", False),
        ("not an address", False),
    ],
)
def test_an_address_is_public_or_not(address: str, expected: bool) -> None:
    assert is_public(address) is expected


@pytest.mark.parametrize(
    ("url", "authority", "target"),
    [
        ("https://ill.example.edu/iso18626", "ill.example.edu", "/iso18626"),
        ("https://ILL.Example.edu:443", "ill.example.edu", "/"),
        ("https://ill.example.edu:8443/a?b=c#d", "ill.example.edu:8443", "/a?b=c"),
        ("https://bücherei.example/", "xn--bcherei-n2a.example", "/"),
    ],
)
def test_a_decent_url_is_taken_apart(url: str, authority: str, target: str) -> None:
    to = destination(url, http_hosts=())
    assert (to.authority, to.target) == (authority, target)
