"""Messages as another library's system writes them: about 2 kB, with all that a real one says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.consortium.institutions import INSTITUTIONS
from interlend.kernel.iso18626.codec import encode
from interlend.kernel.iso18626.codes import (
    Action,
    ReasonForMessage,
    RequestType,
    ServiceType,
    Status,
    YesNo,
)
from interlend.kernel.iso18626.messages import (
    Header,
    Request,
    RequestingAgencyMessage,
    SupplyingAgencyMessage,
    Version,
)
from interlend.kernel.iso18626.parts import (
    Address,
    AgencyId,
    BibliographicInfo,
    BibliographicItemId,
    Code,
    DeliveryInfo,
    ElectronicAddress,
    MessageInfo,
    PhysicalAddress,
    PublicationInfo,
    RequestedDeliveryInfo,
    RequestingAgencyInfo,
    ServiceInfo,
    StatusInfo,
)

VERSION = Version.V1_2


@dataclass(frozen=True, slots=True)
class Title:
    """What is asked for."""

    title: str
    author: str
    isbn: str
    publisher: str
    year: str


def request(id: str, wanted: Title, *, of: str, borrower: str, at: datetime) -> bytes:
    """The borrower asks `of` for a loan."""
    asks = INSTITUTIONS[borrower]
    postal = PhysicalAddress(line1=asks.main_library_name, line2="Resource Sharing", locality=asks.town)
    electronic = ElectronicAddress(electronic_address_type=Code("Email"), electronic_address_data=asks.email)
    addresses = (Address(physical_address=postal), Address(electronic_address=electronic))
    isbn = BibliographicItemId(
        bibliographic_item_identifier=wanted.isbn, bibliographic_item_identifier_code=Code("ISBN")
    )
    return encode(
        Request(
            header=_header(id, borrower=borrower, lender=of, at=at),
            bibliographic_info=BibliographicInfo(
                title=wanted.title, author=wanted.author, bibliographic_item_ids=(isbn,)
            ),
            publication_info=PublicationInfo(
                publisher=wanted.publisher, publication_date=wanted.year, publication_type=Code("Book")
            ),
            service_info=ServiceInfo(
                service_type=ServiceType.LOAN,
                request_type=RequestType.NEW,
                service_level=Code("Core"),
                need_before_date=at + timedelta(days=60),
                note="Please send it with a paper band.",
            ),
            requested_delivery_infos=(RequestedDeliveryInfo(sort_order=1, address=addresses[0]),),
            requesting_agency_info=RequestingAgencyInfo(name=asks.name, addresses=addresses),
        ),
        VERSION,
    )


def borrower_says(action: Action, id: str, *, borrower: str, lender: str, at: datetime) -> bytes:
    """The borrower asks or reports something after its request."""
    header = _header(id, borrower=borrower, lender=lender, at=at)
    return encode(RequestingAgencyMessage(header=header, action=action), VERSION)


def lender_says(
    status: Status,
    reason: ReasonForMessage,
    id: str,
    *,
    borrower: str,
    lender: str,
    at: datetime,
    barcode: str = "",
    yes: YesNo | None = None,
) -> bytes:
    """The lender answers or reports; with a barcode, that this item was sent."""
    is_sent = DeliveryInfo(date_sent=at, item_ids=(barcode,)) if barcode else None
    return encode(
        SupplyingAgencyMessage(
            header=_header(id, borrower=borrower, lender=lender, at=at),
            message_info=MessageInfo(
                reason_for_message=reason,
                answer_yes_no=yes,
                reason_unfilled=Code("NotOnShelf") if status is Status.UNFILLED else None,
            ),
            status_info=StatusInfo(
                status=status, due_date=at + timedelta(days=56) if barcode else None, last_change=at
            ),
            delivery_info=is_sent,
        ),
        VERSION,
    )


def _header(id: str, *, borrower: str, lender: str, at: datetime) -> Header:
    return Header(
        requesting_agency_id=_agency(borrower),
        supplying_agency_id=_agency(lender),
        timestamp=at,
        requesting_agency_request_id=id,
        supplying_agency_request_id=f"S-{id}" if borrower == "howard" else None,
    )


def _agency(institution: str) -> AgencyId:
    authority, _, symbol = INSTITUTIONS[institution].symbol.partition(":")
    return AgencyId(Code(authority), symbol)
