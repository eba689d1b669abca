"""Holds: the pull list for partners, the hold shelf for patrons."""

import pytest
from django.test.utils import CaptureQueriesContext

from interlend.domain.catalog.models import Item
from interlend.domain.circulation import holds, queries
from interlend.domain.circulation.models import Hold
from interlend.domain.circulation.refusal import Refused
from interlend.domain.zones import scope

from .conftest import LATER, NOW, House, statements


def ask(house: House, *copies: Item, number: str = "L1") -> Hold | None:
    """A partner asks for one of these copies."""
    wanted = [copy.pk for copy in copies]
    return holds.hold_for_partner(item_ids=wanted, library=house.main, number=number, now=NOW)


def availability(item: Item) -> str:
    item.refresh_from_db()
    return item.availability


def test_a_partners_request_reserves_the_preferred_copy_that_is_on_its_shelf(house: House) -> None:
    first, second, third = house.copies
    hold = ask(house, second, first, third)
    assert hold is not None
    assert (hold.item_id, hold.kind, hold.state) == (second.pk, "pull", "waiting")
    assert (hold.number, hold.placed_at, hold.library_id) == ("L1", NOW, house.main.pk)
    assert [availability(copy) for copy in house.copies] == ["on_shelf", "requested", "on_shelf"]
    assert list(queries.pull_list(library=house.main)) == [hold]


def test_each_request_gets_a_copy_of_its_own_and_the_next_one_none(house: House) -> None:
    got = [ask(house, *house.copies, number=f"L{n}") for n in range(4)]
    assert [hold and hold.item_id for hold in got] == [*(copy.pk for copy in house.copies), None]


@pytest.mark.parametrize("standing", sorted(set(Item.Availability.values) - {"on_shelf"}))
def test_a_copy_that_is_not_on_its_shelf_is_not_reserved(house: House, copy: Item, standing: str) -> None:
    Item.objects.filter(pk=copy.pk).update(availability=standing)
    assert ask(house, copy) is None
    assert Hold.objects.count() == 0


def test_no_copies_to_choose_from_is_no_hold(house: House) -> None:
    assert ask(house) is None


def test_a_copy_of_another_institution_is_not_reserved(two_houses: tuple[House, House]) -> None:
    ours, theirs = two_houses
    with scope.entered(ours.zone.pk):
        assert ask(ours, *theirs.copies) is None
    with scope.entered(theirs.zone.pk):
        assert [availability(copy) for copy in theirs.copies] == ["on_shelf"] * 3


def test_a_hold_for_a_partner_is_one_statement(house: House, counted: CaptureQueriesContext) -> None:
    with counted:
        ask(house, *house.copies)
    assert statements(counted) == 1


def test_a_released_copy_is_on_its_shelf_and_off_the_pull_list(
    house: House, copy: Item, counted: CaptureQueriesContext
) -> None:
    hold = ask(house, copy)
    assert hold is not None
    with counted:
        holds.release(hold=hold)
    assert statements(counted) == 1
    assert (availability(copy), hold.state) == ("on_shelf", "released")
    assert list(queries.pull_list(library=house.main)) == []


@pytest.mark.parametrize("end", [holds.release, holds.fill], ids=["released", "filled"])
def test_a_hold_ends_once(house: House, copy: Item, end: object) -> None:
    hold = ask(house, copy)
    assert hold is not None
    holds.release(hold=hold)
    Item.objects.filter(pk=copy.pk).update(availability="on_loan")
    with pytest.raises(Refused, match=r"^The hold for L1 is over already\.$"):
        end(hold=hold)  # type: ignore[operator]
    assert availability(copy) == "on_loan"


def test_an_item_waits_on_the_hold_shelf_for_its_patron(
    house: House, copy: Item, counted: CaptureQueriesContext
) -> None:
    with counted:
        hold = holds.put_on_hold_shelf(
            item=copy, patron=house.alice, library=house.branch, number="B7", now=NOW, expires_at=LATER
        )
    assert statements(counted) == 2
    assert availability(copy) == "on_hold_shelf"
    assert (hold.kind, hold.state, hold.patron, hold.expires_at) == ("pickup", "ready", house.alice, LATER)
    assert list(queries.hold_shelf(library=house.branch)) == [hold]
    assert list(queries.hold_shelf(library=house.main)) == []


def test_an_item_that_is_not_here_is_not_put_on_the_hold_shelf(house: House, copy: Item) -> None:
    Item.objects.filter(pk=copy.pk).update(availability="in_transit")
    with pytest.raises(Refused, match=r"^Item C1 cannot be put on the hold shelf: it is in transit\.$"):
        holds.put_on_hold_shelf(item=copy, patron=house.alice, library=house.main, number="B7", now=NOW)
    assert Hold.objects.count() == 0
