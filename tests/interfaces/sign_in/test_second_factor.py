"""A second factor is set up, asked for, required by a role, and removed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pyotp
import pytest
from django.test import Client

from interlend.domain.people import second_factor, tries
from interlend.domain.zones import known_settings, scope
from tests.interfaces.sign_in.conftest import PASSWORD, Place, submit, words
from tests.interfaces.sign_in.test_staff import is_signed_in, signs_in

SET_UP = "/sign-in/second-factor/set-up"
NOT_GOOD = "This code is not good, or was used before. Type the one that the app shows now."


class Clock:
    """The time that the sign-in pages and the app go by; a new half minute for each code."""

    now = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)

    def code(self, app: pyotp.TOTP) -> str:
        self.now += timedelta(seconds=30)
        return app.at(self.now)


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock()
    with patch("django.utils.timezone.now", lambda: clock.now):
        yield clock


@pytest.fixture
def app(howard: Place, browser: Client, clock: Clock) -> pyotp.TOTP:
    """Ana's app: she has set it up, and signed out."""
    signs_in(browser, "ana@howard.example")
    secret = re.search(r'sign-in-secret">(\w+)<', browser.get(SET_UP).content.decode())
    assert secret is not None
    app = pyotp.TOTP(secret[1])
    page = submit(browser, SET_UP, code=clock.code(app))
    assert len(re.findall(r"<li><code>", page.content.decode())) == 10
    browser.post("/sign-out", {"csrfmiddlewaretoken": browser.cookies["interlend_csrf"].value})
    return app


def test_the_code_is_asked_for_after_the_password(
    howard: Place, browser: Client, app: pyotp.TOTP, clock: Clock
) -> None:
    answer = signs_in(browser, "ana@howard.example", next="/howard/desk/scan")
    assert (answer["Location"], is_signed_in(browser)) == ("/sign-in/code", False)
    assert submit(browser, "/sign-in/code", code=clock.code(app))["Location"] == "/howard/desk/scan"
    assert is_signed_in(browser)


def test_a_session_from_before_it_was_on_is_asked_for_it(
    howard: Place, browser: Client, app: pyotp.TOTP, clock: Clock
) -> None:
    signs_in(browser, "ana@howard.example")
    submit(browser, "/sign-in/code", code=clock.code(app))
    kept = browser.session
    del kept["second_factor"]
    kept.save()
    answer = browser.get("/sign-in/second-factor?next=/howard/desk/")
    assert answer.headers["Location"] == "/sign-in/code"
    assert submit(browser, "/sign-in/code", code=clock.code(app))["Location"] == "/howard/desk/"
    assert "recovery codes" in words(browser.get("/sign-in/second-factor"))


def test_a_code_that_was_used_is_refused(
    howard: Place, browser: Client, app: pyotp.TOTP, clock: Clock
) -> None:
    code = clock.code(app)
    signs_in(browser, "ana@howard.example")
    submit(browser, "/sign-in/code", code=code)
    other = Client()
    signs_in(other, "ana@howard.example")
    answer = submit(other, "/sign-in/code", code=code)
    assert (answer.status_code, NOT_GOOD in words(answer), is_signed_in(other)) == (422, True, False)


def test_a_recovery_code_lets_in_once(howard: Place, browser: Client, app: pyotp.TOTP) -> None:
    code = second_factor.new_recovery_codes(howard.ana)[0]
    for status in (302, 422):
        other = Client()
        signs_in(other, "ana@howard.example")
        assert submit(other, "/sign-in/code", code=code).status_code == status


def test_codes_are_not_guessed(howard: Place, browser: Client, app: pyotp.TOTP, clock: Clock) -> None:
    signs_in(browser, "ana@howard.example")
    for _ in range(tries.CODE.tries):
        submit(browser, "/sign-in/code", code="000000")
    answer = submit(browser, "/sign-in/code", code=clock.code(app))
    assert "Too many tries." in words(answer)
    assert not is_signed_in(browser)


def test_who_waits_too_long_starts_again(
    howard: Place, browser: Client, app: pyotp.TOTP, clock: Clock
) -> None:
    signs_in(browser, "ana@howard.example")
    clock.now += timedelta(minutes=11)
    assert browser.get("/sign-in/code")["Location"] == "/sign-in"


def test_a_password_that_changes_meanwhile_ends_the_wait(
    howard: Place, browser: Client, app: pyotp.TOTP
) -> None:
    signs_in(browser, "ana@howard.example")
    howard.ana.set_password("another one by now")
    howard.ana.save()
    assert browser.get("/sign-in/code")["Location"] == "/sign-in"


def test_without_a_password_the_code_alone_is_worth_nothing(
    howard: Place, app: pyotp.TOTP, clock: Clock
) -> None:
    assert Client().post("/sign-in/code", {"code": clock.code(app)})["Location"] == "/sign-in"


def test_the_picture_holds_the_secret_until_it_is_confirmed(howard: Place, browser: Client) -> None:
    signs_in(browser, "ana@howard.example")
    picture = browser.get("/sign-in/second-factor/qr.svg")
    assert (picture["Content-Type"], picture["Cache-Control"]) == (
        "image/svg+xml",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )
    assert b"<svg" in picture.content
    app = pyotp.TOTP(second_factor.begun(howard.ana))
    submit(browser, SET_UP, code=app.now())
    assert browser.get("/sign-in/second-factor/qr.svg").status_code == 404
    assert browser.get(SET_UP)["Location"] == "/sign-in/second-factor"


def test_a_role_can_ask_for_it_before_anything_else(howard: Place, browser: Client, clock: Clock) -> None:
    with scope.entered(howard.zone.pk):
        known_settings.change(second_factor.ROLES_SETTING, ["desk_operator"])
    signs_in(browser, "ana@howard.example")
    sent = browser.get("/howard/desk/")
    assert sent["Location"] == "/sign-in/second-factor?next=/howard/desk/"
    page = browser.get(sent["Location"])
    assert "Your role asks for a second factor" in words(page)
    set_up = f"{SET_UP}?next=%2Fhoward%2Fdesk%2F"
    assert set_up in page.content.decode()
    browser.get(set_up)
    app = pyotp.TOTP(second_factor.begun(howard.ana))
    codes = submit(browser, set_up, code=clock.code(app), next="/howard/desk/")
    assert 'href="/howard/desk/"' in codes.content.decode()
    assert browser.get("/howard/desk/").status_code == 200


def _signed_in(browser: Client, app: pyotp.TOTP, clock: Clock) -> None:
    signs_in(browser, "ana@howard.example")
    submit(browser, "/sign-in/code", code=clock.code(app))


def _does(browser: Client, path: str, code: str) -> Any:
    browser.get("/sign-in/second-factor")
    token = browser.cookies["interlend_csrf"].value
    return browser.post(path, {"csrfmiddlewaretoken": token, "code": code})


def test_it_is_removed_by_a_code_only(howard: Place, browser: Client, app: pyotp.TOTP, clock: Clock) -> None:
    _signed_in(browser, app, clock)
    refused = _does(browser, "/sign-in/second-factor/remove", "000000")
    assert (refused.status_code, second_factor.is_on(howard.ana)) == (422, True)
    _does(browser, "/sign-in/second-factor/remove", clock.code(app))
    assert not second_factor.is_on(howard.ana)
    assert signs_in(Client(), "ana@howard.example", PASSWORD)["Location"] == "/howard/desk/"


def test_new_recovery_codes_are_shown_for_a_code(
    howard: Place, browser: Client, app: pyotp.TOTP, clock: Clock
) -> None:
    _signed_in(browser, app, clock)
    page = _does(browser, "/sign-in/second-factor/recovery-codes", clock.code(app))
    (first, *rest) = re.findall(r"<li><code>([\w-]+)</code>", page.content.decode())
    assert len(rest) == 9
    other = Client()
    signs_in(other, "ana@howard.example")
    assert submit(other, "/sign-in/code", code=first).status_code == 302
