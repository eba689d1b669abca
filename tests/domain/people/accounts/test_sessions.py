"""What a session opens: everything for who signed in here, one institution for whom it has vouched."""

from __future__ import annotations

from typing import Any

import pytest

from interlend.domain.people import sessions
from interlend.domain.people.models import IdentityProvider, Role, RoleAssignment, User
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone


@pytest.fixture
def zones(db: None) -> list[Zone]:
    return [Zone.objects.create(code=code, name=code.title()) for code in ("howard", "albany")]


@pytest.fixture
def ana(zones: list[Zone]) -> User:
    """She works at both."""
    ana = User.objects.create_user("ana@howard.example", "Ana")
    for zone in zones:
        with scope.entered(zone.pk):
            RoleAssignment.objects.create(user=ana, role=Role.DESK_OPERATOR)
    return ana


def zones_opened(session: dict[str, Any], user: User) -> list[int]:
    return [held.zone_id for held in sessions.roles_in(session, user.pk)]


def test_a_password_opens_all_institutions_where_one_works(zones: list[Zone], ana: User) -> None:
    assert zones_opened({}, ana) == [zone.pk for zone in zones]
    assert sessions.may_change_account({}, ana.pk)


def test_a_provider_opens_its_own_institution_only_and_not_the_account(zones: list[Zone], ana: User) -> None:
    session: dict[str, Any] = {}
    sessions.begun_by_provider(session, IdentityProvider(pk=1, zone_id=zones[0].pk))
    assert zones_opened(session, ana) == [zones[0].pk]
    assert not sessions.may_change_account(session, ana.pk)


def test_who_works_at_one_institution_may_change_the_account_in_its_session(
    zones: list[Zone], db: None
) -> None:
    ben = User.objects.create_user("ben@howard.example", "Ben")
    with scope.entered(zones[0].pk):
        RoleAssignment.objects.create(user=ben, role=Role.DESK_OPERATOR)
    session: dict[str, Any] = {}
    sessions.begun_by_provider(session, IdentityProvider(pk=1, zone_id=zones[0].pk))
    assert sessions.may_change_account(session, ben.pk)


@pytest.mark.parametrize("checks", [True, False])
def test_a_provider_may_bring_the_second_factor(checks: bool) -> None:
    session: dict[str, Any] = {}
    provider = IdentityProvider(pk=1, zone_id=1, checks_second_factor=checks)
    sessions.begun_by_provider(session, provider)
    assert sessions.has_shown_second_factor(session) == checks


def test_the_next_sign_in_starts_anew() -> None:
    session: dict[str, Any] = {"desk": 7}
    sessions.begun_by_provider(session, IdentityProvider(pk=1, zone_id=1, checks_second_factor=True))
    sessions.forget(session)
    assert session == {"desk": 7}
