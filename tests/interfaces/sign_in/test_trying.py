"""The test page of a provider: prints what came and what is made of it, and signs nobody in."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.test import Client

from interlend.domain.people.models import IdentityProvider, Patron, Role
from interlend.domain.zones import scope
from tests.interfaces.sign_in.conftest import Place, words
from tests.interfaces.sign_in.saml_provider import MAIL, NAME, SamlProvider, make_keys
from tests.interfaces.sign_in.test_saml import brings
from tests.interfaces.sign_in.test_staff import signs_in

PAGE = "/howard/desk/identity-providers/campus/test"
FRIENDLY = {MAIL: ["ana@howard.example"], NAME: ["<script>alert(1)</script>"], "rôles": ["a", "b"]}


@pytest.fixture(scope="module")
def honest() -> SamlProvider:
    return SamlProvider(make_keys(), attributes=FRIENDLY)


@pytest.fixture(autouse=True)
def campus(howard: Place, honest: SamlProvider) -> IdentityProvider:
    """Not switched on yet: it is to be tried first."""
    with scope.entered(howard.zone.pk):
        return IdentityProvider.objects.create(
            code="campus", name="Campus", kind="saml", settings=honest.settings, mapping={"barcode": "card"}
        )


@pytest.fixture
def administrator(howard: Place, browser: Client) -> Client:
    howard.employs(howard.ana, Role.FULFILLMENT_ADMINISTRATOR)
    signs_in(browser, "ana@howard.example")
    return browser


def tried(browser: Client, provider: SamlProvider) -> str:
    """What the page says after a test."""
    question = provider.read(browser.get(f"{PAGE}?begin")["Location"])
    back = brings(browser, question, provider.answer(question))
    assert back["Location"] == PAGE
    return browser.get(PAGE).content.decode()


def rows(page: str, heading: str) -> list[list[str]]:
    """The rows of the table under a heading, as text."""
    table = page.partition(f"<h2>{heading}</h2>")[2].partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)
    ]


def test_what_came_and_what_is_made_of_it(administrator: Client, honest: SamlProvider) -> None:
    page = tried(administrator, honest)
    assert rows(page, "What we make of it") == [
        ["E-mail address; finds the account of the staff", "ana@howard.example", MAIL],
        ["Name", "&lt;script&gt;alert(1)&lt;/script&gt;", NAME],
        ["Number of the library card; finds the reader", "The provider did not send it.", "card"],
        ["Code of the reader&#x27;s user group", "The mapping does not say where to take it from.", ""],
    ]
    assert rows(page, "What the provider said") == [
        ["NameID", "u-4711"],
        ["rôles", "a, b"],
        [MAIL, "ana@howard.example"],
        [NAME, "&lt;script&gt;alert(1)&lt;/script&gt;"],
    ]


def test_it_is_shown_once_and_kept_nowhere(
    howard: Place, administrator: Client, honest: SamlProvider
) -> None:
    tried(administrator, honest)
    assert "Go to the provider" in words(administrator.get(PAGE))
    with scope.entered(howard.zone.pk):
        assert Patron.objects.count() == 1


def test_nobody_is_signed_in_by_it(administrator: Client, honest: SamlProvider) -> None:
    before = administrator.session["_auth_user_id"]
    tried(administrator, replace(honest, attributes={MAIL: ["boss@howard.example"]}))
    assert (administrator.session["_auth_user_id"], "reader" in administrator.session) == (before, False)


def test_a_refused_answer_says_why(administrator: Client, honest: SamlProvider) -> None:
    page = tried(administrator, replace(honest, audience="https://other.example"))
    assert "Not accepted" in page
    assert "is not a valid audience for this Response" in page


def test_only_who_may_change_the_configuration_tests(howard: Place, browser: Client) -> None:
    signs_in(browser, "ana@howard.example")
    assert [browser.get(path).status_code for path in (PAGE, f"{PAGE}?begin")] == [403, 403]


def test_a_provider_that_is_not_there_is_not_found(administrator: Client) -> None:
    assert administrator.get(PAGE.replace("campus", "nowhere")).status_code == 404
