"""A host name of its own: the institution's code may be left out there, and no other institution is seen."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from interlend.domain.zones.models import Zone


@pytest.fixture
def at_their_host(db: None, settings: Settings) -> Client:
    Zone.objects.create(code="howard", name="Howard")
    Zone.objects.create(code="american", name="American")
    settings.ALLOWED_HOSTS = ["lend.howard.example"]
    settings.INTERLEND_ZONE_HOSTS = {"lend.howard.example": "howard"}
    return Client(headers={"Host": "lend.howard.example"})


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("/", (302, "/howard/")),
        ("/desk/", (302, "/howard/desk/")),
        ("/howard/desk/", (302, "/sign-in?next=/howard/desk/")),
        ("/american/desk/", (404, "")),
        ("/health/live", (200, "")),
    ],
)
def test_an_address_at_the_host_of_an_institution(
    at_their_host: Client, asked: str, answer: tuple[int, str]
) -> None:
    response = at_their_host.get(asked)
    assert (response.status_code, response.headers.get("Location", "")) == answer


def test_nothing_is_posted_to_an_address_without_its_code(at_their_host: Client) -> None:
    assert at_their_host.post("/desk/scan", {"code": "1"}).status_code == 404
