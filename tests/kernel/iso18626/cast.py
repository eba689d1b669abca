"""The libraries of these tests, and how they talk: Ashby borrows, Brook lends. Both are made up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from interlend.kernel.iso18626.codes import Action, ReasonForMessage, ServiceType, Status
from interlend.kernel.iso18626.messages import (
    Header,
    Request,
    RequestingAgencyMessage,
    SupplyingAgencyMessage,
)
from interlend.kernel.iso18626.parts import (
    AgencyId,
    BibliographicInfo,
    Code,
    MessageInfo,
    ServiceInfo,
    StatusInfo,
)

ASHBY = AgencyId(Code("ISIL"), "XX-ASHBY")
BROOK = AgencyId(Code("ISIL"), "XX-BROOK")
MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(minutes: int) -> datetime:
    """So many minutes into the morning."""
    return MORNING + timedelta(minutes=minutes)


def header(minutes: int = 0) -> Header:
    return Header(
        supplying_agency_id=BROOK,
        requesting_agency_id=ASHBY,
        timestamp=at(minutes),
        requesting_agency_request_id="ASH-1",
    )


def ashby_asks(**more: Any) -> Request:
    """A request for a loan; `more` replaces parts of it."""
    request = Request(
        header=header(),
        bibliographic_info=BibliographicInfo(title="Kites"),
        service_info=ServiceInfo(service_type=ServiceType.LOAN),
    )
    return replace(request, **more)


def ashby_says(action: Action | str, minutes: int = 0, note: str | None = None) -> RequestingAgencyMessage:
    return RequestingAgencyMessage(header=header(minutes), action=action, note=note)


def brook_says(
    reason: ReasonForMessage | str,
    status: Status | str | None,
    minutes: int = 0,
    *,
    changed: int | None = None,
    info: dict[str, Any] | None = None,
    **more: Any,
) -> SupplyingAgencyMessage:
    """A message of the lender, sent and changed so many minutes into the morning."""
    return SupplyingAgencyMessage(
        header=header(minutes),
        message_info=MessageInfo(reason_for_message=reason, **(info or {})),
        status_info=StatusInfo(status=status, last_change=at(minutes if changed is None else changed)),
        **more,
    )
