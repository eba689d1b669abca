"""What two libraries can say to each other, whatever the version of the standard.

One model holds the union of v1.2 and 2021-2. A field without a default is one that we cannot do without:
a message that lacks it is refused. All else may be missing, because in practice it is. `None` and `()`
mean "not said"; an empty element reads as not said.

Moments are aware datetimes, money is Decimal. Values of closed lists are members of `codes`, or the plain
string that came where the list does not know it. What no version knows is kept in `unknown`.

Source: ISO 18626, schemas v1.2 (2017) and 2021-2.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from interlend.kernel.iso18626.codes import Action, MessageStatus, ReasonForMessage
from interlend.kernel.iso18626.parts import (
    AgencyId,
    BibliographicInfo,
    BillingInfo,
    DeliveryInfo,
    ErrorData,
    MessageInfo,
    PatronInfo,
    PublicationInfo,
    RequestedDeliveryInfo,
    RequestingAgencyAuthentication,
    RequestingAgencyInfo,
    RetryInfo,
    ReturnInfo,
    ServiceInfo,
    ShippingInfo,
    StatusInfo,
    SupplierInfo,
)


class Version(StrEnum):
    """The two versions that we write; the value is what we put in the attribute `version`."""

    V1_2 = "1.2"
    V2021_2 = "2021-2"


class Kind(StrEnum):
    """The six kinds of message; the value is the name of the body element."""

    REQUEST = "request"
    REQUEST_CONFIRMATION = "requestConfirmation"
    SUPPLYING_AGENCY_MESSAGE = "supplyingAgencyMessage"
    SUPPLYING_AGENCY_MESSAGE_CONFIRMATION = "supplyingAgencyMessageConfirmation"
    REQUESTING_AGENCY_MESSAGE = "requestingAgencyMessage"
    REQUESTING_AGENCY_MESSAGE_CONFIRMATION = "requestingAgencyMessageConfirmation"


@dataclass(frozen=True, kw_only=True, slots=True)
class UnknownElement:
    """An element that the standard does not have at that place: its path below the body, and its XML."""

    path: str
    xml: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """Who writes to whom, when, about which request.

    A conversation is known by (requesting agency, requesting agency's request id). Only a request may lack
    the supplying agency, and only in 2021-2.
    """

    requesting_agency_id: AgencyId
    timestamp: datetime
    requesting_agency_request_id: str
    supplying_agency_id: AgencyId | None = None
    consortial_id: AgencyId | None = None
    multiple_item_request_id: str | None = None
    supplying_agency_request_id: str | None = None
    requesting_agency_authentication: RequestingAgencyAuthentication | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfirmationHeader:
    """Which message is confirmed, and whether it was taken in.

    `timestamp` is the moment of the confirmation, `timestamp_received` the header timestamp of the message
    confirmed; see `conversation.confirms` for peers that mean something else by it.
    """

    message_status: MessageStatus | str
    supplying_agency_id: AgencyId | None = None
    requesting_agency_id: AgencyId | None = None
    timestamp: datetime | None = None
    requesting_agency_request_id: str | None = None
    multiple_item_request_id: str | None = None
    timestamp_received: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A library asks another for an item."""

    kind: ClassVar[Kind] = Kind.REQUEST

    header: Header
    bibliographic_info: BibliographicInfo
    publication_info: PublicationInfo | None = None
    service_info: ServiceInfo | None = None
    supplier_infos: tuple[SupplierInfo, ...] = ()
    requested_delivery_infos: tuple[RequestedDeliveryInfo, ...] = ()
    requesting_agency_info: RequestingAgencyInfo | None = None
    patron_info: PatronInfo | None = None
    billing_info: BillingInfo | None = None
    unknown: tuple[UnknownElement, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SupplyingAgencyMessage:
    """The lender answers or reports."""

    kind: ClassVar[Kind] = Kind.SUPPLYING_AGENCY_MESSAGE

    header: Header
    message_info: MessageInfo
    status_info: StatusInfo | None = None
    retry_info: RetryInfo | None = None
    delivery_info: DeliveryInfo | None = None
    shipping_info: ShippingInfo | None = None
    return_info: ReturnInfo | None = None
    unknown: tuple[UnknownElement, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestingAgencyMessage:
    """The borrower asks or reports after its request."""

    kind: ClassVar[Kind] = Kind.REQUESTING_AGENCY_MESSAGE

    header: Header
    action: Action | str
    note: str | None = None
    unknown: tuple[UnknownElement, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestConfirmation:
    """Says whether a request was taken in."""

    kind: ClassVar[Kind] = Kind.REQUEST_CONFIRMATION

    confirmation_header: ConfirmationHeader
    error_data: tuple[ErrorData, ...] = ()
    unknown: tuple[UnknownElement, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SupplyingAgencyMessageConfirmation:
    """Says whether a lender's message was taken in, and echoes its reason."""

    kind: ClassVar[Kind] = Kind.SUPPLYING_AGENCY_MESSAGE_CONFIRMATION

    confirmation_header: ConfirmationHeader
    reason_for_message: ReasonForMessage | str | None = None
    error_data: tuple[ErrorData, ...] = ()
    unknown: tuple[UnknownElement, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestingAgencyMessageConfirmation:
    """Says whether a borrower's message was taken in, and echoes its action."""

    kind: ClassVar[Kind] = Kind.REQUESTING_AGENCY_MESSAGE_CONFIRMATION

    confirmation_header: ConfirmationHeader
    action: Action | str | None = None
    error_data: tuple[ErrorData, ...] = ()
    unknown: tuple[UnknownElement, ...] = ()


Confirmation = RequestConfirmation | SupplyingAgencyMessageConfirmation | RequestingAgencyMessageConfirmation
Spoken = Request | SupplyingAgencyMessage | RequestingAgencyMessage
Message = Spoken | Confirmation
