"""The parts of a message: addresses, money, what is wanted, where the lender stands, what was sent.

The union of v1.2 and 2021-2; see `messages` for how to read the fields.
Source: ISO 18626, schemas v1.2 (2017) and 2021-2.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from interlend.kernel.iso18626.codes import (
    ErrorType,
    PreferredEdition,
    ReasonForMessage,
    RequestSubType,
    RequestType,
    ServiceType,
    Status,
    YesNo,
)


@dataclass(frozen=True, slots=True)
class Code:
    """A code of an open list, with the URI of the list where the sender gave one."""

    value: str
    scheme: str | None = None

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class AgencyId:
    """A library on the wire, such as ISIL:US-DLC. It names who is meant; it never proves who speaks."""

    agency_id_type: Code
    agency_id_value: str

    def __str__(self) -> str:
        return f"{self.agency_id_type}:{self.agency_id_value}"


@dataclass(frozen=True, slots=True)
class Costs:
    """An amount of money; the currency is a code of ISO 4217."""

    currency_code: Code
    monetary_value: Decimal

    def __str__(self) -> str:
        return f"{self.monetary_value:f} {self.currency_code}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ElectronicAddress:
    """An address of the kind that its type names, such as Email."""

    electronic_address_type: Code
    electronic_address_data: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PhysicalAddress:
    """A postal address. Region: ISO 3166-2 (v1.2 as a code, 2021-2 as text). Country: ISO 3166-1."""

    line1: str | None = None
    line2: str | None = None
    locality: str | None = None
    postal_code: str | None = None
    region: Code | None = None
    country: Code | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Either an electronic or a physical address; exactly one of the two is set."""

    electronic_address: ElectronicAddress | None = None
    physical_address: PhysicalAddress | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestingAgencyAuthentication:
    """What some senders put in the header as a log-in. It is read and shown to nobody, and never believed."""

    account_id: str | None = None
    security_code: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrorData:
    """Why a message was not taken in; the value names the element or says more."""

    error_type: ErrorType | str
    error_value: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class BibliographicItemId:
    """An identifier of the thing itself, such as an ISBN."""

    bibliographic_item_identifier: str
    bibliographic_item_identifier_code: Code


@dataclass(frozen=True, kw_only=True, slots=True)
class BibliographicRecordId:
    """An identifier of a record about the thing, such as an LCCN or an OCLC number."""

    bibliographic_record_identifier: str
    bibliographic_record_identifier_code: Code


@dataclass(frozen=True, kw_only=True, slots=True)
class BibliographicInfo:
    """What is wanted."""

    supplier_unique_record_id: str | None = None
    title: str | None = None
    author: str | None = None
    author_id: str | None = None
    subtitle: str | None = None
    series_title: str | None = None
    edition: str | None = None
    title_of_component: str | None = None
    author_of_component: str | None = None
    volumes: tuple[str, ...] = ()
    issue: str | None = None
    pages_requested: str | None = None
    estimated_no_pages: str | None = None
    bibliographic_item_ids: tuple[BibliographicItemId, ...] = ()
    sponsor: str | None = None
    information_source: str | None = None
    bibliographic_record_ids: tuple[BibliographicRecordId, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicationInfo:
    """Where, when and by whom it was published; the date is free text."""

    publisher: str | None = None
    publisher_id: str | None = None
    publication_type: Code | None = None
    publication_date: str | None = None
    place_of_publication: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceInfo:
    """How it is wanted. `item_format` is `preferredFormat` in v1.2."""

    service_type: ServiceType | str | None = None
    request_type: RequestType | str | None = None
    request_sub_types: tuple[RequestSubType | str, ...] = ()
    requesting_agency_previous_request_id: str | None = None
    service_level: Code | None = None
    item_format: Code | None = None
    need_before_date: datetime | None = None
    copyright_compliance: Code | None = None
    any_edition: YesNo | str | None = None
    preferred_edition: PreferredEdition | str | None = None
    loan_conditions: tuple[Code, ...] = ()
    start_date: datetime | None = None
    end_date: datetime | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SupplierInfo:
    """A possible supplier that the requester knows of."""

    sort_order: int | None = None
    supplier_code: AgencyId | None = None
    supplier_description: str | None = None
    bibliographic_record_id: BibliographicRecordId | None = None
    call_number: str | None = None
    summary_holdings: str | None = None
    availability_note: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestedDeliveryInfo:
    """Where and how to deliver; several in order of preference."""

    sort_order: int | None = None
    address: Address | None = None
    delivery_method: Code | None = None
    courier_name: Code | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestingAgencyInfo:
    """The requesting library, for people."""

    name: str | None = None
    contact_name: str | None = None
    addresses: tuple[Address, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PatronInfo:
    """The reader, where the requesting library says who it is."""

    patron_id: str | None = None
    surname: str | None = None
    given_name: str | None = None
    patron_type: Code | None = None
    send_to_patron: YesNo | str | None = None
    addresses: tuple[Address, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class BillingInfo:
    """Who pays, how, and how much at most."""

    payment_method: Code | None = None
    maximum_costs: Costs | None = None
    billing_method: Code | None = None
    billing_name: str | None = None
    address: Address | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageInfo:
    """Why the supplying agency writes, and its answer where it was asked."""

    reason_for_message: ReasonForMessage | str
    answer_yes_no: YesNo | str | None = None
    note: str | None = None
    reason_unfilled: Code | None = None
    reason_retry: Code | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusInfo:
    """Where the supplying agency stands; no status means "no change"."""

    status: Status | str | None = None
    expected_delivery_date: datetime | None = None
    due_date: datetime | None = None
    last_change: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RetryInfo:
    """What would be possible instead. v1.2 knows the costs and the two dates only, inside `messageInfo`."""

    loan_conditions: tuple[Code, ...] = ()
    editions: tuple[str, ...] = ()
    item_formats: tuple[Code, ...] = ()
    volumes: tuple[str, ...] = ()
    service_type: ServiceType | str | None = None
    service_levels: tuple[Code, ...] = ()
    delivery_methods: tuple[Code, ...] = ()
    courier_names: tuple[Code, ...] = ()
    offered_costs: tuple[Costs, ...] = ()
    payment_methods: tuple[Code, ...] = ()
    retry_before: datetime | None = None
    retry_after: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryInfo:
    """What was sent, when and how. In v1.2 `sentVia` and `deliveredFormat` are the method and the format."""

    date_sent: datetime | None = None
    item_ids: tuple[str, ...] = ()
    url: str | None = None
    delivery_method: Code | None = None
    address: Address | None = None
    sent_to_patron: bool | None = None
    loan_conditions: tuple[Code, ...] = ()
    item_format: Code | None = None
    service_type: ServiceType | str | None = None
    delivery_costs: tuple[Costs, ...] = ()
    payment_method: Code | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ShippingInfo:
    """How the parcel travels (2021-2 only)."""

    courier_name: Code | None = None
    tracking_ids: tuple[str, ...] = ()
    insurance: YesNo | str | None = None
    insurance_third_party: YesNo | str | None = None
    third_party_name: str | None = None
    insurance_costs: tuple[Costs, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnInfo:
    """Where the item is to be sent back to."""

    return_agency_id: AgencyId | None = None
    name: str | None = None
    physical_address: PhysicalAddress | None = None
