"""Signing in by SAML, with a provider that signs real answers, and with many that lie."""

from __future__ import annotations

import base64
import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants

from interlend.domain.people.models import IdentityProvider, Patron, SamlAnswer, User, UserGroup
from interlend.domain.people.providers import saml
from interlend.domain.zones import scope
from tests.interfaces.sign_in.conftest import Place, words
from tests.interfaces.sign_in.saml_provider import (
    MAIL,
    NAME,
    NAMES,
    SAML,
    SAMLP,
    Question,
    SamlProvider,
    make_keys,
)

BEGIN = "/howard/sign-in/by/campus"


@pytest.fixture(scope="module")
def honest() -> SamlProvider:
    """The provider as Howard knows it."""
    return SamlProvider(make_keys(), attributes={MAIL: ["ana@howard.example"], NAME: ["Ana Ortiz"]})


@pytest.fixture
def campus(howard: Place, honest: SamlProvider) -> IdentityProvider:
    """Howard knows the provider, and takes readers by their card."""
    with scope.entered(howard.zone.pk):
        return IdentityProvider.objects.create(
            code="campus",
            name="Campus",
            kind="saml",
            is_enabled=True,
            settings=honest.settings,
            mapping={"barcode": "card", "group": "affiliation"},
            default_group=UserGroup.objects.get(),
        )


def asks(browser: Client, provider: SamlProvider, who: str = "staff") -> Question:
    return provider.read(browser.get(f"{BEGIN}?for={who}&next=/howard/desk/scan")["Location"])


def brings(browser: Client, question: Question, response: bytes) -> Any:
    """The browser posts the form from the provider's site, without our cookies, and is sent on to us."""
    posted = Client(enforce_csrf_checks=True).post(
        urlsplit(question.answer_at).path, {"SAMLResponse": base64.b64encode(response).decode()}
    )
    assert posted.status_code == 302
    parts = urlsplit(posted["Location"])
    return browser.get(f"{parts.path}?{parts.query}")


def signed_in(browser: Client) -> bool:
    return browser.get("/sign-in/account").status_code == 200


@pytest.mark.parametrize("signs_response", [False, True], ids=["the assertion signed", "both signed"])
def test_who_the_provider_names_is_let_in(
    campus: IdentityProvider, honest: SamlProvider, browser: Client, signs_response: bool
) -> None:
    question = asks(browser, honest)
    answer = brings(browser, question, replace(honest, signs_response=signs_response).answer(question))
    assert answer["Location"] == "/howard/desk/scan"
    assert signed_in(browser)


def test_what_was_told_is_kept_no_longer_than_needed(
    howard: Place, campus: IdentityProvider, honest: SamlProvider, browser: Client
) -> None:
    question = asks(browser, honest)
    brings(browser, question, honest.answer(question))
    with scope.entered(howard.zone.pk):
        assert [row.told for row in SamlAnswer.objects.all()] == [None]


def test_a_reader_is_found_by_the_card(
    howard: Place, campus: IdentityProvider, honest: SamlProvider, browser: Client
) -> None:
    rita = replace(honest, attributes={"card": ["howard-42"]})
    question = asks(browser, rita, "readers")
    assert brings(browser, question, rita.answer(question))["Location"] == "/howard/desk/scan"
    assert browser.session["reader"]["patron"] == howard.rita.pk


def test_an_unknown_reader_is_made(
    howard: Place, campus: IdentityProvider, honest: SamlProvider, browser: Client
) -> None:
    with scope.entered(howard.zone.pk):
        UserGroup.objects.create(code="student", name="Students")
    told = {"card": ["N-1"], NAME: ["New"], MAIL: ["n@x.example"], "affiliation": ["member", "student"]}
    new = replace(honest, attributes=told)
    question = asks(browser, new, "readers")
    brings(browser, question, new.answer(question))
    with scope.entered(howard.zone.pk):
        made = Patron.objects.select_related("user_group").get(barcode="N-1")
    assert (made.name, made.email, made.user_group.code) == ("New", "n@x.example", "student")


def test_unknown_staff_are_refused_and_nothing_is_made(
    campus: IdentityProvider, honest: SamlProvider, browser: Client
) -> None:
    other = replace(honest, attributes={MAIL: ["new@howard.example"]})
    question = asks(browser, other)
    answer = brings(browser, question, other.answer(question))
    assert answer.status_code == 403
    assert "Nobody of the staff has the address new@howard.example here." in words(answer)
    assert not User.objects.filter(email="new@howard.example").exists()


def test_a_provider_opens_no_account_of_another_institution(
    albany: Place, campus: IdentityProvider, honest: SamlProvider, browser: Client
) -> None:
    other = replace(honest, attributes={MAIL: ["ana@albany.example"]})
    question = asks(browser, other)
    answer = brings(browser, question, other.answer(question))
    assert "ana@albany.example has no role here yet." in words(answer)
    assert not signed_in(browser)


def test_who_works_elsewhere_too_gets_in_here_only(
    howard: Place, albany: Place, campus: IdentityProvider, honest: SamlProvider, browser: Client
) -> None:
    albany.employs(howard.ana)
    question = asks(browser, honest)
    brings(browser, question, honest.answer(question))
    assert browser.get("/albany/desk/").status_code == 403
    assert browser.get("/sign-in/password").status_code == 403
    assert browser.get("/sign-in/second-factor/set-up").status_code == 403


LIES: dict[str, tuple[dict[str, Any], str]] = {
    "nothing signed": ({"signs_assertion": False}, "is not signed"),
    "only the response signed": ({"signs_assertion": False, "signs_response": True}, "is not signed"),
    "for somebody else": ({"audience": "https://other.example"}, "is not a valid audience"),
    "to another address": ({"recipient": "https://other.example/acs"}, "The response was received at"),
    "expired": ({"clock": timedelta(minutes=-10)}, "expired"),
    "expired a little more than the clocks may differ": (
        {"lasts": timedelta(seconds=-61)},
        "A valid SubjectConfirmation was not found",
    ),
    "from the future": ({"clock": timedelta(seconds=90)}, "the clocks differ by more than a minute"),
    "from far in the future": ({"clock": timedelta(minutes=10)}, "not yet valid"),
    "by another provider's key": ({"keys": make_keys()}, "Signature validation failed"),
    "in another provider's name": ({"entity_id": "https://evil.example"}, "Invalid issuer"),
    "to a question that was not ours": (
        {"in_response_to": "_made_up"},
        "This answer is not the one to your question.",
    ),
    "with a weak signature": ({"algorithm": Constants.RSA_SHA1}, "Deprecated signature algorithm"),
    "that it was refused": ({"status": Constants.STATUS_RESPONDER}, "was Responder"),
}


@pytest.mark.parametrize(("lie", "why"), LIES.values(), ids=LIES)
def test_what_is_not_beyond_doubt_is_refused(
    campus: IdentityProvider, honest: SamlProvider, browser: Client, lie: dict[str, Any], why: str
) -> None:
    question = asks(browser, honest)
    answer = brings(browser, question, replace(honest, **lie).answer(question))
    assert (answer.status_code, why in words(answer), signed_in(browser)) == (403, True, False), words(answer)


def test_an_answer_is_good_once(campus: IdentityProvider, honest: SamlProvider, browser: Client) -> None:
    question = asks(browser, honest)
    response = honest.answer(question)
    brings(browser, question, response)
    other = Client()
    asks(other, honest)
    assert (brings(other, question, response).status_code, signed_in(other)) == (403, False)


def test_an_answer_that_came_twice_before_the_browser_is_back_is_taken_once(
    campus: IdentityProvider, honest: SamlProvider, browser: Client
) -> None:
    question = asks(browser, honest)
    response = honest.answer(question)
    path, form = urlsplit(question.answer_at).path, base64.b64encode(response).decode()
    first, second = (Client().post(path, {"SAMLResponse": form})["Location"] for _ in range(2))
    assert ("?fault=" in first, "?fault=" in second) == (False, True)
    assert "This answer was used before." in words(browser.get(second.removeprefix("http://127.0.0.1:8000")))
    assert not signed_in(browser)


def test_an_answer_to_somebody_elses_question_lets_nobody_in(
    campus: IdentityProvider, honest: SamlProvider, browser: Client
) -> None:
    """A stranger's browser has no session that asked; a victim's has asked something else."""
    question = asks(browser, honest)
    response = honest.answer(question)
    other = Client()
    asks(other, honest)
    answer = brings(other, question, response)
    assert (answer.status_code, signed_in(other)) == (403, False)
    assert "This answer is not the one to your question." in words(answer)


def test_a_refusal_of_somebody_elses_answer_is_not_shown(
    campus: IdentityProvider, honest: SamlProvider, browser: Client
) -> None:
    """Whoever provokes one could make our page say what they like."""
    hostile = replace(honest, audience="Call 555-0100 and say your PIN")
    theirs = Client()
    question = asks(theirs, honest)
    asks(browser, honest)
    page = words(brings(browser, question, hostile.answer(question)))
    assert ("555-0100" in page, "This answer is not the one to your question." in page) == (False, True)


def test_an_answer_that_nobody_asked_for_is_refused(
    campus: IdentityProvider, honest: SamlProvider, browser: Client
) -> None:
    unasked = Question(
        "_unasked", f"http://127.0.0.1:8000{BEGIN}/metadata", f"http://127.0.0.1:8000{BEGIN}/saml"
    )
    answer = brings(browser, unasked, honest.answer(unasked))
    assert (answer.status_code, signed_in(browser)) == (403, False)


def test_a_provider_of_another_institution_answers_for_its_own(
    howard: Place, albany: Place, campus: IdentityProvider, honest: SamlProvider, browser: Client
) -> None:
    with scope.entered(albany.zone.pk):
        IdentityProvider.objects.create(
            code="campus", name="Albany", kind="saml", is_enabled=True, settings=honest.settings
        )
    question = asks(browser, honest)
    elsewhere = replace(question, answer_at=question.answer_at.replace("/howard/", "/albany/"))
    answer = brings(browser, elsewhere, honest.answer(question))
    assert (answer.status_code, signed_in(browser)) == (403, False)


Wrap = Callable[[etree._Element], etree._Element]


def _parts(response: etree._Element) -> tuple[etree._Element, etree._Element]:
    """The signed assertion, and a forged copy that says somebody else, without the signature."""
    signed = response.find("saml:Assertion", NAMES)
    assert signed is not None
    forged = copy.deepcopy(signed)
    signature = forged.find("ds:Signature", NAMES)
    assert signature is not None
    forged.remove(signature)
    forged.set("ID", "_forged")
    for value in forged.iterfind(".//saml:AttributeValue", NAMES):
        value.text = "boss@howard.example"
    return signed, forged


def forged_before(response: etree._Element) -> etree._Element:
    signed, forged = _parts(response)
    signed.addprevious(forged)
    return response


def forged_after(response: etree._Element) -> etree._Element:
    signed, forged = _parts(response)
    signed.addnext(forged)
    return response


def signed_inside_forged(response: etree._Element) -> etree._Element:
    signed, forged = _parts(response)
    response.replace(signed, forged)
    forged.append(signed)
    return response


def signed_inside_an_extension(response: etree._Element) -> etree._Element:
    signed, forged = _parts(response)
    response.replace(signed, forged)
    extensions = etree.Element(f"{{{SAMLP}}}Extensions")
    extensions.append(signed)
    status = response.find("samlp:Status", NAMES)
    assert status is not None
    status.addprevious(extensions)
    return response


def signed_as_object_of_the_signature(response: etree._Element) -> etree._Element:
    signed, forged = _parts(response)
    signature = signed.find("ds:Signature", NAMES)
    assert signature is not None
    signed.remove(signature)
    thing = etree.SubElement(signature, f"{{{Constants.NS_DS}}}Object")
    response.replace(signed, forged)
    forged.insert(1, signature)
    thing.append(signed)
    return response


def forged_with_the_id_of_the_signed(response: etree._Element) -> etree._Element:
    signed, forged = _parts(response)
    forged.set("ID", signed.attrib["ID"])
    signed.addprevious(forged)
    return response


def forged_around_the_whole_response(response: etree._Element) -> etree._Element:
    outer = copy.deepcopy(response)
    _signed, forged = _parts(outer)
    outer.replace(outer.find("saml:Assertion", NAMES), forged)  # type: ignore[arg-type]
    outer.set("ID", "_outer")
    forged.append(response)
    return outer


def changed_after_signing(response: etree._Element) -> etree._Element:
    for value in response.iterfind(".//saml:AttributeValue", NAMES):
        value.text = "boss@howard.example"
    return response


def a_comment_in_the_address(response: etree._Element) -> etree._Element:
    """Comments are not signed: whoever reads only the text before one reads another address."""
    for value in response.iterfind(".//saml:AttributeValue", NAMES):
        if "@" in (value.text or ""):
            value.text = "boss@howard.example"
            comment = etree.Comment("x")
            comment.tail = ".evil.example"
            value.append(comment)
    return response


WRAPS: list[Wrap] = [
    forged_before,
    forged_after,
    signed_inside_forged,
    signed_inside_an_extension,
    signed_as_object_of_the_signature,
    forged_with_the_id_of_the_signed,
    forged_around_the_whole_response,
    changed_after_signing,
    a_comment_in_the_address,
]
WRAPPED = {
    f"{wrap.__name__.replace('_', ' ')}, {what} signed": (wrap, what == "both")
    for wrap in WRAPS
    for what in ("the assertion", "both")
}


@pytest.mark.parametrize("wrapped", WRAPPED.values(), ids=WRAPPED)
def test_a_signature_does_not_vouch_for_what_it_does_not_cover(
    howard: Place,
    campus: IdentityProvider,
    honest: SamlProvider,
    browser: Client,
    wrapped: tuple[Wrap, bool],
) -> None:
    wrap, signs_response = wrapped
    User.objects.create_user("boss@howard.example", "Boss")
    howard.employs(User.objects.get(email="boss@howard.example"))
    question = asks(browser, honest)
    response = etree.fromstring(replace(honest, signs_response=signs_response).answer(question))
    answer = brings(browser, question, etree.tostring(wrap(response)))
    assert (answer.status_code, signed_in(browser)) == (403, False)


@pytest.mark.parametrize(
    "form",
    [
        b"",
        b"<",
        b"<x/>",
        f'<a:Assertion xmlns:a="{SAML}"/>'.encode(),
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><x>&b;</x>',
        b"\x00\xff" * 100,
        b"<x>" * 50_000,
        b"x" * 400_000,
    ],
    ids=["nothing", "half", "other XML", "an assertion", "an entity", "a bomb", "bytes", "deep", "long"],
)
def test_what_is_no_answer_at_all_is_refused(
    campus: IdentityProvider, honest: SamlProvider, browser: Client, form: bytes
) -> None:
    answer = brings(browser, asks(browser, honest), form)
    assert (answer.status_code, signed_in(browser)) == (403, False)


def test_our_metadata_say_who_we_are_and_where_the_answer_goes(
    campus: IdentityProvider, honest: SamlProvider, browser: Client
) -> None:
    question = asks(browser, honest)
    page = browser.get(f"{BEGIN}/metadata")
    assert page["Content-Type"] == "application/samlmetadata+xml"
    root = etree.fromstring(page.content)
    (at,) = root.iterfind(".//{*}AssertionConsumerService")
    assert (root.attrib["entityID"], at.attrib["Location"]) == (question.issuer, question.answer_at)


def test_a_provider_that_is_switched_off_or_not_for_readers_is_not_offered(
    howard: Place, campus: IdentityProvider, browser: Client
) -> None:
    with scope.entered(howard.zone.pk):
        IdentityProvider.objects.update(is_for="staff")
    assert [browser.get(f"{BEGIN}?for={who}").status_code for who in ("staff", "readers", "test", "")] == [
        302, 404, 404, 404,
    ]  # fmt: skip
    with scope.entered(howard.zone.pk):
        IdentityProvider.objects.update(is_enabled=False)
    assert browser.get(f"{BEGIN}?for=staff").status_code == 404


def test_settings_that_are_missing_are_said(howard: Place, campus: IdentityProvider, browser: Client) -> None:
    with scope.entered(howard.zone.pk):
        IdentityProvider.objects.update(settings={"entity_id": "x"})
    answer = browser.get(f"{BEGIN}?for=staff")
    assert "The setting certificates of the identity provider is missing." in words(answer)


def test_the_settings_of_a_provider_are_read_from_its_metadata(honest: SamlProvider) -> None:
    plain = "".join(honest.keys.certificate.splitlines()[1:-1])
    text = f"""<md:EntityDescriptor xmlns:md="{Constants.NS_MD}" entityID="{honest.entity_id}">
    <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="{Constants.NS_DS}"><ds:X509Data>
    <ds:X509Certificate>{plain}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:SingleSignOnService Binding="{Constants.BINDING_HTTP_REDIRECT}" Location="{honest.sso_url}"/>
    </md:IDPSSODescriptor></md:EntityDescriptor>"""
    found = saml.settings_from(text.encode())
    assert found == {"entity_id": honest.entity_id, "sso_url": honest.sso_url, "certificates": [plain]}
