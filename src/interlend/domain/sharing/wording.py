"""Our requests in the words of ISO 18626: what each message says, apart from its header."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from interlend.domain.libraries.calendar import calendar_of
from interlend.domain.sharing.models import BorrowingRequest, LendingRequest, RotaEntry
from interlend.kernel.iso18626.codes import ReasonForMessage, ServiceType, Status, YesNo
from interlend.kernel.iso18626.messages import Header
from interlend.kernel.iso18626.parts import (
    Address,
    BibliographicInfo,
    BibliographicItemId,
    BibliographicRecordId,
    Code,
    DeliveryInfo,
    ElectronicAddress,
    MessageInfo,
    PatronInfo,
    PhysicalAddress,
    PublicationInfo,
    RequestedDeliveryInfo,
    RequestingAgencyInfo,
    ServiceInfo,
    StatusInfo,
    SupplierInfo,
)
from interlend.kernel.lifecycle.lending import Lending

STATUS_OF: dict[str, Status] = {
    Lending.CREATED: Status.REQUEST_RECEIVED,
    Lending.LOCATE_FAILED: Status.REQUEST_RECEIVED,
    Lending.BEING_PROCESSED: Status.EXPECT_TO_SUPPLY,
    Lending.WILL_SUPPLY: Status.WILL_SUPPLY,
    Lending.CONDITIONAL: Status.WILL_SUPPLY,
    Lending.CANCEL_REQUESTED: Status.REQUEST_RECEIVED,
    Lending.SHIPPED_PHYSICALLY: Status.LOANED,
    Lending.RECEIVED_BY_PARTNER: Status.LOANED,
    Lending.RETURNED_BY_PARTNER: Status.LOANED,
    Lending.REQUEST_COMPLETED: Status.LOAN_COMPLETED,
    Lending.REJECTED: Status.UNFILLED,
    Lending.CANCELLED: Status.CANCELLED,
    Lending.EXPIRED: Status.UNFILLED,
}
"""Where a lending request stands, as the other side knows it."""


def bibliographic_info(request: BorrowingRequest) -> BibliographicInfo:
    """What is wanted. The edition only where the patron wants that one and no other."""
    items = [(request.isbn, "ISBN"), (request.issn, "ISSN")]
    records = [(request.lccn, "LCCN"), (request.system_number, "OCLC")]
    return BibliographicInfo(
        title=request.title,
        author=request.author or None,
        edition=request.edition if request.specific_edition and request.edition else None,
        volumes=(request.volume,) if request.volume else (),
        bibliographic_item_ids=tuple(
            BibliographicItemId(
                bibliographic_item_identifier=value, bibliographic_item_identifier_code=Code(code)
            )
            for value, code in items
            if value
        ),
        bibliographic_record_ids=tuple(
            BibliographicRecordId(
                bibliographic_record_identifier=value, bibliographic_record_identifier_code=Code(code)
            )
            for value, code in records
            if value
        ),
    )


def publication_info(request: BorrowingRequest) -> PublicationInfo | None:
    """By whom and when it was published, where the request says so."""
    if not (request.publisher or request.year):
        return None
    return PublicationInfo(
        publisher=request.publisher or None,
        publication_type=Code("Book"),
        publication_date=request.year or None,
    )


def service_info(request: BorrowingRequest) -> ServiceInfo:
    """A loan, and by when."""
    needed = calendar_of(request.library).end_of_day(request.needed_by) if request.needed_by else None
    return ServiceInfo(
        service_type=ServiceType.LOAN,
        need_before_date=needed,
        any_edition=YesNo.N if request.specific_edition else YesNo.Y,
    )


def supplier_infos(entry: RotaEntry) -> tuple[SupplierInfo, ...]:
    """Where the lender has it, as its catalog told us."""
    if not entry.located_record:
        return ()
    return (SupplierInfo(supplier_description=entry.partner.name, summary_holdings=entry.located_record),)


def delivery_infos(request: BorrowingRequest) -> tuple[RequestedDeliveryInfo, ...]:
    """Where the parcel goes: the resource sharing library."""
    lines = [line.strip() for line in request.library.address.splitlines() if line.strip()]
    if not lines:
        return ()
    address = PhysicalAddress(line1=request.library.name, line2=", ".join(lines))
    return (RequestedDeliveryInfo(sort_order=1, address=Address(physical_address=address)),)


def requesting_agency_info(request: BorrowingRequest) -> RequestingAgencyInfo:
    """The borrowing library, for people."""
    email = request.library.email
    mail = ElectronicAddress(electronic_address_type=Code("Email"), electronic_address_data=email)
    return RequestingAgencyInfo(
        name=request.library.name, addresses=(Address(electronic_address=mail),) if email else ()
    )


def patron_info(request: BorrowingRequest, entry: RotaEntry) -> PatronInfo | None:
    """The reader's name, only for partners to which requester information is sent."""
    if not entry.partner.sends_requester_information:
        return None
    return PatronInfo(patron_id=request.patron.barcode, surname=request.patron.name)


def with_our_number(header: Header, request: LendingRequest) -> Header:
    """The header with the number that the request has here (supplyingAgencyRequestId)."""
    return replace(header, supplying_agency_request_id=request.number)


def answer(
    request: LendingRequest,
    *,
    status: Status,
    now: datetime,
    reason: ReasonForMessage = ReasonForMessage.STATUS_CHANGE,
    agreed: bool | None = None,
    unfilled: str = "",
    note: str = "",
) -> tuple[MessageInfo, StatusInfo]:
    """Why we write as the lender, and where we stand. `unfilled` is a code of reasonUnfilled."""
    info = MessageInfo(
        reason_for_message=reason,
        answer_yes_no=None if agreed is None else (YesNo.Y if agreed else YesNo.N),
        note=note or None,
        reason_unfilled=Code(unfilled) if unfilled else None,
    )
    return info, StatusInfo(status=status, due_date=request.due_at, last_change=now)


def delivery_info(request: LendingRequest, *, now: datetime) -> DeliveryInfo:
    """What was sent: the item's barcode, now, by mail."""
    barcode = request.item.barcode if request.item else ""
    return DeliveryInfo(
        date_sent=now,
        item_ids=(barcode,) if barcode else (),
        delivery_method=Code("Mail"),
        item_format=Code("Printed"),
    )
