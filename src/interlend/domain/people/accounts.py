"""Accounts of the staff: an e-mail address and a password. Installation-wide, so in no scope."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from interlend.domain.people.models import User


class NotMade(ValueError):
    """An account cannot be made; the text says why."""


def make_user(*, email: str, name: str, password: str | None = None) -> User:
    """A new user; without a password only a link, or an identity provider, lets them in.

    Raises NotMade where the address is none or is taken, in whichever case it is written, and for a
    password against the rules.
    """
    try:
        validate_email(email)
        if password is not None:
            validate_password(password, User(email=email, name=name))
    except ValidationError as refused:
        raise NotMade(" ".join(refused.messages)) from None
    taken = NotMade(_("There is a user with the address %(email)s already.") % {"email": email})
    if find(email) is not None:
        raise taken
    try:
        with transaction.atomic():
            return User.objects.create_user(email, name, password)
    except IntegrityError:
        raise taken from None


def find(email: str) -> User | None:
    """The user with this address; upper and lower case make no difference unless two differ only in it.

    The database takes more letters for each other than case-folding does (the dotless i for I), and tries are
    counted for the folded address: what it finds beyond that is left out.
    """
    alike = [] if "\x00" in email else User.objects.filter(email__iexact=email).order_by("id")
    found = [user for user in alike if user.email.casefold() == email.casefold()]
    exact = [user for user in found if user.email == email]
    return next(iter(exact or found), None) if exact or len(found) == 1 else None


def whose(*, email: str, password: str) -> User | None:
    """The user who signs in by this address and password, or None.

    It takes as long for an address that nobody has: the time does not tell whether there is an account.
    """
    user = find(email)
    if user is None or not user.has_usable_password():
        User().set_password(password)
        return None
    return user if user.check_password(password) and user.is_active else None


def set_password(*, user: User, password: str) -> None:
    """A new password, which ends the user's sessions. Raises ValidationError: what is against the rules."""
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
