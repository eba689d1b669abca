"""Signing in by OpenID Connect: with a real provider over HTTP, and with one that lies."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client
from pytest_django import Settings

from interlend.domain.agencies import secrets
from interlend.domain.people.models import IdentityProvider, User, UserGroup
from interlend.domain.zones import scope
from tests.interfaces.sign_in.conftest import Place, submit, words
from tests.interfaces.sign_in.oidc_provider import OTHER_KEY, SHARED, LyingProvider, serving

BEGIN = "/howard/sign-in/by/campus"


PEOPLE = [
    {"sub": "u-ana", "email": "ana@howard.example", "name": "Ana Ortiz"},
    {"sub": "u-rita", "card": "howard-42"},
    {"sub": "u-nell", "card": "N-1", "name": "Nell"},
    {"sub": "u-eve", "email": "eve@evil.example"},
]


@pytest.fixture(scope="module")
def mock() -> Iterator[str]:
    """The issuer of a provider that knows these people: oidc-provider-mock, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    people = [word for each in PEOPLE for word in ("--user-claims", json.dumps(each))]
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true", *people],
        stderr=subprocess.DEVNULL,
    )
    issuer = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{issuer}/.well-known/openid-configuration", process)
        yield issuer
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the provider did not start"
        try:
            httpx.get(url)
        except httpx.ConnectError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the provider does not answer")


@pytest.fixture(autouse=True)
def local_providers(settings: Settings) -> None:
    """Providers of the tests are at this machine and speak http."""
    settings.INTERLEND_HTTP_HOSTS = settings.INTERLEND_PRIVATE_HOSTS = ["127.0.0.1"]


def known(howard: Place, issuer: str, **more: Any) -> IdentityProvider:
    """Howard knows a provider."""
    with scope.entered(howard.zone.pk):
        return IdentityProvider.objects.create(
            code="campus",
            name="Campus",
            kind="oidc",
            is_enabled=True,
            settings={"issuer": issuer, "client_id": "interlend"},
            secret=secrets.encrypt("a shared secret that is long enough for HS256"),
            mapping={"barcode": "card"},
            default_group=UserGroup.objects.get(),
            **more,
        )


def goes(browser: Client, issuer: str, sub: str, who: str = "staff") -> str:
    """The browser goes to the provider, somebody signs in there; the address to which it is sent back."""
    at = browser.get(f"{BEGIN}?for={who}&next=/howard/desk/scan")["Location"]
    assert at.startswith(f"{issuer}/oauth2/authorize?")
    back = httpx.post(at, data={"sub": sub}).headers["Location"]
    assert back.startswith(f"http://127.0.0.1:8000{BEGIN}/answer?")
    parts = urlsplit(back)
    return f"{parts.path}?{parts.query}"


def signed_in(browser: Client) -> bool:
    return browser.get("/sign-in/account").status_code == 200


def test_somebody_of_the_staff_is_let_in(howard: Place, mock: str, browser: Client) -> None:
    known(howard, mock)
    answer = browser.get(goes(browser, mock, "u-ana"))
    assert (answer["Location"], signed_in(browser)) == ("/howard/desk/scan", True)


def test_we_ask_with_state_nonce_and_a_challenge(howard: Place, mock: str, browser: Client) -> None:
    known(howard, mock)
    asked = [parse_qs(urlsplit(browser.get(f"{BEGIN}?for=staff")["Location"]).query) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        (first,), (second,) = (each[name] for each in asked)
        assert (len(first) >= 43, first != second) == (True, True)
    assert (asked[0]["code_challenge_method"], asked[0]["response_type"]) == (["S256"], ["code"])


def test_a_reader_is_found_by_the_card(howard: Place, mock: str, browser: Client) -> None:
    known(howard, mock)
    assert browser.get(goes(browser, mock, "u-rita", "readers"))["Location"] == "/howard/desk/scan"
    assert browser.session["reader"]["patron"] == howard.rita.pk


@pytest.mark.parametrize(("makes", "status"), [(True, 302), (False, 403)])
def test_an_unknown_reader_is_made_where_the_provider_is_set_so(
    howard: Place, mock: str, browser: Client, makes: bool, status: int
) -> None:
    known(howard, mock, makes_unknown_readers=makes)
    assert browser.get(goes(browser, mock, "u-nell", "readers")).status_code == status


def test_unknown_staff_are_refused(howard: Place, mock: str, browser: Client) -> None:
    known(howard, mock)
    answer = browser.get(goes(browser, mock, "u-eve"))
    assert "Nobody of the staff has the address eve@evil.example here." in words(answer)
    assert (answer.status_code, signed_in(browser)) == (403, False)


def test_or_made_without_a_role_where_the_provider_is_set_so(
    howard: Place, mock: str, browser: Client
) -> None:
    known(howard, mock, makes_unknown_staff=True)
    answer = browser.get(goes(browser, mock, "u-eve"))
    assert "eve@evil.example has no role here yet. Ask the administrator for one." in words(answer)
    howard.employs(User.objects.get(email="eve@evil.example"))
    assert browser.get(goes(browser, mock, "u-eve"))["Location"] == "/howard/desk/scan"


def test_who_denies_it_at_the_provider_is_not_let_in(howard: Place, mock: str, browser: Client) -> None:
    known(howard, mock)
    at = browser.get(f"{BEGIN}?for=staff")["Location"]
    back = urlsplit(httpx.post(at, data={"action": "deny"}).headers["Location"])
    query = {name: values[0] for name, values in parse_qs(back.query).items()}
    query.setdefault("state", parse_qs(urlsplit(at).query)["state"][0])
    answer = browser.get(back.path, query)
    assert "The provider refused: access_denied" in words(answer)


def test_an_answer_is_good_once(howard: Place, mock: str, browser: Client) -> None:
    known(howard, mock)
    back = goes(browser, mock, "u-ana")
    assert [browser.get(back).status_code, browser.get(back).status_code] == [302, 403]


def test_an_answer_to_another_browsers_question_lets_nobody_in(
    howard: Place, mock: str, browser: Client
) -> None:
    known(howard, mock)
    back = goes(browser, mock, "u-ana")
    other = Client()
    assert other.get(back).status_code == 403
    other.get(f"{BEGIN}?for=staff")
    answer = other.get(back)
    assert "This answer is not the one to your question." in words(answer)
    assert (signed_in(other), browser.get(back).status_code) == (False, 302)


def test_the_key_of_the_session_changes(howard: Place, mock: str, browser: Client) -> None:
    known(howard, mock)
    back = goes(browser, mock, "u-ana")
    before = browser.session.session_key
    browser.get(back)
    assert browser.session.session_key != before


def test_the_second_factor_is_asked_for_unless_the_provider_checks_one(
    howard: Place, mock: str, browser: Client
) -> None:
    import pyotp
    from django.utils import timezone

    from interlend.domain.people import second_factor

    provider = known(howard, mock)
    app = pyotp.TOTP(second_factor.begun(howard.ana))
    assert second_factor.confirm(howard.ana, app.now(), now=timezone.now())
    assert browser.get(goes(browser, mock, "u-ana"))["Location"] == "/sign-in/code"
    with scope.entered(howard.zone.pk):
        provider.checks_second_factor = True
        provider.save()
    assert browser.get(goes(browser, mock, "u-ana"))["Location"] == "/howard/desk/scan"


def test_a_code_shown_later_leaves_the_session_with_the_provider_that_began_it(
    howard: Place, mock: str, browser: Client
) -> None:
    import pyotp
    from django.utils import timezone

    from interlend.domain.people import second_factor

    provider = known(howard, mock)
    browser.get(goes(browser, mock, "u-ana"))
    vouched = {"zone": howard.zone.pk, "provider": provider.pk}
    assert browser.session["vouched_by"] == vouched
    app = pyotp.TOTP(second_factor.begun(howard.ana))
    codes = second_factor.confirm(howard.ana, app.now(), now=timezone.now())
    assert browser.get("/sign-in/second-factor?next=/howard/desk/")["Location"] == "/sign-in/code"
    shown = submit(browser, "/sign-in/code", code=(codes or [""])[0])
    assert (shown["Location"], browser.session["vouched_by"]) == ("/howard/desk/", vouched)
    assert browser.session["second_factor"] is True


@pytest.fixture
def liar(howard: Place) -> Iterator[LyingProvider]:
    with serving(LyingProvider()) as provider:
        known(howard, provider.issuer)
        yield provider


def comes_back(browser: Client, provider: LyingProvider, **more: str) -> Any:
    back = provider.comes_back(browser.get(f"{BEGIN}?for=staff&next=/howard/desk/scan")["Location"])
    return browser.get(f"{BEGIN}/answer", {**back, **more})


def test_while_it_is_honest_it_lets_in(liar: LyingProvider, browser: Client) -> None:
    assert comes_back(browser, liar)["Location"] == "/howard/desk/scan"


LIES: dict[str, tuple[dict[str, Any], str]] = {
    "another's nonce": ({"claims": {"nonce": "x"}}, "The ID token is not good"),
    "no nonce": ({"without": ("nonce",)}, "The ID token is not good"),
    "for somebody else": ({"claims": {"aud": "other"}}, "The ID token is not good"),
    "for several, and not said for whom": (
        {"claims": {"aud": ["interlend", "x"]}},
        "The ID token is not good",
    ),
    "for several, and meant for another": (
        {"claims": {"aud": ["interlend", "x"], "azp": "x"}},
        "The ID token is not good",
    ),
    "by another issuer": ({"claims": {"iss": "https://evil.example"}}, "The ID token is not good"),
    "expired": ({"claims": {"exp": int(time.time()) - 120}}, "The ID token is not good"),
    "from the future": ({"claims": {"iat": int(time.time()) + 900}}, "The ID token is not good"),
    "without an end": ({"without": ("exp",)}, "The ID token is not good"),
    "about nobody": ({"without": ("sub",)}, "The ID token is not good"),
    "by another key": ({"key": OTHER_KEY}, "The ID token is not good"),
    "by the shared secret": ({"key": SHARED, "algorithm": "HS256"}, "The ID token is not good"),
    "unsigned": ({"algorithm": "none"}, "The ID token is not good"),
    "about two people": ({"user_info": {"sub": "u-2"}}, "about two different subjects"),
    "an address that is not verified": ({"claims": {"email_verified": False}}, "has not verified"),
    "one that is said in text not to be": ({"claims": {"email_verified": "false"}}, "has not verified"),
    "no token": ({"bodies": {"/token": b"{}"}}, "did not say its id_token"),
    "no JSON": ({"bodies": {"/token": b"<html>"}}, "no JSON object"),
    "a list": ({"bodies": {"/userinfo": b"[]"}}, "no JSON object"),
    "far too much": ({"bodies": {"/jwks": b" " * 600_000}}, "more than can be meant"),
    "no keys": ({"bodies": {"/jwks": b'{"keys": []}'}}, "The ID token is not good"),
    "somewhere else": ({"redirects": {"/token": "http://127.0.0.1/"}}, "refused with status 302"),
    "a token endpoint within": ({"known": {"token_endpoint": "http://169.254.169.254/"}}, "is not called"),
    "keys from a file": ({"known": {"jwks_uri": "file:///etc/passwd"}}, "is not called"),
}


@pytest.mark.parametrize(("lie", "why"), LIES.values(), ids=LIES)
def test_what_is_not_beyond_doubt_is_refused(
    liar: LyingProvider, browser: Client, lie: dict[str, Any], why: str
) -> None:
    for name, value in lie.items():
        setattr(liar, name, value)
    answer = comes_back(browser, liar)
    assert (answer.status_code, why in words(answer), signed_in(browser)) == (403, True, False), words(answer)


def test_an_answer_in_the_name_of_another_issuer_is_refused(liar: LyingProvider, browser: Client) -> None:
    answer = comes_back(browser, liar, iss="https://evil.example")
    assert "The answer comes from another provider: https://evil.example." in words(answer)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"issuer": "https://other.example"}, "says that its issuer is https://other.example"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "is not called"),
        ({"authorization_endpoint": ""}, "did not say its authorization_endpoint"),
    ],
)
def test_a_provider_that_says_odd_things_of_itself_is_not_gone_to(
    liar: LyingProvider, browser: Client, told: dict[str, str], why: str
) -> None:
    liar.known = told
    answer = browser.get(f"{BEGIN}?for=staff")
    assert (answer.status_code, why in words(answer)) == (403, True), words(answer)


def test_a_provider_inside_our_own_network_is_not_called(
    howard: Place, browser: Client, settings: Settings
) -> None:
    settings.INTERLEND_PRIVATE_HOSTS = []
    known(howard, "http://127.0.0.1:1")
    assert "is an address inside a private network" in words(browser.get(f"{BEGIN}?for=staff"))


def test_a_provider_that_does_not_answer_is_said(howard: Place, browser: Client) -> None:
    known(howard, "http://127.0.0.1:1")
    assert "did not answer (ConnectError)." in words(browser.get(f"{BEGIN}?for=staff"))


def test_an_institution_with_a_host_of_its_own_is_answered_there(
    howard: Place, mock: str, browser: Client, settings: Settings
) -> None:
    settings.INTERLEND_ZONE_HOSTS = {"lend.howard.example": "howard"}
    settings.ALLOWED_HOSTS = ["*"]
    known(howard, mock)
    sent = browser.get(f"{BEGIN}?for=staff&next=/howard/desk/")
    assert sent["Location"] == f"http://lend.howard.example:8000{BEGIN}?for=staff&next=/howard/desk/"
    there = browser.get(f"{BEGIN}?for=staff", headers={"host": "lend.howard.example:8000"})
    (answer_at,) = parse_qs(urlsplit(there["Location"]).query)["redirect_uri"]
    assert answer_at == f"http://lend.howard.example:8000{BEGIN}/answer"
