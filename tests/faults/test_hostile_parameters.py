"""Whatever stands in an address, the screens answer in words: no fault of ours, and no markup of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import quote

import pytest
from django.db import transaction
from django.http import HttpRequest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from interlend.domain.people.models import Patron, Role, RoleAssignment, User
from interlend.domain.zones import scope
from interlend.interfaces.screens import readers
from tests import world as worlds
from tests.world import RITA

WORDS = {
    "a NUL": "a\x00b",
    "a surrogate alone": "\ud800",
    "a line break": "a\r\nSet-Cookie: a=b",
    "markup": "\"'><script>alert(1)</script>",
    "a very long word": "x" * 3000,
    "signs of two code units": "\U0001f4da" * 300,
    "a very long number": "9" * 40,
    "less than nothing": "-1",
    "digits of elsewhere": "٣²",
    "a quotation without an end": 'state:"',
    "operators of text search": "& | ! :* <-> ()",
}
ADDRESSES = [
    "/{}/",
    "/{}/desk/",
    "/howard/?q={}",
    "/howard/?q=a&p={}",
    "/howard/ask?record={}",
    "/howard/ask?title={}",
    "/howard/desk/at?next={}",
    "/howard/desk/borrowing?page={}",
    "/howard/desk/borrowing?q={}",
    "/howard/desk/borrowing?sort={}",
    "/howard/desk/borrowing?q={}&part=facets",
    "/howard/desk/borrowing/{}",
    "/howard/desk/hold-shelf?library={}",
    "/howard/desk/lending?q={}",
    "/howard/desk/lending/pull-list?library={}",
    "/howard/desk/lending/pull-slips?q={}",
    "/howard/desk/lending/{}",
    "/howard/desk/messages/{}",
    "/howard/desk/scan/slip/hold/{}",
    "/howard/desk/scan/slip/{}/a",
    "/howard/elsewhere?q={}",
    "/howard/record/{}",
    "/howard/requests/{}",
    "/howard/sign-in/by/{}/answer?state={}",
    "/howard/sign-in/pin/{}/{}",
    "/howard/sign-in?next={}",
    "/sign-in/password/{}/{}",
    "/sign-in?institution={}",
    "/sign-in?next={}",
]


@pytest.fixture(scope="module")
def browser(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Client]:
    """A browser in which somebody who may do all at Howard has signed in, and Rita beside them."""
    with django_db_blocker.unblock(), transaction.atomic():
        howard = worlds.build().howard
        user = User.objects.create_user("all@howard.example", "All")
        made = Client(raise_request_exception=False)
        made.force_login(user)
        with scope.entered(howard.zone.pk):
            RoleAssignment.objects.bulk_create(RoleAssignment(user=user, role=role) for role in Role)
            rita = Patron.objects.get(barcode=RITA)
        request = HttpRequest()
        request.session = made.session
        readers.sign_in(request, rita)
        request.session.save()
        made.cookies["interlend_session"] = str(request.session.session_key)
        yield made
        transaction.set_rollback(True)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_word_in_an_address_is_a_fault_of_ours(browser: Client, address: str) -> None:
    answers = {name: browser.get(address.replace("{}", _written(word))) for name, word in WORDS.items()}
    faults = [
        name for name, answer in answers.items() if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
    ]
    markup = [name for name, answer in answers.items() if b"<script>alert(1)" in answer.content]
    assert (faults, markup) == ([], [])


def _written(word: str) -> str:
    return quote(word.encode("utf-8", "surrogatepass"), safe="")
