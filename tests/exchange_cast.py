"""Howard lends here; Albany and Buffalo are two of its partners elsewhere, Georgetown is nobody's.

One installation with one institution, and messages as the systems of the others would write them. Everything
is plainly made up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from interlend.domain.agencies import credentials
from interlend.domain.agencies.credentials import Caller, Carrier
from interlend.domain.agencies.models import Agency, AgencySymbol
from interlend.domain.libraries.models import FulfillmentUnit, Library, Location
from interlend.domain.partners.models import Partner
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone
from interlend.kernel.iso18626.codec import decode, encode
from interlend.kernel.iso18626.codes import (
    Action,
    MessageStatus,
    ReasonForMessage,
    ServiceType,
    Status,
    YesNo,
)
from interlend.kernel.iso18626.messages import (
    Confirmation,
    Header,
    Request,
    RequestConfirmation,
    RequestingAgencyMessage,
    RequestingAgencyMessageConfirmation,
    Spoken,
    SupplyingAgencyMessage,
    SupplyingAgencyMessageConfirmation,
    Version,
)
from interlend.kernel.iso18626.parts import (
    AgencyId,
    BibliographicInfo,
    Code,
    MessageInfo,
    ServiceInfo,
    StatusInfo,
)

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
SYMBOLS = {"howard": "XH", "albany": "XA", "buffalo": "XB", "georgetown": "XG"}


@dataclass
class Cast:
    """The institution, all agencies by name, its partners, and the keys that the partners call it with."""

    zone: Zone
    agencies: dict[str, Agency]
    partners: dict[str, Partner]
    keys: dict[str, str]

    def caller(self, name: str) -> Caller:
        """Who is calling, when a partner uses its key."""
        found = credentials.identify(presented=self.keys[name], carrier=Carrier.HEADER)
        assert found is not None
        return found


def build(*, url: str = "") -> Cast:
    """Build the institution, in a transaction of its own; `url` is where its partners take messages."""
    zone = Zone.objects.create(code="howard", name="Howard University")
    agencies = {name: Agency.objects.create(name=name.title()) for name in SYMBOLS}
    agencies["howard"].zone = zone
    agencies["howard"].save()
    for name, symbol in SYMBOLS.items():
        AgencySymbol.objects.create(agency=agencies[name], authority="ISIL", symbol=symbol)
    with scope.entered(zone.pk):
        main = Library.objects.create(
            code="main", name="Main Library", agency=agencies["howard"], is_resource_sharing=True
        )
        unit = FulfillmentUnit.objects.create(code="main", name="Main")
        main.lending_location = Location.objects.create(
            library=main, code="LENDING", name="Lending", fulfillment_unit=unit
        )
        main.save()
        partners, keys = {}, {}
        for name in ("albany", "buffalo"):
            partners[name] = Partner.objects.create(
                agency=agencies[name], code=name, name=name.title(), url=url
            )
            keys[name] = credentials.make(
                our_agency=agencies["howard"], their_agency=agencies[name]
            ).shown_once
    return Cast(zone=zone, agencies=agencies, partners=partners, keys=keys)


def agency_id(name: str) -> AgencyId:
    return AgencyId(Code("ISIL"), SYMBOLS[name])


def header(
    *, borrower: str = "albany", lender: str = "howard", id: str = "ASK-1", at: datetime = NOW
) -> Header:
    """The header of a message between two of the cast."""
    return Header(
        requesting_agency_id=agency_id(borrower),
        supplying_agency_id=agency_id(lender),
        timestamp=at,
        requesting_agency_request_id=id,
    )


def request(*, title: str = "Their Eyes Were Watching God", **head: object) -> Request:
    """Albany asks Howard for a book."""
    return Request(
        header=header(**head),  # type: ignore[arg-type]
        bibliographic_info=BibliographicInfo(title=title),
        service_info=ServiceInfo(service_type=ServiceType.LOAN),
    )


def said(action: Action, *, note: str | None = None, **head: object) -> RequestingAgencyMessage:
    """The borrower says something after its request."""
    return RequestingAgencyMessage(header=header(**head), action=action, note=note)  # type: ignore[arg-type]


def told(
    status: Status,
    reason: ReasonForMessage = ReasonForMessage.STATUS_CHANGE,
    *,
    changed: datetime | None = None,
    yes: YesNo | None = None,
    **head: object,
) -> SupplyingAgencyMessage:
    """The lender says something; here Howard borrows from Albany."""
    top = header(**{"borrower": "howard", "lender": "albany", **head})  # type: ignore[arg-type]
    return SupplyingAgencyMessage(
        header=top,
        message_info=MessageInfo(reason_for_message=reason, answer_yes_no=yes),
        status_info=StatusInfo(status=status, last_change=changed or top.timestamp),
    )


def xml(message: Spoken, version: Version = Version.V1_2) -> bytes:
    """A message as it comes over the wire."""
    return encode(message, version)


def later(message: Spoken, **by: float) -> Spoken:
    """The same words under a later timestamp, as from a sender that made its message anew."""
    at = message.header.timestamp + timedelta(**by)
    return replace(message, header=replace(message.header, timestamp=at))


def confirmed(body: bytes) -> tuple[str, str | None]:
    """A confirmation in short: its status, and what it has to say about an error."""
    confirmation = decode(body).message
    assert isinstance(
        confirmation,
        RequestConfirmation | SupplyingAgencyMessageConfirmation | RequestingAgencyMessageConfirmation,
    )
    return _short(confirmation)


def _short(confirmation: Confirmation) -> tuple[str, str | None]:
    status = confirmation.confirmation_header.message_status
    if status == MessageStatus.OK:
        return "OK", None
    (error,) = confirmation.error_data
    return "ERROR", f"{error.error_type} {error.error_value}"
