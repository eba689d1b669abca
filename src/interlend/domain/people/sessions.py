"""What a session says about how somebody signed in, and so what it opens.

An identity provider speaks for its own institution only: a session that it began opens no other one's
screens, whatever roles the user has there.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session

from interlend.domain.people.models import IdentityProvider
from interlend.domain.people.staff import HeldRole, roles_of

_VOUCHED_BY = "vouched_by"
_SECOND_FACTOR = "second_factor"


def begun_by_provider(session: MutableMapping[str, Any], provider: IdentityProvider) -> None:
    """An identity provider has said who this is."""
    session[_VOUCHED_BY] = {"zone": provider.zone_id, "provider": provider.pk}
    if provider.checks_second_factor:
        second_factor_shown(session)


def vouched_by(session: Mapping[str, Any]) -> IdentityProvider | None:
    """The identity provider that began the session, known by its id and its zone alone; None: none did."""
    kept = session.get(_VOUCHED_BY)
    return None if kept is None else IdentityProvider(pk=kept["provider"], zone_id=kept["zone"])


def forget(session: MutableMapping[str, Any]) -> None:
    """Whatever an earlier sign-in of this session said."""
    session.pop(_VOUCHED_BY, None)
    forget_second_factor(session)


def forget_second_factor(session: MutableMapping[str, Any]) -> None:
    """The second factor that was shown is none any more."""
    session.pop(_SECOND_FACTOR, None)


def second_factor_shown(session: MutableMapping[str, Any]) -> None:
    """A second factor was shown in this session."""
    session[_SECOND_FACTOR] = True


def has_shown_second_factor(session: Mapping[str, Any]) -> bool:
    """Whether a second factor was shown in this session."""
    return bool(session.get(_SECOND_FACTOR))


def roles_in(session: Mapping[str, Any], user_id: int) -> list[HeldRole]:
    """The user's roles that this session opens. One statement, outside any scope."""
    vouched = session.get(_VOUCHED_BY)
    return [held for held in roles_of(user_id) if vouched is None or held.zone_id == vouched["zone"]]


def may_change_account(session: Mapping[str, Any], user_id: int) -> bool:
    """Whether password and second factor may be changed in this session.

    Not where a provider of one institution has vouched for somebody who works for another one too.
    """
    return len(roles_in(session, user_id)) == len(roles_of(user_id))


def forget_old(*, now: datetime) -> int:
    """Remove the sessions that have ended by themselves; answers how many. Outside any scope."""
    gone, _ = Session.objects.filter(expire_date__lt=now).delete()
    return gone
