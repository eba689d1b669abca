"""Staff sign in with a password, and out."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from interlend.domain.people import accounts, tries
from interlend.domain.people.models import TriesInVain, User
from tests.interfaces.sign_in.conftest import PASSWORD, Place, submit, words

WRONG = "This e-mail address and this password do not belong together. Try again."
TOO_MANY = "Too many tries. Wait a quarter of an hour, then try again."


def signs_in(browser: Client, email: str, password: str = PASSWORD, at: str = "/sign-in", **more: str) -> Any:
    return submit(browser, at, email=email, password=password, **more)


def is_signed_in(browser: Client) -> bool:
    return browser.get("/sign-in/account").status_code == 200


def test_a_right_password_leads_to_the_desk_of_the_institution(howard: Place, browser: Client) -> None:
    answer = signs_in(browser, "ana@howard.example")
    assert (answer.status_code, answer["Location"]) == (302, "/howard/desk/")
    assert is_signed_in(browser)


def test_or_to_the_page_that_was_wanted(howard: Place, browser: Client) -> None:
    sent_away = browser.get("/howard/desk/identity-providers/campus/test")
    assert sent_away["Location"] == "/sign-in?next=/howard/desk/identity-providers/campus/test"
    answer = signs_in(browser, "ana@howard.example", next="/howard/desk/identity-providers/campus/test")
    assert answer["Location"] == "/howard/desk/identity-providers/campus/test"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "howard/desk/",
        "///evil.example",
        "/\t/evil.example",
    ],
)
def test_never_to_somewhere_else(howard: Place, browser: Client, elsewhere: str) -> None:
    assert signs_in(browser, "ana@howard.example", next=elsewhere)["Location"] == "/howard/desk/"


def test_who_has_signed_in_is_not_asked_again(howard: Place, browser: Client) -> None:
    signs_in(browser, "ana@howard.example")
    assert browser.get("/sign-in?next=/howard/desk/scan")["Location"] == "/howard/desk/scan"


@pytest.mark.parametrize(
    ("email", "password"), [("ana@howard.example", "not the word"), ("nobody@howard.example", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_address_read_the_same(
    howard: Place, browser: Client, email: str, password: str
) -> None:
    answer = signs_in(browser, email, password)
    assert (answer.status_code, WRONG in words(answer)) == (422, True)
    assert not is_signed_in(browser)


def test_without_the_token_of_the_form_nothing_happens(howard: Place, browser: Client) -> None:
    answer = browser.post("/sign-in", {"email": "ana@howard.example", "password": PASSWORD})
    assert answer.status_code == 403


def test_who_left_is_not_let_in_and_a_running_session_ends(howard: Place, browser: Client) -> None:
    signs_in(browser, "ana@howard.example")
    User.objects.update(is_active=False)
    assert not is_signed_in(browser)
    assert WRONG in words(signs_in(Client(), "ana@howard.example"))


def test_after_ten_tries_not_even_the_right_one_is_looked_at(howard: Place, browser: Client) -> None:
    for _ in range(tries.PASSWORD.tries):
        assert signs_in(browser, "ana@howard.example", "not the word").status_code == 422
    answer = signs_in(browser, "Ana@Howard.example")
    assert (answer.status_code, TOO_MANY in words(answer)) == (429, True)


def test_other_letters_that_the_database_takes_for_the_same_are_no_further_tries(
    db: None, browser: Client
) -> None:
    accounts.make_user(email="ivis@howard.example", name="Ivis", password=PASSWORD)
    assert signs_in(browser, "\u0131v\u0131s@howard.example").status_code == 422
    assert signs_in(browser, "IVIS@howard.example").status_code == 302


def test_an_unknown_address_is_throttled_in_the_same_way(howard: Place, browser: Client) -> None:
    said = [signs_in(browser, "nobody@howard.example").status_code for _ in range(tries.PASSWORD.tries + 1)]
    assert said == [422] * tries.PASSWORD.tries + [429]


def test_guesses_from_elsewhere_do_not_keep_a_person_out(howard: Place, browser: Client) -> None:
    signs_in(browser, "ana@howard.example")
    browser.post("/sign-out", {"csrfmiddlewaretoken": browser.cookies["interlend_csrf"].value})
    stranger = Client()
    for _ in range(tries.PASSWORD.tries + 5):
        last = signs_in(stranger, "ana@howard.example", "a guess")
    assert last.status_code == 429
    assert signs_in(browser, "ana@howard.example").status_code == 302


def test_one_address_does_not_try_many_accounts(howard: Place) -> None:
    for number in range(tries.ADDRESS.tries):
        signs_in_from("192.0.2.7", f"nobody{number}@howard.example")
    assert signs_in_from("192.0.2.7", "ana@howard.example").status_code == 429
    assert signs_in_from("192.0.2.8", "ana@howard.example").status_code == 302


def test_many_who_are_right_do_not_use_up_their_address(howard: Place) -> None:
    said = {
        signs_in_from("192.0.2.7", "ana@howard.example").status_code for _ in range(tries.ADDRESS.tries + 1)
    }
    assert said == {302}


def test_all_who_work_at_a_desk_are_familiar_to_its_browser(
    howard: Place, albany: Place, browser: Client
) -> None:
    for email in ("ana@howard.example", "ana@albany.example"):
        signs_in(browser, email)
        browser.post("/sign-out", {"csrfmiddlewaretoken": browser.cookies["interlend_csrf"].value})
    for _ in range(tries.PASSWORD.tries + 1):
        signs_in(Client(), "ana@howard.example", "a guess")
    assert signs_in(browser, "ana@howard.example").status_code == 302


def signs_in_from(address: str, email: str) -> Any:
    path, fields = "/sign-in", {"email": email, "password": PASSWORD}
    return Client(headers={"X-Forwarded-For": f"10.0.0.1, {address}"}).post(path, fields)


def test_a_right_try_counts_for_nothing(howard: Place, browser: Client) -> None:
    for _ in range(3):
        signs_in(browser, "ana@howard.example")
        browser.cookies.clear()
    assert TriesInVain.objects.filter(count__gt=3).count() == 0


def test_the_session_has_another_key_than_before(howard: Place, browser: Client) -> None:
    browser.get("/sign-in")
    planted = browser.session
    planted["something"] = 1
    planted.save()
    browser.cookies["interlend_session"] = str(planted.session_key)
    signs_in(browser, "ana@howard.example")
    assert browser.session.session_key != planted.session_key


def test_the_cookie_of_the_session_is_for_us_alone_and_for_twelve_hours(
    howard: Place, browser: Client
) -> None:
    cookie = signs_in(browser, "ana@howard.example").cookies["interlend_session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 12 * 3600)
    assert settings.INTERLEND_BASE_URL.startswith("https://") == settings.SESSION_COOKIE_SECURE


def test_signing_out_takes_a_form_and_ends_the_session(howard: Place, browser: Client) -> None:
    signs_in(browser, "ana@howard.example")
    assert browser.get("/sign-out").status_code == 405
    assert is_signed_in(browser)
    submit(browser, "/sign-in/account")
    token = browser.cookies["interlend_csrf"].value
    assert browser.post("/sign-out", {"csrfmiddlewaretoken": token})["Location"] == "/sign-in"
    assert not is_signed_in(browser)


def test_who_has_no_role_is_told_so(howard: Place, browser: Client) -> None:
    accounts.make_user(email="new@howard.example", name="New", password=PASSWORD)
    assert signs_in(browser, "new@howard.example")["Location"] == "/sign-in/account"
    assert "You have no role yet." in words(browser.get("/sign-in/account"))


def test_who_works_at_several_institutions_sees_them_all(
    howard: Place, albany: Place, browser: Client
) -> None:
    albany.employs(howard.ana)
    signs_in(browser, "ana@howard.example")
    page = browser.get("/sign-in/account").content.decode()
    assert [f'href="/{code}/desk/"' in page for code in ("howard", "albany")] == [True, True]
    assert [browser.get(f"/{code}/desk/").status_code for code in ("howard", "albany")] == [200, 200]


def test_a_desk_where_one_has_no_role_is_refused(howard: Place, albany: Place, browser: Client) -> None:
    signs_in(browser, "ana@howard.example")
    answer = browser.get("/albany/desk/")
    assert (answer.status_code, "You have no role at Albany." in words(answer)) == (403, True)


@pytest.mark.parametrize("wanted", ["", "?next=/howard/desk/", "?institution=howard", "?institution=nobody"])
def test_the_page_asks_for_all_who_work_somewhere(howard: Place, browser: Client, wanted: str) -> None:
    assert browser.get(f"/sign-in{wanted}").status_code == 200


def test_hostile_words_stay_words(howard: Place, browser: Client) -> None:
    answer = signs_in(browser, '"><script>alert(1)</script>@x.example', next='/"><script>')
    assert "<script>alert" not in answer.content.decode()
    assert '"><script>' not in answer.content.decode()
