"""Temporary items: a partner's item while it is with us."""

from dataclasses import dataclass

import pytest
from django.test.utils import CaptureQueriesContext

from interlend.domain.catalog.models import Item, Record
from interlend.domain.circulation import holds, loans, temporary_items, transit
from interlend.domain.circulation.models import Transit
from interlend.domain.circulation.refusal import Refused
from interlend.domain.libraries.models import ItemPolicy

from .conftest import DUE, LATER, NOW, House, statements


@dataclass
class Cited:
    """What the request says."""

    title: str = "Cane"
    author: str = "Toomer, Jean"
    edition: str = ""
    publisher: str = "Boni and Liveright"
    year: str = "1923"
    volume: str = ""


def receive(house: House, barcode: str, number: str = "B7", cited: Cited | None = None) -> Item:
    return temporary_items.create(
        citation=cited or Cited(),
        barcode=barcode,
        location=house.borrowing,
        item_policy=None,
        number=number,
    )


def test_a_borrowed_item_gets_a_brief_record_and_the_lenders_barcode(
    house: House, counted: CaptureQueriesContext
) -> None:
    policy = ItemPolicy.objects.create(code="rs", description="Resource sharing")
    with counted:
        item = temporary_items.create(
            citation=Cited(), barcode="ALB-1", location=house.borrowing, item_policy=policy, number="B7"
        )
    assert statements(counted) == 3
    item.refresh_from_db()
    assert (item.barcode, item.availability, item.is_temporary) == ("ALB-1", "on_shelf", True)
    assert (item.location, item.home, item.item_policy) == (house.borrowing, house.borrowing, policy)
    assert item.description == ""
    record = item.record
    assert (record.title, record.author, record.year, record.is_brief) == (
        "Cane",
        "Toomer, Jean",
        "1923",
        True,
    )


def test_no_search_finds_what_we_borrowed(house: House) -> None:
    record = receive(house, "ALB-1").record
    record.refresh_from_db()
    assert (record.search, record.title_key, record.isbns, record.lccn) == ("", "", [], "")


@pytest.mark.parametrize(
    ("barcode", "given", "description"),
    [
        pytest.param("C1", "C1-B7", "Lender's barcode: C1", id="one of ours has it"),
        pytest.param("", "B7", "Lender's barcode: none", id="the lender gave none"),
        pytest.param("ALB-1", "ALB-1", "", id="free"),
    ],
)
def test_the_item_says_which_barcode_its_lender_gave(
    house: House, barcode: str, given: str, description: str
) -> None:
    item = receive(house, barcode)
    assert (item.barcode, item.description) == (given, description)


def test_several_volumes_of_a_request_share_its_record(house: House) -> None:
    volumes = [receive(house, "C1", cited=Cited(volume=f"v. {n}")) for n in (1, 2, 3)]
    assert [volume.barcode for volume in volumes] == ["C1-B7", "C1-B7-2", "C1-B7-3"]
    assert [volume.description for volume in volumes] == [f"v. {n} · Lender's barcode: C1" for n in (1, 2, 3)]
    assert Record.objects.filter(is_brief=True).count() == 1


def test_a_very_long_barcode_of_a_lender_still_fits(house: House) -> None:
    long = "9" * 60
    first, second = receive(house, long), receive(house, long)
    assert (first.barcode, second.barcode) == (long, f"{'9' * 54}-B7")


def test_a_withdrawn_item_leaves_its_barcode_free(house: House, counted: CaptureQueriesContext) -> None:
    item = receive(house, "ALB-1")
    with counted:
        temporary_items.withdraw(item=item, now=LATER)
    assert statements(counted) == 2
    assert item.availability == "withdrawn"
    assert receive(house, "ALB-1", number="B8").barcode == "ALB-1"


def test_a_withdrawn_item_takes_its_hold_with_it(house: House) -> None:
    item = receive(house, "ALB-1")
    hold = holds.put_on_hold_shelf(item=item, patron=house.alice, library=house.main, number="B7", now=NOW)
    temporary_items.withdraw(item=item, now=LATER)
    hold.refresh_from_db()
    assert hold.state == "released"


def test_a_withdrawn_item_ends_its_transit(house: House) -> None:
    item = receive(house, "ALB-1")
    transit.send(item=item, from_library=house.main, to_library=house.branch, now=NOW)
    temporary_items.withdraw(item=item, now=LATER)
    assert Transit.objects.values_list("ended_at", flat=True).get() == LATER


def test_an_item_of_ours_is_not_withdrawn_as_a_temporary_one(house: House, copy: Item) -> None:
    with pytest.raises(Refused, match=r"^Item C1 belongs to us: it is not temporary\.$"):
        temporary_items.withdraw(item=copy, now=LATER)


def test_an_item_is_not_withdrawn_while_its_patron_has_it(house: House) -> None:
    item = receive(house, "ALB-1")
    loans.lend(item=item, patron=house.alice, desk=None, now=NOW, due_at=DUE)
    with pytest.raises(Refused, match=r"^Item ALB-1 cannot be withdrawn: it is on loan to a patron\.$"):
        temporary_items.withdraw(item=item, now=LATER)


def test_a_borrowed_item_goes_through_its_whole_stay(house: House) -> None:
    item = receive(house, "ALB-1")
    holds.put_on_hold_shelf(item=item, patron=house.alice, library=house.main, number="B7", now=NOW)
    loans.lend(item=item, patron=house.alice, desk=house.desk, now=NOW, due_at=DUE)
    loans.take_back(item=item, at_library=house.main, now=LATER)
    temporary_items.withdraw(item=item, now=LATER)
    item.refresh_from_db()
    assert item.availability == "withdrawn"
