"""What an identity provider is set to, as its row keeps it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from interlend.domain.people.models import IdentityProvider
from interlend.domain.people.providers.refusal import Refused


def setting(provider: IdentityProvider, name: str) -> str:
    """A setting that is text. Raises Refused where it is missing."""
    value = provider.settings.get(name)
    if not isinstance(value, str) or not value:
        raise missing(name)
    return value


def missing(name: str) -> Refused:
    """The refusal where a setting is not there."""
    return Refused(_("The setting %(name)s of the identity provider is missing.") % {"name": name})
