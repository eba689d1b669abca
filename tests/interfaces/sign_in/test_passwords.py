"""A password that was forgotten is chosen anew by a link; one's own is changed."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core import mail
from django.test import Client

from interlend.domain.people import tries
from interlend.domain.people.models import User
from tests.clockwork import turn
from tests.interfaces.sign_in.conftest import PASSWORD, Place, link_in_the_mail, submit, words
from tests.interfaces.sign_in.test_staff import is_signed_in, signs_in

NEW = "quite another word"
FORGOTTEN = "/sign-in/password/forgotten"


def test_the_link_comes_by_mail_and_the_new_password_is_in_force(howard: Place, browser: Client) -> None:
    answer = submit(browser, FORGOTTEN, email="ANA@howard.example")
    assert "If somebody signs in with ANA@howard.example , a link is on its way there." in words(answer)
    link = link_in_the_mail()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["ana@howard.example"], "Choose your password")
    assert submit(browser, link, new=NEW, again=NEW)["Location"] == "/sign-in"
    assert not is_signed_in(browser)
    assert signs_in(browser, "ana@howard.example", PASSWORD).status_code == 422
    assert signs_in(browser, "ana@howard.example", NEW).status_code == 302


def test_the_answer_does_not_tell_whether_anybody_has_the_address(howard: Place, browser: Client) -> None:
    known, unknown = (
        words(submit(browser, FORGOTTEN, email=email)).replace(email, "X")
        for email in ("ana@howard.example", "nobody@howard.example")
    )
    assert known == unknown
    turn()
    assert [sent.to for sent in mail.outbox] == [["ana@howard.example"]]


def test_a_link_is_good_once(howard: Place, browser: Client) -> None:
    submit(browser, FORGOTTEN, email="ana@howard.example")
    link = link_in_the_mail()
    submit(browser, link, new=NEW, again=NEW)
    again = browser.get(link)
    assert (again.status_code, "This link is used up" in words(again)) == (410, True)


def test_a_link_is_good_for_an_hour(howard: Place, browser: Client) -> None:
    submit(browser, FORGOTTEN, email="ana@howard.example")
    link = link_in_the_mail()
    from django.contrib.auth.tokens import PasswordResetTokenGenerator as Tokens

    real = Tokens._now
    for passed, status in ((timedelta(minutes=59), 200), (timedelta(minutes=61), 410)):
        with patch.object(Tokens, "_now", lambda self, passed=passed: real(self) + passed):
            assert browser.get(link).status_code == status


@pytest.mark.parametrize(
    "spoil", ["/sign-in/password/MQ/x-y", "/sign-in/password/x%00/x-y", "/sign-in/password/ł/1"]
)
def test_what_is_no_link_of_ours_is_used_up_too(howard: Place, browser: Client, spoil: str) -> None:
    assert browser.get(spoil).status_code == 410


def test_who_left_gets_no_mail(howard: Place, browser: Client) -> None:
    User.objects.update(is_active=False)
    submit(browser, FORGOTTEN, email="ana@howard.example")
    turn()
    assert mail.outbox == []


def test_nobody_is_flooded_with_mail(howard: Place, browser: Client) -> None:
    for _ in range(tries.MAIL.tries + 2):
        assert submit(browser, FORGOTTEN, email="ana@howard.example").status_code == 200
    turn()
    assert len(mail.outbox) == tries.MAIL.tries


@pytest.mark.parametrize(
    ("new", "again", "why"),
    [
        (NEW, "quite another wor", "This is not the same password."),
        ("short", "short", "This password is too short. It must contain at least 10 characters."),
    ],
)
def test_what_is_wrong_with_a_new_password_is_said_at_its_field(
    howard: Place, browser: Client, new: str, again: str, why: str
) -> None:
    submit(browser, FORGOTTEN, email="ana@howard.example")
    answer = submit(browser, link_in_the_mail(), new=new, again=again)
    assert (answer.status_code, why in words(answer)) == (422, True)


def test_changing_it_ends_the_other_sessions_and_keeps_this_one(howard: Place, browser: Client) -> None:
    elsewhere = Client()
    for each in (browser, elsewhere):
        signs_in(each, "ana@howard.example")
    answer = submit(browser, "/sign-in/password", current=PASSWORD, new=NEW, again=NEW)
    assert answer["Location"] == "/sign-in/account"
    assert (is_signed_in(browser), is_signed_in(elsewhere)) == (True, False)


def test_changing_it_asks_for_the_one_until_now(howard: Place, browser: Client) -> None:
    signs_in(browser, "ana@howard.example")
    answer = submit(browser, "/sign-in/password", current="not this", new=NEW, again=NEW)
    assert (answer.status_code, "This is not your password." in words(answer)) == (422, True)


def test_only_for_who_has_signed_in(db: None, browser: Client) -> None:
    assert browser.get("/sign-in/password")["Location"] == "/sign-in?next=/sign-in/password"
