"""Readers sign in with card and PIN."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.shortcuts import resolve_url
from django.test import Client

from interlend.domain.people import tries
from interlend.domain.people.models import IdentityProvider, Patron
from interlend.domain.zones import scope
from tests.clockwork import turn
from tests.interfaces.sign_in.conftest import PIN, Place, link_in_the_mail, submit, words

WRONG = "This card and this PIN do not belong together. Try again."
WANTED = "/howard/requests/1"


def signs_in(browser: Client, card: str = "howard-42", pin: str = PIN, at: str = "howard") -> Any:
    return submit(browser, f"/{at}/sign-in", card=card, pin=pin, next=WANTED)


def who(browser: Client) -> object:
    return browser.session.get("reader", {}).get("patron")


def changed(place: Place, **fields: object) -> None:
    with scope.entered(place.zone.pk):
        Patron.objects.filter(pk=place.rita.pk).update(**fields)


def test_card_and_pin_lead_to_the_page_that_was_wanted(howard: Place, browser: Client) -> None:
    assert signs_in(browser)["Location"] == WANTED
    assert who(browser) == howard.rita.pk


@pytest.mark.parametrize(("card", "pin"), [("howard-42", "redbird"), ("howard-43", PIN), ("albany-42", PIN)])
def test_anything_else_reads_the_same(
    howard: Place, albany: Place, browser: Client, card: str, pin: str
) -> None:
    answer = signs_in(browser, card, pin)
    assert (answer.status_code, WRONG in words(answer), who(browser)) == (422, True, None)


def test_who_wanted_no_page_gets_to_the_requests_and_out_again_to_the_search(
    howard: Place, browser: Client
) -> None:
    answer = submit(browser, "/howard/sign-in", card="howard-42", pin=PIN)
    assert answer["Location"] == resolve_url("patron:requests", zone="howard")
    token = browser.cookies["interlend_csrf"].value
    out = browser.post("/howard/sign-out", {"csrfmiddlewaretoken": token})
    assert (out["Location"], who(browser)) == (resolve_url("patron:find", zone="howard"), None)


def test_a_network_has_no_readers(howard: Place, browser: Client) -> None:
    assert browser.get("/nobody/sign-in").status_code == 404


def test_after_eight_tries_not_even_the_right_one_is_looked_at(howard: Place, browser: Client) -> None:
    for _ in range(tries.PIN.tries):
        signs_in(browser, pin="not this")
    answer = signs_in(browser, card=" HOWARD-42 ")
    assert (answer.status_code, who(browser)) == (429, None)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"is_blocked": True}, "Your card is blocked: you can follow your requests"),
        ({"expires_on": date(2020, 1, 1)}, "Your card has expired: you can follow your requests"),
    ],
)
def test_who_may_not_ask_is_let_in_and_told_so(
    howard: Place, browser: Client, fields: dict[str, object], told: str
) -> None:
    changed(howard, **fields)
    signs_in(browser)
    assert who(browser) == howard.rita.pk
    assert told in words(browser.get("/howard/sign-in"))


def test_a_changed_pin_ends_the_sessions(howard: Place, browser: Client) -> None:
    from interlend.interfaces.screens import readers

    signs_in(browser)
    request: Any = browser.get("/howard/sign-in").wsgi_request
    with scope.entered(howard.zone.pk):
        assert readers.signed_in(request, howard.zone) == howard.rita
        Patron.objects.update(pin="another one")
        assert readers.signed_in(request, howard.zone) is None


def test_the_session_of_a_reader_opens_no_other_institution(
    howard: Place, albany: Place, browser: Client
) -> None:
    from interlend.interfaces.screens import readers

    signs_in(browser)
    request: Any = browser.get("/howard/sign-in").wsgi_request
    with scope.entered(albany.zone.pk):
        assert readers.signed_in(request, albany.zone) is None


def test_a_pin_is_chosen_by_a_link_from_the_mail(howard: Place, browser: Client) -> None:
    answer = submit(browser, "/howard/sign-in/pin", card="howard-42")
    assert "If your library knows this card" in words(answer)
    link = link_in_the_mail()
    assert mail.outbox[0].to == ["rita@howard.example"]
    assert submit(browser, link, new="goldfinch", again="goldfinch")["Location"] == "/howard/sign-in"
    assert signs_in(browser).status_code == 422
    assert signs_in(browser, pin="goldfinch")["Location"] == WANTED
    assert browser.get(link).status_code == 410


def test_a_link_of_one_institution_is_none_at_another(howard: Place, albany: Place, browser: Client) -> None:
    submit(browser, "/howard/sign-in/pin", card="howard-42")
    link = link_in_the_mail()
    assert browser.get(link.replace("/howard/", "/albany/")).status_code == 410


def test_what_is_asked_for_a_card_does_not_tell_whether_there_is_one(howard: Place, browser: Client) -> None:
    known, unknown = (words(submit(browser, "/howard/sign-in/pin", card=card)) for card in ("howard-42", "x"))
    assert known == unknown
    turn()
    assert len(mail.outbox) == 1


def test_a_weak_pin_is_refused_with_a_reason(howard: Place, browser: Client) -> None:
    submit(browser, "/howard/sign-in/pin", card="howard-42")
    answer = submit(browser, link_in_the_mail(), new="123456", again="123456")
    assert (answer.status_code, "Choose a PIN that is not so easy to guess." in words(answer)) == (422, True)


def test_the_providers_of_the_institution_are_offered_to_whom_they_are_for(
    howard: Place, albany: Place, browser: Client
) -> None:
    with scope.entered(howard.zone.pk):
        for name, is_for, is_enabled in (
            ("Campus", "both", True),
            ("Cards", "readers", True),
            ("Desk", "staff", True),
            ("Later", "both", False),
        ):
            IdentityProvider.objects.create(
                code=name.lower(), name=name, kind="oidc", is_for=is_for, is_enabled=is_enabled
            )
    shown = {
        path: [name for name in ("Campus", "Cards", "Desk", "Later") if f"<span>{name}</span>" in page]
        for path in ("/howard/sign-in", "/albany/sign-in", "/sign-in?institution=howard", "/sign-in")
        if (page := browser.get(path).content.decode())
    }
    assert shown == {
        "/howard/sign-in": ["Campus", "Cards"],
        "/albany/sign-in": [],
        "/sign-in?institution=howard": ["Campus", "Desk"],
        "/sign-in": [],
    }
