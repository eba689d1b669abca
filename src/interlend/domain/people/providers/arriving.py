"""Who it is that a provider has sent: a user of the staff, or a reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from interlend.domain.people import accounts
from interlend.domain.people.models import IdentityProvider, Patron, User, UserGroup
from interlend.domain.people.providers.mapping import mapped
from interlend.domain.people.providers.refusal import Refused
from interlend.domain.people.staff import roles_of

_LONGEST_BARCODE = 60


def staff(provider: IdentityProvider, told: Mapping[str, Any]) -> User:
    """The user of this institution's staff. Raises Refused.

    A provider speaks for its own institution: whoever has no role there is not let in, though an account be
    made where the provider makes unknown staff, so that somebody can give it a role.
    """
    email = mapped(provider, told)["email"].first
    if not email:
        raise Refused(_("The provider did not say the e-mail address."))
    if told.get("email_verified") in (False, "false"):  # some providers say it as text
        raise Refused(_("The provider has not verified the e-mail address %(email)s.") % {"email": email})
    user = accounts.find(email)
    if user is None and provider.makes_unknown_staff:
        user = _made(provider, told, email)
    if user is None or not user.is_active:
        raise Refused(_("Nobody of the staff has the address %(email)s here.") % {"email": email})
    if all(held.zone_id != provider.zone_id for held in roles_of(user.pk)):
        raise Refused(_("%(email)s has no role here yet. Ask the administrator for one.") % {"email": email})
    return user


def reader(provider: IdentityProvider, told: Mapping[str, Any]) -> Patron:
    """The reader, made where unknown if the provider is set so. Raises Refused. In its scope."""
    found = mapped(provider, told)
    barcode = found["barcode"].first
    if not 0 < len(barcode) <= _LONGEST_BARCODE:
        raise Refused(_("The provider did not say the number of a library card."))
    patron = Patron.objects.filter(barcode=barcode).select_related("user_group").first()
    if patron is not None:
        return patron
    if not provider.makes_unknown_readers:
        raise Refused(_("The library does not know the card %(barcode)s.") % {"barcode": barcode})
    group = _group(provider, found["group"].values)
    if group is None:
        raise Refused(_("The reader's user group is not known here, and the provider has no default one."))
    name, email = found["name"].first or barcode, found["email"].first
    return Patron.objects.create(barcode=barcode, name=name, email=email, user_group=group)


def _made(provider: IdentityProvider, told: Mapping[str, Any], email: str) -> User | None:
    try:
        return accounts.make_user(email=email, name=mapped(provider, told)["name"].first or email)
    except accounts.NotMade as why:
        raise Refused(str(why)) from None


def _group(provider: IdentityProvider, codes: tuple[str, ...]) -> UserGroup | None:
    known = {group.code: group for group in UserGroup.objects.filter(code__in=codes)}
    named = next((known[code] for code in codes if code in known), None)
    return named or provider.default_group
