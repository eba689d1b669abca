"""A partner as a peer on the wire: pause and resume delivery from all our agencies to it, by its code."""

from __future__ import annotations

from django.utils.translation import gettext as _

from interlend.domain.agencies.models import Agency
from interlend.domain.partners import connections
from interlend.domain.partners.models import Partner
from interlend.domain.zones import scope


class UnknownPartner(LookupError):
    """No partner of the open zone has this code; the message is a plain sentence."""


class NothingIsSent(ValueError):
    """No library of the open zone has a symbol; the message is a plain sentence."""


def pause(partner_code: str, *, by: str) -> Partner:
    """Send nothing to this partner until somebody resumes. Raises UnknownPartner, NothingIsSent."""
    partner = named(partner_code)
    for our_agency_id in _our_agencies():
        connections.pause(our_agency_id=our_agency_id, their_agency_id=partner.agency_id, by=by)
    return partner


def resume(partner_code: str) -> Partner:
    """Send to this partner again, and at once. Raises UnknownPartner, NothingIsSent."""
    partner = named(partner_code)
    for our_agency_id in _our_agencies():
        connections.resume(our_agency_id=our_agency_id, their_agency_id=partner.agency_id)
    return partner


def named(partner_code: str) -> Partner:
    """The partner of this code, retired ones aside. Raises UnknownPartner."""
    partner = Partner.objects.exclude(status=Partner.Status.RETIRED).filter(code__iexact=partner_code).first()
    if partner is None:
        raise UnknownPartner(_("There is no partner %(code)s here.") % {"code": partner_code})
    return partner


def _our_agencies() -> list[int]:
    ours = list(Agency.objects.filter(zone_id=scope.current_zone_id()).values_list("pk", flat=True))
    if not ours:
        raise NothingIsSent(_("No library here has a symbol, so nothing is sent."))
    return ours
