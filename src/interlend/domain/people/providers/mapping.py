"""What we make of what a provider says: which of its names gives which of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interlend.domain.people.models import IdentityProvider

FIELDS: dict[str, str | Promise] = {
    "email": gettext_lazy("E-mail address; finds the account of the staff"),
    "name": gettext_lazy("Name"),
    "barcode": gettext_lazy("Number of the library card; finds the reader"),
    "group": gettext_lazy("Code of the reader's user group"),
}
"""Our fields, and what they are for."""

DEFAULTS: dict[str, dict[str, str]] = {
    IdentityProvider.Kind.OIDC: {"email": "email", "name": "name"},
    IdentityProvider.Kind.SAML: {
        "email": "urn:oid:0.9.2342.19200300.100.1.3",
        "name": "urn:oid:2.16.840.1.113730.3.1.241",
    },
}
"""What is taken where the provider's mapping says nothing: the names that are usual (mail, displayName)."""

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Mapped:
    """One of our fields: from which name it is taken, its values, and why there are none."""

    field: str
    taken_from: str
    values: tuple[str, ...]
    why_none: str = ""

    @property
    def first(self) -> str:
        """The first value, or nothing."""
        return self.values[0] if self.values else ""


def mapped(provider: IdentityProvider, told: Mapping[str, Any]) -> dict[str, Mapped]:
    """Each of our fields, by its name."""
    return {field: _mapped(provider, field, told) for field in FIELDS}


def faults_of(mapping: Mapping[str, Any]) -> list[str]:
    """What is wrong with a mapping that somebody typed; empty: nothing."""
    unknown = sorted(set(mapping) - set(FIELDS))
    return [_("There is no field %(field)s.") % {"field": field} for field in unknown]


def _mapped(provider: IdentityProvider, field: str, told: Mapping[str, Any]) -> Mapped:
    usual = DEFAULTS[provider.kind].get(field, "")
    taken_from = str(provider.mapping.get(field, usual))
    if not taken_from:
        return Mapped(field, "", (), _("The mapping does not say where to take it from."))
    if taken_from not in told:
        return Mapped(field, taken_from, (), _("The provider did not send it."))
    sent = told[taken_from]
    each = sent if isinstance(sent, list) else [sent]
    values = tuple(
        str(value).strip()[:_LONGEST]
        for value in each
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip()
    )
    clean = tuple(value for value in values if value.isprintable())
    return Mapped(field, taken_from, clean, "" if clean else _("There is no usable text in it."))
