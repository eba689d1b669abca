"""Symbols: the names under which agencies are known on the wire, `authority:symbol`, whatever their case.

One agency has a symbol in force; a retired one stays an alias, so a peer that still uses it is served.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from interlend.domain.agencies.models import Agency, AgencySymbol


class SymbolTaken(ValueError):
    """A symbol is in force elsewhere: it can be disputed, never claimed."""


def agency_of(symbols: Iterable[str]) -> dict[str, Agency]:
    """The agencies that these symbols name, by the symbols as they were given; unknown ones are left out.

    A symbol in force wins over an alias, a younger alias over an older one. One statement for all of them.
    """
    parts = {given: split(given) for given in symbols}
    named = Q(pk__in=[])
    for authority, symbol in parts.values():
        named |= Q(authority__iexact=authority, symbol__iexact=symbol)
    rows = AgencySymbol.objects.filter(named).select_related("agency")
    found: dict[tuple[str, str], Agency] = {}
    for row in rows.order_by(F("in_force_to").desc(nulls_first=True)):
        found.setdefault(_key(row.authority, row.symbol), row.agency)
    return {given: found[_key(*pair)] for given, pair in parts.items() if _key(*pair) in found}


def split(given: str) -> tuple[str, str]:
    """`authority:symbol` in its two parts, cut at the first colon; without one the authority is empty."""
    authority, colon, symbol = given.strip().partition(":")
    return (authority.strip(), symbol.strip()) if colon else ("", authority)


def canonical(given: str) -> str:
    """`AUTHORITY:SYMBOL` in capitals, as `credentials.Caller` holds symbols: what two spellings share."""
    return ":".join(_key(*split(given)))


def give_symbol(*, agency: Agency, authority: str, symbol: str, now: datetime) -> AgencySymbol:
    """Put a symbol in force for an agency. One that it has already is left as it is. Raises SymbolTaken."""
    try:
        with transaction.atomic():
            return AgencySymbol.objects.create(
                agency=agency, authority=authority, symbol=symbol, in_force_from=now
            )
    except IntegrityError:
        holder = _in_force(authority, symbol).select_related("agency").get()
    if holder.agency_id == agency.pk:
        return holder
    raise SymbolTaken(
        _("%(symbol)s is in force for %(agency)s.") % {"symbol": holder, "agency": holder.agency}
    )


def retire_symbol(*, agency: Agency, authority: str, symbol: str, now: datetime) -> bool:
    """End the force of an agency's symbol; it stays an alias. False where it was not in force for it."""
    held = _in_force(authority, symbol).filter(agency=agency)
    return bool(held.update(in_force_to=now))


def _in_force(authority: str, symbol: str) -> QuerySet[AgencySymbol]:
    return AgencySymbol.objects.filter(
        authority__iexact=authority, symbol__iexact=symbol, in_force_to__isnull=True
    )


def _key(authority: str, symbol: str) -> tuple[str, str]:
    return authority.upper(), symbol.upper()
