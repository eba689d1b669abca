"""A call over the network never keeps a transaction open: both transports refuse inside a scope."""

from collections.abc import Callable

import pytest

from interlend.domain.catalog.lookups.fetch import Fetcher
from interlend.domain.exchange.transports.http import Poster
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone


def post() -> None:
    Poster(http_hosts=["127.0.0.1"], private_hosts=["127.0.0.1"]).post("http://127.0.0.1:9/", b"", {})


def get() -> None:
    with Fetcher(1) as fetcher:
        fetcher.get("http://127.0.0.1:9/")


@pytest.mark.parametrize("call", [post, get], ids=["a message to a partner", "a question to a catalog"])
def test_nobody_is_called_while_a_transaction_is_open(db: None, call: Callable[[], None]) -> None:
    zone = Zone.objects.create(code="howard", name="Howard")
    with scope.entered(zone.pk), pytest.raises(scope.CalledInScope):
        call()
