"""Messages with the codes of the open lists only, for systems that refuse or misread any other."""

from dataclasses import replace

from interlend.kernel.iso18626 import open_codes
from interlend.kernel.iso18626.messages import Request, SupplyingAgencyMessage
from interlend.kernel.iso18626.open_codes import OpenList
from interlend.kernel.iso18626.parts import BibliographicInfo, Code, PublicationInfo, ServiceInfo


def with_known_codes(request: Request) -> Request:
    """Return the request with known codes: an unknown identifier is dropped, an unknown level is Standard."""
    return replace(
        request,
        bibliographic_info=_with_known_identifiers(request.bibliographic_info),
        publication_info=_with_known_type(request.publication_info),
        service_info=_with_known_level(request.service_info),
    )


def with_known_loan_conditions(message: SupplyingAgencyMessage) -> SupplyingAgencyMessage:
    """Return the message with loan conditions in the spelling of the list."""
    delivery = message.delivery_info
    if delivery is None or not delivery.loan_conditions:
        return message
    conditions = tuple(_normalized(code, open_codes.LOAN_CONDITION) for code in delivery.loan_conditions)
    return replace(message, delivery_info=replace(delivery, loan_conditions=conditions))


def _with_known_identifiers(wanted: BibliographicInfo) -> BibliographicInfo:
    items, records = open_codes.BIBLIOGRAPHIC_ITEM_ID, open_codes.BIBLIOGRAPHIC_RECORD_ID
    return replace(
        wanted,
        bibliographic_item_ids=tuple(
            replace(
                each,
                bibliographic_item_identifier_code=_normalized(
                    each.bibliographic_item_identifier_code, items
                ),
            )
            for each in wanted.bibliographic_item_ids
            if items.knows(each.bibliographic_item_identifier_code.value)
        ),
        bibliographic_record_ids=tuple(
            replace(
                each,
                bibliographic_record_identifier_code=_normalized(
                    each.bibliographic_record_identifier_code, records
                ),
            )
            for each in wanted.bibliographic_record_ids
            if records.knows(each.bibliographic_record_identifier_code.value)
        ),
    )


def _with_known_type(publication: PublicationInfo | None) -> PublicationInfo | None:
    if publication is None or publication.publication_type is None:
        return publication
    known = _normalized(publication.publication_type, open_codes.PUBLICATION_TYPE)
    return replace(publication, publication_type=known)


def _with_known_level(service: ServiceInfo | None) -> ServiceInfo | None:
    if service is None or service.service_level is None:
        return service
    levels = open_codes.SERVICE_LEVEL
    if levels.knows(service.service_level.value):
        return replace(service, service_level=_normalized(service.service_level, levels))
    return replace(service, service_level=Code("Standard"))


def _normalized(code: Code, codes: OpenList) -> Code:
    return replace(code, value=codes.normalized(code.value))
