"""Search the catalogs of partners outside this installation, all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from interlend.domain.catalog.locate import Located
from interlend.domain.partners.models import LocateProfile, Partner

_ASKED_AT_ONCE = 8


def searched_by_sru() -> list[Partner]:
    """The partners whose catalogs lie outside, each with its locate profile. In the open scope."""
    return list(
        Partner.objects.filter(
            status=Partner.Status.ACTIVE,
            supports_borrowing=True,
            locate_profile__kind=LocateProfile.Kind.SRU,
        )
        .select_related("locate_profile")
        .order_by("name", "id")
    )


def ask_each(
    partners: Sequence[Partner], ask: Callable[[LocateProfile], Located]
) -> list[tuple[Partner, Located]]:
    """What each one's catalog says; the slowest sets the time, and no transaction may be open meanwhile."""
    if not partners:
        return []
    with ThreadPoolExecutor(_ASKED_AT_ONCE) as pool:
        said = pool.map(lambda partner: ask(partner.locate_profile), partners)
        return list(zip(partners, said, strict=True))
