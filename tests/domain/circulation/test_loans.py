"""Loans to the institution's own patrons."""

import pytest
from django.test.utils import CaptureQueriesContext

from interlend.domain.catalog.models import Item
from interlend.domain.circulation import holds, loans, queries
from interlend.domain.circulation.models import Hold, Loan
from interlend.domain.circulation.refusal import Refused
from interlend.domain.people.models import Patron
from interlend.domain.zones import scope

from .conftest import DUE, LATER, NOW, House, statements


def lend(house: House, item: Item, patron: Patron) -> Loan:
    return loans.lend(item=item, patron=patron, desk=house.desk, now=NOW, due_at=DUE)


def wait_for(house: House, item: Item, patron: Patron) -> Hold:
    return holds.put_on_hold_shelf(item=item, patron=patron, library=house.main, number="B7", now=NOW)


def test_an_item_is_lent_from_its_shelf(house: House, copy: Item, counted: CaptureQueriesContext) -> None:
    with counted:
        loan = lend(house, copy, house.alice)
    assert statements(counted) == 2
    copy.refresh_from_db()
    assert (copy.availability, loan.lent_at, loan.due_at, loan.returned_at) == ("on_loan", NOW, DUE, None)
    assert list(queries.loans_of(patron_id=house.alice.pk)) == [loan]


def test_a_lent_copy_cannot_be_had_by_a_partner(house: House, copy: Item) -> None:
    lend(house, copy, house.alice)
    assert holds.hold_for_partner(item_ids=[copy.pk], library=house.main, number="L1", now=NOW) is None


def test_an_item_is_lent_from_the_hold_shelf_to_whom_it_waits_for(
    house: House, copy: Item, counted: CaptureQueriesContext
) -> None:
    hold = wait_for(house, copy, house.alice)
    with counted:
        lend(house, copy, house.alice)
    assert statements(counted) == 3
    hold.refresh_from_db()
    assert (copy.availability, hold.state) == ("on_loan", "filled")


def test_an_item_on_the_hold_shelf_is_not_lent_to_anybody_else(house: House, copy: Item) -> None:
    hold = wait_for(house, copy, house.alice)
    with pytest.raises(Refused, match=r"^Item C1 waits on the hold shelf for another patron\.$"):
        lend(house, copy, house.bob)
    copy.refresh_from_db()
    hold.refresh_from_db()
    assert (copy.availability, hold.state, Loan.objects.count()) == ("on_hold_shelf", "ready", 0)


@pytest.mark.parametrize(
    ("standing", "where"),
    [
        ("requested", "it is reserved for a partner"),
        ("on_loan", "it is on loan to a patron"),
        ("in_transit", "it is in transit"),
        ("shipped", "it is with a partner"),
        ("missing", "it is missing"),
        ("withdrawn", "it is withdrawn"),
    ],
)
def test_an_item_that_is_not_here_is_not_lent(house: House, copy: Item, standing: str, where: str) -> None:
    Item.objects.filter(pk=copy.pk).update(availability=standing)
    with pytest.raises(Refused) as refused:
        lend(house, copy, house.alice)
    assert str(refused.value) == f"Item C1 cannot be lent: {where}."
    assert Loan.objects.count() == 0


def test_an_item_of_another_institution_is_not_lent(two_houses: tuple[House, House]) -> None:
    ours, theirs = two_houses
    with (
        scope.entered(ours.zone.pk),
        pytest.raises(Refused, match=r"^Item C1 is not one of this institution\.$"),
    ):
        lend(ours, theirs.copies[0], ours.alice)


def test_a_loan_that_is_due_at_once_is_refused(house: House, copy: Item) -> None:
    with pytest.raises(Refused, match=r"^A loan must be due after it began\.$"):
        loans.lend(item=copy, patron=house.alice, desk=None, now=NOW, due_at=NOW)


def test_a_returned_item_is_on_its_shelf_at_its_own_library(
    house: House, copy: Item, counted: CaptureQueriesContext
) -> None:
    lend(house, copy, house.alice)
    lent = Item.objects.select_related("location").get(pk=copy.pk)
    with counted:
        loan = loans.take_back(item=lent, at_library=house.main, now=LATER)
    assert statements(counted) == 3
    assert (lent.availability, loan.returned_at) == ("on_shelf", LATER)
    assert list(queries.loans_of(patron_id=house.alice.pk)) == []


def test_a_returned_item_travels_to_its_library_from_another_one(
    house: House, copy: Item, counted: CaptureQueriesContext
) -> None:
    lend(house, copy, house.alice)
    lent = Item.objects.select_related("location").get(pk=copy.pk)
    with counted:
        loans.take_back(item=lent, at_library=house.branch, now=LATER)
    assert statements(counted) == 4
    assert lent.availability == "in_transit"
    assert [way.item for way in queries.on_their_way(to_library=house.main)] == [copy]


def test_an_item_that_is_not_on_loan_is_not_returned(house: House, copy: Item) -> None:
    with pytest.raises(Refused, match=r"^Item C1 cannot be returned by a patron: it is on its shelf\.$"):
        loans.take_back(item=copy, at_library=house.main, now=LATER)
