"""Beginning a conversation: with the version, dialect and symbols that it keeps to its end."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.db.models import Func, QuerySet
from django.utils.translation import gettext as _

from interlend.domain.agencies.models import AgencySymbol
from interlend.domain.exchange.models import Conversation
from interlend.domain.partners.models import Partner
from interlend.domain.zones.compiled import compiled

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no letter that reads like a digit
_LENGTH = 13  # 65 bits: unique without asking, and far below the 32 characters that some systems keep


class NoSymbol(ValueError):
    """An agency has no symbol in force, so nobody can be told who it is."""


def begin_as_borrower(*, partner: Partner, our_agency_id: int) -> Conversation:
    """Open the conversation in which we ask this partner for one item. Raises NoSymbol. Two statements."""
    symbols = symbols_in_force(our_agency_id, partner.agency_id)
    return Conversation.objects.create(
        our_agency_id=our_agency_id,
        their_agency_id=partner.agency_id,
        partner=partner,
        role=Conversation.Role.BORROWER,
        request_id=new_request_id(),
        schema_version=partner.schema_version,
        dialect=partner.dialect,
        our_symbol=symbols[our_agency_id],
        their_symbol=symbols[partner.agency_id],
    )


def as_lender(
    *,
    partner: Partner,
    our_agency_id: int,
    request_id: str,
    our_symbol: str,
    their_symbol: str,
    open_asks: list[str],
    last_change_at: datetime | None,
) -> Conversation:
    """The conversation that a partner's request opens, not saved yet."""
    return Conversation(
        zone_id=partner.zone_id,
        our_agency_id=our_agency_id,
        their_agency_id=partner.agency_id,
        partner=partner,
        role=Conversation.Role.LENDER,
        request_id=request_id,
        schema_version=partner.schema_version,
        dialect=partner.dialect,
        our_symbol=our_symbol,
        their_symbol=their_symbol,
        open_asks=open_asks,
        last_change_at=last_change_at,
    )


def symbols_in_force(*agency_ids: int) -> dict[int, str]:
    """The `authority:symbol` that each agency goes by now, the youngest one. Raises NoSymbol."""
    held = _symbols_of(agency_ids=list(agency_ids))
    symbols = {symbol.agency_id: str(symbol) for symbol in held}
    for agency_id in agency_ids:
        if agency_id not in symbols:
            raise NoSymbol(_("Agency %(agency)s has no symbol in force.") % {"agency": agency_id})
    return symbols


@compiled
def _symbols_of(agency_ids: Any) -> QuerySet[AgencySymbol]:
    these = Func(agency_ids, template="(SELECT unnest(%(expressions)s::bigint[]))")
    return AgencySymbol.objects.filter(agency_id__in=these, in_force_to__isnull=True).order_by("id")


def new_request_id() -> str:
    """A new requestingAgencyRequestId: short, ASCII, upper case, since peers cut and re-case ids."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
