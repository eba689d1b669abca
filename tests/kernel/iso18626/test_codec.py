"""Reading is tolerant, writing is strict."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from interlend.kernel.iso18626.check import check
from interlend.kernel.iso18626.codec import decode, encode
from interlend.kernel.iso18626.codes import Action, ReasonForMessage, ServiceType, Status, YesNo
from interlend.kernel.iso18626.faults import CannotSay
from interlend.kernel.iso18626.messages import Message, SupplyingAgencyMessage, Version
from interlend.kernel.iso18626.parts import (
    Address,
    BibliographicInfo,
    Code,
    Costs,
    DeliveryInfo,
    PhysicalAddress,
    RequestedDeliveryInfo,
    RetryInfo,
    ServiceInfo,
    ShippingInfo,
    StatusInfo,
)
from tests.kernel.iso18626.cast import ashby_asks, ashby_says, at, brook_says, header

MESSAGES = Path(__file__).parent / "messages"
LOANED = (ReasonForMessage.STATUS_CHANGE, Status.LOANED)


def read(name: str) -> Any:
    return decode((MESSAGES / f"{name}.xml").read_bytes())


# Reading


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("request-loan", Version.V1_2),
        ("request-without-service-info", Version.V1_2),
        ("request-with-everything-of-2021", Version.V2021_2),
        ("request-2021-that-names-no-lender", Version.V2021_2),
        ("retry-possible", Version.V1_2),
        ("retry-possible-2021", Version.V2021_2),
        ("hold-return-2021", Version.V2021_2),
        ("lost-said-in-1.2", Version.V2021_2),
    ],
)
def test_the_version_is_told_by_the_elements_and_codes(name: str, version: Version) -> None:
    assert read(name).version == version


def test_the_elements_are_believed_against_the_attribute() -> None:
    body = (MESSAGES / "request-loan.xml").read_bytes()
    decoded = decode(body.replace(b'version="1.2"', b'version="2021-2"'))
    assert (decoded.version, decoded.version_attribute) == (Version.V1_2, "2021-2")


@pytest.mark.parametrize(
    ("attribute", "version"),
    [
        ("1.2", Version.V1_2),
        ("v1_2_2017", Version.V1_2),
        ("2021-3", Version.V2021_2),
        ("1.3", Version.V2021_2),
        ("latest", Version.V1_2),
    ],
)
def test_the_attribute_decides_where_the_elements_say_nothing(attribute: str, version: Version) -> None:
    body = (MESSAGES / "will-supply.xml").read_bytes()
    body = body.replace(b"<ill:multipleItemRequestId/>", b"")
    assert decode(body.replace(b'version="1.2"', f'version="{attribute}"'.encode())).version == version


def test_a_message_in_another_order_without_prefixes_or_with_others_says_the_same() -> None:
    plain = read("request-loan").message
    upside_down = (MESSAGES / "request-in-wrong-order.xml").read_bytes().replace(b"ASH-1009", b"ASH-1001")
    other_prefix = (
        (MESSAGES / "request-loan.xml").read_bytes().replace(b"ill:", b"x:").replace(b":ill", b":x")
    )
    assert decode(upside_down).message == replace(
        plain, publication_info=None, requested_delivery_infos=(), requesting_agency_info=None
    )
    assert decode(other_prefix).message == plain


def test_an_attribute_without_a_prefix_is_read() -> None:
    service = read("request-without-prefixes").message.service_info
    assert service.service_level == Code("Standard", "http://lists.example/level")


def test_an_empty_status_says_nothing() -> None:
    assert read("notification-with-empty-status").message.status_info.status is None


def test_closed_codes_are_recognized_in_another_case_and_unknown_ones_are_kept() -> None:
    assert read("action-in-lower-case").message.action is Action.RECEIVED
    assert read("unknown-action").message.action == "Applaud"
    assert read("cancel-response-with-odd-answer").message.message_info.answer_yes_no == "Maybe"
    assert read("status-change-to-an-unknown-status").message.status_info.status == "Pondering"


def test_unknown_elements_are_kept_with_their_place() -> None:
    unknown = read("request-with-unknown-elements").message.unknown
    assert [element.path for element in unknown] == [
        "request/bibliographicInfo/shelfMark",
        "request/bibliographicInfo/cover",
        "request/loanPeriod",
    ]
    assert "<ill:weeks>6</ill:weeks>" in unknown[2].xml


def test_a_time_without_a_zone_is_taken_as_utc_and_noted() -> None:
    decoded = read("request-without-time-zone")
    assert decoded.message.header.timestamp == datetime(2026, 3, 2, 15, 4, 5, tzinfo=UTC)
    assert [str(each) for each in decoded.problems] == [
        "request/header/timestamp: has no time zone, taken as UTC"
    ]
    assert decoded.errors == ()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-02T24:00:00Z", datetime(2026, 3, 3, tzinfo=UTC)),
        ("2026-03-02", datetime(2026, 3, 2, tzinfo=UTC)),
        ("2026-03-02T10:00:00.1234567Z", datetime(2026, 3, 2, 10, 0, 0, 123456, tzinfo=UTC)),
        ("2026-03-02T10:00:00-05:00", datetime(2026, 3, 2, 15, tzinfo=UTC)),
        ("0044-03-15T12:00:00Z", None),
        ("soon", None),
    ],
)
def test_due_dates_are_read_as_far_as_a_moment_can_be_made_out(text: str, moment: datetime | None) -> None:
    body = (MESSAGES / "overdue.xml").read_bytes().replace(b"2026-04-14T23:59:59-05:00", text.encode())
    message = decode(body).message
    assert isinstance(message, SupplyingAgencyMessage)
    assert message.status_info == StatusInfo(
        status=Status.OVERDUE, due_date=moment, last_change=datetime(2026, 4, 15, 6, tzinfo=UTC)
    )


def test_what_cannot_be_read_is_left_out_and_the_rest_stands() -> None:
    message = read("request-with-unreadable-values").message
    assert message.service_info.service_type is ServiceType.LOAN
    assert message.service_info.need_before_date is None
    assert message.supplier_infos[0].sort_order is None
    assert message.billing_info.maximum_costs is None


def test_the_offer_of_version_1_2_stands_where_that_of_2021_does() -> None:
    assert read("retry-possible").message.retry_info == RetryInfo(
        offered_costs=(Costs(Code("EUR"), Decimal("12.5")),),
        retry_after=datetime(2026, 3, 10, tzinfo=UTC),
        retry_before=datetime(2026, 3, 31, tzinfo=UTC),
    )


def test_the_renamed_elements_of_both_versions_are_one_field() -> None:
    assert read("loaned").message.delivery_info.delivery_method == Code("Mail")
    assert read("loaned-2021-with-parcel").message.delivery_info.delivery_method == Code("Courier")
    assert read("request-with-everything-of-1.2").message.service_info.item_format == Code("LargePrint")
    assert read("request-with-everything-of-2021").message.service_info.item_format == Code("Printed")


# Writing


def without_problems() -> list[str]:
    names = [file.stem for file in sorted(MESSAGES.glob("*.xml")) if not file.stem.startswith("unusable")]
    return [name for name in names if not read(name).problems]


@pytest.mark.parametrize("name", without_problems())
def test_a_message_without_problems_is_written_back_with_the_same_content(name: str) -> None:
    decoded = read(name)
    written = encode(decoded.message, decoded.version)
    assert check(written, decoded.version) == []
    assert decode(written).message == decoded.message


@pytest.mark.parametrize("version", list(Version))
def test_required_elements_for_which_there_is_nothing_to_say_are_filled(version: Version) -> None:
    said = brook_says(
        *LOANED,
        delivery_info=DeliveryInfo(item_ids=("1",)),
    )
    bare = replace(said, status_info=StatusInfo(status=Status.LOANED))
    written = encode(bare, version)
    assert check(written, version) == []
    read_back = decode(written).message
    assert isinstance(read_back, SupplyingAgencyMessage)
    assert read_back.delivery_info == DeliveryInfo(item_ids=("1",), date_sent=at(0))


def test_attributes_are_written_with_the_prefix_and_times_with_an_offset() -> None:
    new_york = timezone(timedelta(hours=-5))
    wish = ServiceInfo(
        service_type=ServiceType.LOAN,
        service_level=Code("Rush", "http://lists.example/level"),
        need_before_date=datetime(2026, 4, 1, tzinfo=new_york),
    )
    written = encode(ashby_asks(service_info=wish), Version.V1_2).decode()
    assert 'ill:version="1.2"' in written
    assert '<ill:serviceLevel ill:scheme="http://lists.example/level">Rush</ill:serviceLevel>' in written
    assert "<ill:needBeforeDate>2026-04-01T00:00:00-05:00</ill:needBeforeDate>" in written
    assert "<ill:timestamp>2026-03-02T09:00:00Z</ill:timestamp>" in written


def test_control_characters_that_xml_does_not_have_are_left_out() -> None:
    written = encode(ashby_says(Action.NOTIFICATION, note="a\x00b\x0bc\ud800"), Version.V1_2)
    assert "<ill:note>abc</ill:note>" in written.decode()


REGION = Code("US-DC", "http://regions.example/")
TO_A_REGION = RequestedDeliveryInfo(address=Address(physical_address=PhysicalAddress(region=REGION)))
NO_ADDRESS = RequestedDeliveryInfo(address=Address())
PRICES = (Costs(Code("USD"), Decimal(1)), Costs(Code("EUR"), Decimal(1)))


@pytest.mark.parametrize(
    ("message", "version", "refusal"),
    [
        (
            ashby_says(Action.LOST),
            Version.V1_2,
            "requestingAgencyMessage/action: this version has no <Action.LOST: 'Lost'>",
        ),
        (
            ashby_says("Applaud"),
            Version.V2021_2,
            "requestingAgencyMessage/action: this version has no 'Applaud'",
        ),
        (
            brook_says(*LOANED, shipping_info=ShippingInfo()),
            Version.V1_2,
            "supplyingAgencyMessage: this version has no shipping_info",
        ),
        (
            brook_says(*LOANED, retry_info=RetryInfo(editions=("2nd",))),
            Version.V1_2,
            "supplyingAgencyMessage: this version has no editions",
        ),
        (
            brook_says(*LOANED, retry_info=RetryInfo(offered_costs=PRICES)),
            Version.V1_2,
            "supplyingAgencyMessage/messageInfo/offeredCosts: 2 times, at most 1",
        ),
        (
            brook_says(*LOANED, delivery_info=DeliveryInfo(item_ids=("1", "2"))),
            Version.V1_2,
            "supplyingAgencyMessage/deliveryInfo/itemId: 2 times, at most 1",
        ),
        (
            brook_says(ReasonForMessage.NOTIFICATION, None),
            Version.V1_2,
            "supplyingAgencyMessage/statusInfo/status: is needed",
        ),
        (ashby_asks(service_info=None), Version.V2021_2, "request/serviceInfo: is needed"),
        (
            ashby_asks(header=replace(header(), supplying_agency_id=None)),
            Version.V1_2,
            "request/header/supplyingAgencyId: is needed",
        ),
        (
            ashby_asks(header=replace(header(), timestamp=datetime(2026, 3, 2, 9))),  # noqa: DTZ001 -- the point
            Version.V1_2,
            "request/header/timestamp: a time without an offset",
        ),
        (
            ashby_asks(bibliographic_info=BibliographicInfo(volumes=("1", "2"))),
            Version.V1_2,
            "request/bibliographicInfo/volume: 2 times, at most 1",
        ),
        (
            ashby_asks(requested_delivery_infos=(TO_A_REGION,)),
            Version.V2021_2,
            "request/requestedDeliveryInfo/address/physicalAddress/region: has no scheme in this version",
        ),
        (
            ashby_asks(requested_delivery_infos=(NO_ADDRESS,)),
            Version.V1_2,
            "request/requestedDeliveryInfo/address: must have exactly one of its two forms",
        ),
        (
            ashby_asks(requested_delivery_infos=(RequestedDeliveryInfo(sort_order=-1),)),
            Version.V2021_2,
            "request/requestedDeliveryInfo/sortOrder: must not be negative",
        ),
        (
            brook_says(*LOANED, retry_info=RetryInfo(offered_costs=(Costs(Code("USD"), Decimal("NaN")),))),
            Version.V1_2,
            "supplyingAgencyMessage/messageInfo/offeredCosts/monetaryValue: NaN is not an amount",
        ),
        (
            replace(ashby_says(Action.RECEIVED), header=replace(header(), multiple_item_request_id="S")),
            Version.V2021_2,
            "requestingAgencyMessage/header: this version has no multiple_item_request_id",
        ),
    ],
)
def test_what_a_version_has_no_words_for_is_refused_and_not_left_out(
    message: Message, version: Version, refusal: str
) -> None:
    with pytest.raises(CannotSay) as refused:
        encode(message, version)
    assert str(refused.value) == refusal


def test_an_unknown_element_that_came_in_is_not_sent_out() -> None:
    with pytest.raises(CannotSay, match="this version has no unknown"):
        encode(read("request-with-unknown-elements").message, Version.V1_2)


def test_an_answer_is_one_of_the_two() -> None:
    answer = brook_says(ReasonForMessage.RENEW_RESPONSE, Status.LOANED, info={"answer_yes_no": YesNo.Y})
    assert "<ill:answerYesNo>Y</ill:answerYesNo>" in encode(answer, Version.V2021_2).decode()
