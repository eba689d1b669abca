"""Who gets in at a screen, and what the others are told."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.test import Client

from interlend.domain.libraries.models import CirculationDesk, Library
from interlend.domain.people.models import Role, RoleAssignment, User
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone
from interlend.interfaces.screens import desks

Staff = Callable[..., User]


@pytest.fixture
def howard(db: None) -> Zone:
    return Zone.objects.create(code="howard", name="Howard")


@pytest.fixture
def american(db: None) -> Zone:
    return Zone.objects.create(code="american", name="American")


@pytest.fixture
def two(howard: Zone, american: Zone) -> tuple[Zone, Zone]:
    return howard, american


@pytest.fixture
def staff(db: None) -> Staff:
    """Makes somebody with a role in each of these zones."""

    def make(role: Role, *zones: Zone, library: Library | None = None) -> User:
        user = User.objects.create_user("clerk@example.org", "C. Clerk", "a long password")
        for zone in zones:
            with scope.entered(zone.pk):
                RoleAssignment.objects.create(user=user, role=role, library=library)
        return user

    return make


def desk_of(zone: Zone, code: str) -> CirculationDesk:
    with scope.entered(zone.pk):
        library = Library.objects.create(code=code, name=f"Library {code}", time_zone="America/New_York")
        return CirculationDesk.objects.create(library=library, code="front", name=f"Front desk {code}")


def stands_at(client: Client, zone: Zone, desk: CirculationDesk) -> None:
    from django.http import HttpResponse

    response = HttpResponse()
    desks.choose(response, zone, desk)
    client.cookies.update(response.cookies)


def test_who_has_not_signed_in_is_asked_to_and_comes_back(client: Client, howard: Zone) -> None:
    response = client.get("/howard/desk/")
    assert (response.status_code, response.headers["Location"]) == (302, "/sign-in?next=/howard/desk/")


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(client: Client, howard: Zone) -> None:
    shown = {"HX-Request": "true", "HX-Current-URL": "https://testserver/howard/desk/lending?q=is:open"}
    response = client.get("/howard/desk/lending", headers=shown)
    assert response.headers["HX-Redirect"] == "/sign-in?next=/howard/desk/lending%3Fq%3Dis%3Aopen"


@pytest.mark.parametrize(
    ("at", "status", "says"),
    [
        ("howard", HTTPStatus.OK, "Today"),
        ("american", HTTPStatus.FORBIDDEN, "You have no role at American."),
        ("nowhere", HTTPStatus.NOT_FOUND, ""),
    ],
)
def test_staff_get_in_where_they_have_a_role(
    two: tuple[Zone, Zone], staff: Staff, at: str, status: int, says: str
) -> None:
    client = Client()
    client.force_login(staff(Role.SERVICES_OPERATOR, two[0]))
    response = client.get(f"/{at}/desk/")
    assert (response.status_code, says in response.content.decode()) == (status, True)


def test_who_has_roles_in_two_institutions_can_go_from_one_to_the_other(
    client: Client, howard: Zone, american: Zone, staff: Staff
) -> None:
    client.force_login(staff(Role.SERVICES_OPERATOR, howard, american))
    page = client.get("/howard/desk/").content.decode()
    assert '<a href="/american/desk/">' in page


def test_a_role_at_one_library_holds_only_at_its_desks(client: Client, howard: Zone, staff: Staff) -> None:
    ours, theirs = desk_of(howard, "ours"), desk_of(howard, "theirs")
    client.force_login(staff(Role.SERVICES_OPERATOR, howard, library=ours.library))
    answers = []
    for desk in (theirs, ours):
        stands_at(client, howard, desk)
        answers.append(client.get("/howard/desk/lending").status_code)
    assert answers == [HTTPStatus.FORBIDDEN, HTTPStatus.OK]


def test_a_desk_of_another_institution_counts_as_none(
    client: Client, howard: Zone, american: Zone, staff: Staff
) -> None:
    client.force_login(staff(Role.SERVICES_OPERATOR, howard))
    stands_at(client, howard, desk_of(american, "foreign"))
    assert "Choose a desk" in client.get("/howard/desk/").content.decode()


def test_every_page_tells_browsers_to_run_nothing_else(client: Client, howard: Zone) -> None:
    policy = client.get("/howard/").headers["Content-Security-Policy"]
    assert [part for part in policy.split("; ") if "script" in part or "style" in part] == [
        "script-src 'self'",
        "style-src 'self'",
    ]
