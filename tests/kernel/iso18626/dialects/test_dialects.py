"""The habits of particular systems, each with a message that shows it."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from interlend.kernel.iso18626.check import check
from interlend.kernel.iso18626.codec import decode, encode
from interlend.kernel.iso18626.codes import Action, ReasonForMessage, ServiceType, Status
from interlend.kernel.iso18626.dialects import DIALECTS, alma, illiad, reshare
from interlend.kernel.iso18626.faults import CannotSay
from interlend.kernel.iso18626.messages import Message, Request, SupplyingAgencyMessage, Version
from interlend.kernel.iso18626.parts import (
    Address,
    BibliographicInfo,
    BibliographicItemId,
    BibliographicRecordId,
    BillingInfo,
    Code,
    Costs,
    DeliveryInfo,
    PhysicalAddress,
    PublicationInfo,
    RequestedDeliveryInfo,
    RequestingAgencyInfo,
    RetryInfo,
    ReturnInfo,
    ServiceInfo,
)
from tests.kernel.iso18626.cast import ashby_asks, ashby_says, at, brook_says

MESSAGES = Path(__file__).parents[1] / "messages"
R, S = ReasonForMessage, Status

FIVE_DOLLARS = Costs(Code("USD"), Decimal("5.00"))
LIBRARY_USE = DeliveryInfo(loan_conditions=(Code("libraryuseonly"),))
ELM_STREET = PhysicalAddress(
    line1="1 Elm Street", locality="Ashby", postal_code="00001", region=Code("AA"), country=Code("XX")
)


def all_usable_messages() -> list[Message]:
    files = sorted(MESSAGES.glob("*.xml"))
    return [decode(file.read_bytes()).message for file in files if not file.stem.startswith("unusable")]


# Every dialect


@pytest.mark.parametrize("name", DIALECTS)
def test_what_a_dialect_makes_of_a_message_can_still_be_said(name: str) -> None:
    for message in all_usable_messages():
        for version in Version:
            try:
                encode(message, version)
            except CannotSay:
                continue
            assert check(encode(DIALECTS[name].outgoing(message), version), version) == []


def test_a_system_without_known_habits_gets_and_gives_messages_as_they_are() -> None:
    for message in all_usable_messages():
        assert DIALECTS["default"].outgoing(message) is message
        assert DIALECTS["default"].incoming(message) is message


@pytest.mark.parametrize("name", DIALECTS)
def test_what_a_borrower_says_is_the_same_in_every_dialect(name: str) -> None:
    cancel = ashby_says(Action.CANCEL, note="Found it here.")
    assert DIALECTS[name].outgoing(cancel) == cancel
    assert DIALECTS[name].incoming(cancel) == cancel


# Alma


def to_alma(message: SupplyingAgencyMessage) -> SupplyingAgencyMessage:
    said = alma.outgoing(message)
    assert isinstance(said, SupplyingAgencyMessage)
    return said


PRICED = RetryInfo(offered_costs=(FIVE_DOLLARS,))


@pytest.mark.parametrize(
    ("message", "reason", "status"),
    [
        (brook_says(R.REQUEST_RESPONSE, S.EXPECT_TO_SUPPLY), R.REQUEST_RESPONSE, S.WILL_SUPPLY),
        (brook_says(R.STATUS_CHANGE, S.WILL_SUPPLY), R.REQUEST_RESPONSE, S.WILL_SUPPLY),
        (
            brook_says(R.STATUS_CHANGE, S.WILL_SUPPLY, delivery_info=LIBRARY_USE),
            R.NOTIFICATION,
            S.WILL_SUPPLY,
        ),
        (brook_says(R.REQUEST_RESPONSE, S.WILL_SUPPLY, retry_info=PRICED), R.NOTIFICATION, S.WILL_SUPPLY),
        (brook_says(R.REQUEST_RESPONSE, S.LOANED), R.STATUS_CHANGE, S.LOANED),
        (brook_says(R.STATUS_CHANGE, S.LOAN_COMPLETED), R.REQUEST_RESPONSE, S.LOAN_COMPLETED),
        (brook_says(R.STATUS_CHANGE, S.UNFILLED), R.STATUS_CHANGE, S.UNFILLED),
        (brook_says(R.RENEW_RESPONSE, S.LOANED), R.RENEW_RESPONSE, S.LOANED),
        (brook_says(R.CANCEL_RESPONSE, S.WILL_SUPPLY), R.CANCEL_RESPONSE, S.WILL_SUPPLY),
        (brook_says(R.NOTIFICATION, S.LOANED), R.NOTIFICATION, S.LOANED),
    ],
)
def test_alma_expects_each_status_under_its_own_reason(
    message: SupplyingAgencyMessage, reason: ReasonForMessage, status: Status
) -> None:
    said = to_alma(message)
    assert said.status_info
    assert (said.message_info.reason_for_message, said.status_info.status) == (reason, status)


@pytest.mark.parametrize(
    ("message", "note"),
    [
        (brook_says(R.STATUS_CHANGE, S.WILL_SUPPLY), None),
        (
            brook_says(
                R.STATUS_CHANGE,
                S.WILL_SUPPLY,
                info={"note": "Please agree."},
                delivery_info=LIBRARY_USE,
                retry_info=PRICED,
            ),
            "Condition: LibraryUseOnly, Cost: 5.00 USD, Please agree.",
        ),
        (
            brook_says(
                R.STATUS_CHANGE,
                S.COPY_COMPLETED,
                delivery_info=DeliveryInfo(item_ids=("https://f.example/1",), delivery_method=Code("URL")),
            ),
            "URL: https://f.example/1",
        ),
        (
            brook_says(R.NOTIFICATION, S.UNFILLED, info={"note": "No.", "reason_unfilled": Code("NotHeld")}),
            "No., Status: Unfilled, Reason: NotHeld",
        ),
        (
            brook_says(
                R.STATUS_CHANGE, S.LOANED, return_info=ReturnInfo(name="Brook", physical_address=ELM_STREET)
            ),
            "Return to: Brook, 1 Elm Street, Ashby AA 00001, XX",
        ),
        (brook_says(R.STATUS_CHANGE, S.LOANED, return_info=ReturnInfo()), None),
    ],
)
def test_alma_shows_only_the_note_so_the_facts_are_said_in_it(
    message: SupplyingAgencyMessage, note: str | None
) -> None:
    assert to_alma(message).message_info.note == note


def test_alma_reads_the_price_of_what_was_sent_from_the_delivery() -> None:
    loaned = brook_says(
        R.STATUS_CHANGE, S.LOANED, delivery_info=DeliveryInfo(date_sent=at(0)), retry_info=PRICED
    )
    delivery = to_alma(loaned).delivery_info
    assert delivery == DeliveryInfo(date_sent=at(0), delivery_costs=(FIVE_DOLLARS,))
    will_supply = brook_says(R.STATUS_CHANGE, S.WILL_SUPPLY, delivery_info=DeliveryInfo(), retry_info=PRICED)
    assert to_alma(will_supply).delivery_info == DeliveryInfo()


def test_alma_gets_the_price_and_the_address_of_a_request_in_its_note() -> None:
    request = ashby_asks(
        service_info=ServiceInfo(service_type=ServiceType.LOAN, note="Hurry"),
        requested_delivery_infos=(RequestedDeliveryInfo(address=Address(physical_address=ELM_STREET)),),
        requesting_agency_info=RequestingAgencyInfo(name="Ashby College"),
        billing_info=BillingInfo(maximum_costs=FIVE_DOLLARS),
    )
    said = alma.outgoing(request)
    assert isinstance(said, Request)
    assert said.service_info
    assert said.service_info.note == (
        "Hurry\nCost: 5.00 USD\nShip to: Ashby College, 1 Elm Street, Ashby AA 00001, XX"
    )
    assert alma.outgoing(ashby_asks(service_info=None)) == ashby_asks(service_info=None)


# Alma and ILLiad


@pytest.mark.parametrize("name", ["alma", "illiad"])
def test_only_codes_of_the_lists_are_sent(name: str) -> None:
    said = DIALECTS[name].outgoing(
        ashby_asks(
            bibliographic_info=BibliographicInfo(
                bibliographic_item_ids=(item_id("isbn"), item_id("KITENUMBER")),
                bibliographic_record_ids=(record_id("oclc"), record_id("HOUSE")),
            ),
            publication_info=PublicationInfo(publication_type=Code("audiobook")),
            service_info=ServiceInfo(service_type=ServiceType.LOAN, service_level=Code("Whenever")),
        )
    )
    assert said == ashby_asks(
        bibliographic_info=BibliographicInfo(
            bibliographic_item_ids=(item_id("ISBN"),), bibliographic_record_ids=(record_id("OCLC"),)
        ),
        publication_info=PublicationInfo(publication_type=Code("AudioBook")),
        service_info=ServiceInfo(service_type=ServiceType.LOAN, service_level=Code("Standard")),
    )


def item_id(code: str) -> BibliographicItemId:
    return BibliographicItemId(
        bibliographic_item_identifier="1", bibliographic_item_identifier_code=Code(code)
    )


def record_id(code: str) -> BibliographicRecordId:
    return BibliographicRecordId(
        bibliographic_record_identifier="1", bibliographic_record_identifier_code=Code(code)
    )


def test_a_known_service_level_keeps_its_scheme_in_the_spelling_of_the_list() -> None:
    wish = ServiceInfo(service_level=Code("rush", "http://lists.example/level"))
    said = illiad.outgoing(ashby_asks(service_info=wish))
    assert said == ashby_asks(
        service_info=ServiceInfo(service_level=Code("Rush", "http://lists.example/level"))
    )


# Items


def loaned(*item_ids: str) -> SupplyingAgencyMessage:
    return brook_says(R.STATUS_CHANGE, S.LOANED, delivery_info=DeliveryInfo(item_ids=item_ids))


@pytest.mark.parametrize(
    ("name", "ours", "theirs"),
    [
        ("default", ("1", "2"), ("1", "2")),
        ("alma", ("1", "2"), ("1,2",)),
        ("illiad", ("1", "2"), ("1,2",)),
        ("reshare", ("1", "2"), ("multivol:1,multivol:2",)),
        ("alma", ("1",), ("1",)),
        ("illiad", ("1",), ("1",)),
        ("reshare", ("1",), ("1",)),
        ("reshare", (), ()),
    ],
)
def test_several_items_are_packed_as_each_system_reads_them(
    name: str, ours: tuple[str, ...], theirs: tuple[str, ...]
) -> None:
    assert DIALECTS[name].outgoing(loaned(*ours)) == loaned(*theirs)
    assert DIALECTS[name].incoming(loaned(*theirs)) == loaned(*ours)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("39000000000017,QL 1 .K5,Kites", ("39000000000017",)),
        (
            "multivol:39000000000017,QL 1,Kites,multivol:39000000000024,QL 2,More",
            ("39000000000017", "39000000000024"),
        ),
    ],
)
def test_reshare_packs_call_number_and_title_beside_the_barcode(theirs: str, ours: tuple[str, ...]) -> None:
    assert reshare.incoming(loaned(theirs)) == loaned(*ours)


def test_the_status_in_a_notification_of_reshare_says_nothing() -> None:
    notified = brook_says(R.NOTIFICATION, S.REQUEST_RECEIVED)
    assert notified.status_info
    said = reshare.incoming(notified)
    assert said == replace(notified, status_info=replace(notified.status_info, status=None))
    changed = brook_says(R.STATUS_CHANGE, S.REQUEST_RECEIVED)
    assert reshare.incoming(changed) == changed
