"""Items on their way between two libraries of one institution."""

import pytest
from django.test.utils import CaptureQueriesContext

from interlend.domain.catalog.models import Item
from interlend.domain.circulation import holds, transit
from interlend.domain.circulation.models import Transit
from interlend.domain.circulation.refusal import Refused

from .conftest import LATER, NOW, House, statements


def send(house: House, item: Item) -> Transit:
    return transit.send(item=item, from_library=house.main, to_library=house.branch, now=NOW)


def test_an_item_travels_and_arrives(house: House, copy: Item, counted: CaptureQueriesContext) -> None:
    with counted:
        send(house, copy)
    assert (statements(counted), copy.availability) == (2, "in_transit")
    with counted:
        arrived = transit.arrive(item=copy, at_library=house.branch, now=LATER)
    assert statements(counted) == 4
    assert (copy.availability, arrived.ended_at) == ("on_shelf", LATER)


def test_a_reserved_item_arrives_reserved(house: House, copy: Item) -> None:
    holds.hold_for_partner(item_ids=[copy.pk], library=house.branch, number="L1", now=NOW)
    send(house, copy)
    transit.arrive(item=copy, at_library=house.branch, now=LATER)
    copy.refresh_from_db()
    assert copy.availability == "requested"


def test_an_item_whose_hold_ended_on_the_way_arrives_free(house: House, copy: Item) -> None:
    hold = holds.hold_for_partner(item_ids=[copy.pk], library=house.branch, number="L1", now=NOW)
    assert hold is not None
    send(house, copy)
    holds.release(hold=hold)
    copy.refresh_from_db()
    assert copy.availability == "in_transit"
    transit.arrive(item=copy, at_library=house.branch, now=LATER)
    assert copy.availability == "on_shelf"


def test_an_item_does_not_arrive_where_it_was_not_sent(house: House, copy: Item) -> None:
    send(house, copy)
    with pytest.raises(Refused, match=r"^Item C1 is on its way to Branch Library\.$"):
        transit.arrive(item=copy, at_library=house.main, now=LATER)
    assert Transit.objects.get().ended_at is None


def test_an_item_arrives_once(house: House, copy: Item) -> None:
    send(house, copy)
    transit.arrive(item=copy, at_library=house.branch, now=LATER)
    with pytest.raises(Refused, match=r"^Item C1 cannot be taken in from a transit: it is on its shelf\.$"):
        transit.arrive(item=copy, at_library=house.branch, now=LATER)


def test_an_item_is_not_sent_to_where_it_is(house: House, copy: Item) -> None:
    with pytest.raises(Refused, match=r"^Item C1 is at Main Library already\.$"):
        transit.send(item=copy, from_library=house.main, to_library=house.main, now=NOW)


def test_an_item_on_loan_is_not_sent(house: House, copy: Item) -> None:
    Item.objects.filter(pk=copy.pk).update(availability="on_loan")
    with pytest.raises(
        Refused, match=r"^Item C1 cannot be sent to another library: it is on loan to a patron\.$"
    ):
        send(house, copy)
    assert Transit.objects.count() == 0
