"""Links by mail with which somebody chooses a password, or a PIN: good for an hour, and once.

The link is made when the mail is sent and kept nowhere. It is good as long as the password, or PIN, that it
was made for is in force; the first use changes that.
"""

from __future__ import annotations

from datetime import datetime
from smtplib import SMTPException
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from interlend.domain.people.models import Patron, User
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone

log = structlog.get_logger(__name__)

_for_password = PasswordResetTokenGenerator()


class _ForPin(PasswordResetTokenGenerator):
    key_salt = "interlend.pin"

    def _make_hash_value(self, user: Patron, timestamp: int) -> str:  # type: ignore[override]
        return f"{user.zone_id}.{user.pk}.{user.pin}.{user.email}.{timestamp}"


_for_pin = _ForPin()


def password_link(user: User) -> str:
    """An address at which this user chooses a password, once, within the hour."""
    at = reverse("sign_in:set-password", args=[_shown(user.pk), _for_password.make_token(user)])
    return f"{settings.INTERLEND_BASE_URL}{at}"


def of_password_link(shown: str, token: str) -> User | None:
    """The user whom a link is for, or None: it is not one of ours, was used, or is too old."""
    user = User.objects.filter(pk=_hidden(shown), is_active=True).first()
    return user if user is not None and _for_password.check_token(user, token) else None


def pin_link(patron: Patron, zone: Zone) -> str:
    """An address at which this reader chooses a PIN, once, within the hour."""
    token = _for_pin.make_token(patron)  # type: ignore[arg-type]
    return f"{home(zone)}{reverse('sign_in:set-pin', args=[zone.code, _shown(patron.pk), token])}"


def home(zone: Zone) -> str:
    """Where others reach an institution, without a slash at the end: at its own host if it has one."""
    own = next((host for host, code in settings.INTERLEND_ZONE_HOSTS.items() if code == zone.code), None)
    if own is None:
        return settings.INTERLEND_BASE_URL
    base = urlsplit(settings.INTERLEND_BASE_URL)
    return f"{base.scheme}://{own}{f':{base.port}' if base.port else ''}"


def of_pin_link(shown: str, token: str) -> Patron | None:
    """The reader whom a link is for, or None. In the scope of the institution."""
    patron = Patron.objects.filter(pk=_hidden(shown)).first()
    return patron if patron is not None and _for_pin.check_token(patron, token) else None  # type: ignore[arg-type]


def mail_password_link(*, user_id: int, now: datetime) -> None:
    """Send a user the link. A job: raises what the mail server says, to be tried again."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is not None:
        _send(
            user.email,
            _("Choose your password"),
            "mail/password.txt",
            name=user.name,
            link=password_link(user),
        )


def mail_pin_link(*, zone_id: int, patron_id: int, now: datetime) -> None:
    """Send a reader the link. A job: raises what the mail server says, to be tried again."""
    zone = Zone.objects.get(pk=zone_id)
    with scope.entered(zone_id):
        patron = Patron.objects.filter(pk=patron_id).exclude(email="").first()
    if patron is not None:
        facts = {"name": patron.name, "institution": zone.name, "link": pin_link(patron, zone)}
        _send(patron.email, _("Choose your PIN"), "mail/pin.txt", **facts)


def _send(to: str, subject: str, template: str, **facts: str) -> None:
    try:
        send_mail(subject, render_to_string(f"people/{template}", facts), None, [to])
    except (OSError, SMTPException) as error:
        log.warning("link not sent", error=type(error).__name__)
        raise


def _shown(pk: int) -> str:
    return urlsafe_base64_encode(str(pk).encode())


def _hidden(shown: str) -> int:
    """The id in a link; 0, which nobody has, where there is none."""
    try:
        told = urlsafe_base64_decode(shown).decode("ascii")
    except ValueError:
        return 0
    return int(told) if told.isdecimal() and len(told) < 19 else 0
