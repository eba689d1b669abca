"""The same form several times at once, as by a finger that does not wait."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from interlend.domain.sharing.models import BorrowingRequest
from interlend.domain.zones import scope
from tests import world as worlds
from tests.interfaces.patron.conftest import Browser
from tests.world import BOOK


def test_the_same_form_sent_several_times_at_once_makes_one_request(committed_db: dict[str, str]) -> None:
    world = worlds.build()
    browsers = [Browser(world.howard).signs_in() for _ in range(4)]
    ticket, together = browsers[0].ticket(), Barrier(4)

    def ask(browser: Browser) -> str:
        together.wait()
        try:
            return str(browser.sends("ask", ticket=ticket, title=BOOK)["Location"])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        addresses = list(pool.map(ask, browsers))
    with scope.entered(world.howard.zone.pk):
        [made] = BorrowingRequest.objects.values_list("number", flat=True)
    assert set(addresses) == {f"/howard/requests/{made}"}
