"""Howard and Albany, Ana who works at Howard, Rita who reads there, and the browsers in front of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from interlend.domain.people import accounts, pins
from interlend.domain.people.models import Patron, Role, RoleAssignment, User, UserGroup
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone
from tests import clockwork

PASSWORD = "a good long word"
PIN = "bluebird"


@dataclass
class Place:
    """An institution with somebody who works there and somebody who reads there."""

    zone: Zone
    ana: User
    rita: Patron

    def employs(self, user: User, role: Role = Role.DESK_OPERATOR) -> None:
        """Give a user a role."""
        with scope.entered(self.zone.pk):
            RoleAssignment.objects.create(user=user, role=role)


@pytest.fixture(autouse=True)
def quick_hashes(settings: Settings) -> None:
    """A slow hash is no use to tests that hash hundreds of times."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def howard(db: None) -> Place:
    """Howard, with Ana at its desk."""
    place = _place("howard")
    place.employs(place.ana)
    return place


@pytest.fixture
def albany(db: None) -> Place:
    """Albany, with another Ana and Rita."""
    place = _place("albany")
    place.employs(place.ana)
    return place


@pytest.fixture
def browser(db: None) -> Client:
    """A browser whose forms carry a CSRF token, as real ones do."""
    return Client(enforce_csrf_checks=True)


def submit(browser: Client, path: str, **fields: str) -> Any:
    """Open a page, fill in its form and send it."""
    page = browser.get(path)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert token is not None, page.content.decode()
    return browser.post(path.partition("?")[0], {"csrfmiddlewaretoken": token[1], **fields})


def words(answer: Any) -> str:
    """What stands on a page, without its markup."""
    text = re.sub(r"<(script|style|title)\b.*?</\1>|<[^>]*>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(text.replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&").split())


def link_in_the_mail() -> str:
    """The path of the link in the only mail, which is sent by the jobs that were left."""
    clockwork.turn()
    (sent,) = mail.outbox
    found = re.search(r"^http://127\.0\.0\.1:8000(/\S+)$", str(sent.body), re.MULTILINE)
    assert found is not None, sent.body
    return found[1]


def _place(code: str) -> Place:
    zone = Zone.objects.create(code=code, name=code.title())
    ana = accounts.make_user(email=f"ana@{code}.example", name="Ana Ortiz", password=PASSWORD)
    with scope.entered(zone.pk):
        group = UserGroup.objects.create(code="faculty", name="Faculty")
        rita = Patron.objects.create(
            barcode=f"{code}-42", name="Rita Reader", email=f"rita@{code}.example", user_group=group
        )
        pins.set_pin(patron=rita, pin=PIN)
    return Place(zone, ana, rita)
