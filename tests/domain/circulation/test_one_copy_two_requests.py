"""Two requests at the same moment, on two connections: a copy goes to one of them."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from interlend.domain.catalog.models import Item
from interlend.domain.circulation import holds, loans
from interlend.domain.circulation.models import Hold
from interlend.domain.circulation.refusal import Refused
from interlend.domain.zones import scope

from .conftest import NOW, House, build_house

PATIENCE = 20.0  # seconds; a test that needs them has failed


def ask(house: House, number: str, copies: int) -> int | None:
    wanted = [copy.pk for copy in house.copies[:copies]]
    hold = holds.hold_for_partner(item_ids=wanted, library=house.main, number=number, now=NOW)
    return None if hold is None else hold.item_id


class Other(threading.Thread):
    """The other request: a thread with a connection of its own, in the scope of the house."""

    def __init__(self, house: House, work: Callable[[], int | None]) -> None:
        super().__init__(daemon=True)
        self.house, self.work, self.backend = house, work, 0
        self.got: int | None = None
        self.is_at_work = threading.Event()

    def run(self) -> None:
        with scope.entered(self.house.zone.pk):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.backend = cursor.fetchone()[0]
            self.is_at_work.set()
            self.got = self.work()
        connections.close_all()

    def waits_for_a_lock(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [self.backend])
            return bool(cursor.fetchone()[0])


def begin(other: Other) -> None:
    """Let the other one begin, and come back when it waits for what we hold."""
    other.start()
    assert other.is_at_work.wait(PATIENCE)
    pause = threading.Event()
    for _ in range(int(PATIENCE / 0.01)):
        if other.waits_for_a_lock():
            return
        pause.wait(0.01)
    raise AssertionError("The other request never had to wait.")


@pytest.mark.parametrize(
    ("copies", "we_commit", "other_gets"),
    [
        pytest.param(1, True, None, id="one copy: the other gets none"),
        pytest.param(2, True, 1, id="two copies: the other gets the second"),
        pytest.param(1, False, 0, id="we give up: the other gets the copy that we let go"),
    ],
)
def test_two_requests_never_get_the_same_copy(
    committed_db: dict[str, str], copies: int, we_commit: bool, other_gets: int | None
) -> None:
    house = build_house()
    other = Other(house, lambda: ask(house, "L2", copies))
    try:
        with scope.entered(house.zone.pk):
            assert ask(house, "L1", copies) == house.copies[0].pk
            begin(other)
            if not we_commit:
                raise InterruptedError
    except InterruptedError:
        pass
    other.join(PATIENCE)
    assert other.got == (None if other_gets is None else house.copies[other_gets].pk)
    with scope.entered(house.zone.pk):
        held = Hold.objects.values_list("item_id", flat=True)
        requested = Item.objects.filter(availability="requested").values_list("pk", flat=True)
        assert sorted(held) == sorted(requested)


def test_a_copy_is_not_lent_while_a_request_reserves_it(committed_db: dict[str, str]) -> None:
    house = build_house()
    refused: list[str] = []

    def lend() -> None:
        try:
            loans.lend(
                item=house.copies[0], patron=house.alice, desk=None, now=NOW, due_at=NOW.replace(year=2027)
            )
        except Refused as refusal:
            refused.append(str(refusal))

    other = Other(house, lend)
    with scope.entered(house.zone.pk):
        ask(house, "L1", 1)
        begin(other)
    other.join(PATIENCE)
    assert refused == ["Item C1 cannot be lent: it is reserved for a partner."]
