"""Our items with partners: shipped, and taken back."""

import pytest
from django.test.utils import CaptureQueriesContext

from interlend.domain.catalog.models import Item
from interlend.domain.circulation import holds, partner_loans, queries
from interlend.domain.circulation.models import Hold, Transit
from interlend.domain.circulation.refusal import Refused

from .conftest import NOW, House, statements


def reserve(house: House, *copies: Item) -> Hold:
    wanted = [copy.pk for copy in copies]
    hold = holds.hold_for_partner(item_ids=wanted, library=house.main, number="L1", now=NOW)
    assert hold is not None
    return hold


def ship(house: House, item: Item, hold: Hold | None = None) -> None:
    partner_loans.ship(item=item, lending_location=house.lending, hold=hold)


def test_a_shipped_item_is_in_the_lending_location_and_off_the_pull_list(
    house: House, copy: Item, counted: CaptureQueriesContext
) -> None:
    hold = reserve(house, copy)
    with counted:
        ship(house, copy, hold)
    assert statements(counted) == 2
    copy.refresh_from_db()
    assert (copy.availability, copy.location, copy.home) == ("shipped", house.lending, house.stacks)
    assert list(queries.pull_list(library=house.main)) == []


def test_another_copy_may_be_shipped_than_the_reserved_one(
    house: House, counted: CaptureQueriesContext
) -> None:
    reserved, other, _ = house.copies
    hold = reserve(house, reserved)
    with counted:
        ship(house, other, hold)
    assert statements(counted) == 2
    reserved.refresh_from_db()
    assert (reserved.availability, other.availability, hold.state) == ("on_shelf", "shipped", "released")


def test_a_copy_that_another_partner_waits_for_is_not_shipped(house: House) -> None:
    reserved, other, _ = house.copies
    reserve(house, reserved)
    hold = reserve(house, other)
    with pytest.raises(Refused, match=r"^Item C1 cannot be shipped: it is reserved for a partner\.$"):
        ship(house, reserved, hold)
    hold.refresh_from_db()
    assert hold.state == "waiting"


def test_a_refused_shipment_changes_nothing(house: House, copy: Item) -> None:
    hold = reserve(house, copy)
    Hold.objects.filter(pk=hold.pk).update(state="released")
    with pytest.raises(Refused, match=r"^The hold for L1 is over already\.$"):
        ship(house, copy, hold)
    copy.refresh_from_db()
    assert (copy.availability, copy.location) == ("requested", house.stacks)


def test_taken_back_at_its_home_library_an_item_is_on_its_shelf(
    house: House, copy: Item, counted: CaptureQueriesContext
) -> None:
    ship(house, copy)
    shipped = Item.objects.select_related("home").get(pk=copy.pk)
    with counted:
        transit = partner_loans.take_back(item=shipped, at_library=house.main, now=NOW)
    assert statements(counted) == 1
    copy.refresh_from_db()
    assert (transit, copy.availability, copy.location) == (None, "on_shelf", house.stacks)


def test_taken_back_elsewhere_an_item_travels_home(
    house: House, copy: Item, counted: CaptureQueriesContext
) -> None:
    ship(house, copy)
    shipped = Item.objects.select_related("home").get(pk=copy.pk)
    with counted:
        transit = partner_loans.take_back(item=shipped, at_library=house.branch, now=NOW)
    assert statements(counted) == 2
    assert transit is not None
    assert (transit.from_library_id, transit.to_library_id) == (house.branch.pk, house.main.pk)
    assert (shipped.availability, shipped.location) == ("in_transit", house.stacks)
    assert list(queries.on_their_way(to_library=house.main)) == [transit]


def test_an_item_that_is_not_with_a_partner_is_not_taken_back_from_one(house: House, copy: Item) -> None:
    with pytest.raises(Refused, match=r"^Item C1 cannot be taken back from a partner: it is on its shelf\.$"):
        partner_loans.take_back(item=copy, at_library=house.branch, now=NOW)
    assert Transit.objects.count() == 0
