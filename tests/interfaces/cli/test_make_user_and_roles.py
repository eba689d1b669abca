"""`interlend make-user` and `interlend roles`: how somebody of the staff begins."""

from __future__ import annotations

import argparse
import io
import sys
from types import ModuleType

import pytest
from django.test import Client

from interlend.domain.libraries.models import CirculationDesk, Library
from interlend.domain.people import accounts
from interlend.domain.people.models import RoleAssignment
from interlend.domain.zones import scope
from interlend.domain.zones.models import Zone
from interlend.interfaces.cli import make_user, roles
from interlend.interfaces.cli.trouble import Trouble


def run(command: ModuleType, *words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    code: int = command.run(parser.parse_args(words))
    return code


@pytest.fixture
def howard(db: None) -> Zone:
    zone = Zone.objects.create(code="howard", name="Howard")
    with scope.entered(zone.pk):
        library = Library.objects.create(code="MAIN", name="Main")
        CirculationDesk.objects.create(library=library, code="FRONT", name="Front")
    return zone


def test_without_a_password_a_link_to_choose_one_is_printed(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(make_user, "ana@howard.example", "Ana Ortiz") == 0
    link = capsys.readouterr().out.strip()
    assert Client().get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_a_password_comes_by_the_input_and_not_on_the_command_line(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a good long word\n"))
    run(make_user, "ana@howard.example", "Ana Ortiz", "--password-from-stdin")
    assert accounts.whose(email="ana@howard.example", password="a good long word") is not None
    assert capsys.readouterr().out == ""


def test_what_cannot_be_made_is_said(db: None) -> None:
    run(make_user, "ana@howard.example", "Ana Ortiz")
    with pytest.raises(Trouble, match=r"There is a user with the address ANA@howard\.example already\."):
        run(make_user, "ANA@howard.example", "Ana Ortiz")


def test_roles_are_granted_listed_and_revoked(howard: Zone, capsys: pytest.CaptureFixture[str]) -> None:
    run(make_user, "ana@howard.example", "Ana Ortiz")
    for place in ([], ["--library", "MAIN"], ["--library", "MAIN", "--desk", "FRONT"]):
        for _ in range(2):
            run(roles, "grant", "ana@howard.example", "desk_operator", "--zone", "howard", *place)
    capsys.readouterr()
    run(roles, "list", "--zone", "howard")
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["ana@howard.example", "desk_operator", *where, "Ana", "Ortiz"]
        for where in (["everywhere"], ["MAIN"], ["MAIN", "FRONT"])
    ]
    run(roles, "revoke", "ana@howard.example", "desk_operator", "--zone", "howard", "--library", "MAIN")
    with scope.entered(howard.pk):
        held = RoleAssignment.objects.values_list("library__code", "desk__code").order_by("id")
        assert list(held) == [(None, None), (None, "FRONT")]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["grant", "ben@howard.example", "desk_operator"], "There is no user ben@howard.example: make one"),
        (
            ["grant", "ana@howard.example", "desk_operator", "--library", "LAW"],
            "There is no library LAW there.",
        ),
        (["grant", "ana@howard.example", "desk_operator", "--desk", "X"], "Say by --library which library"),
        (
            ["grant", "ana@howard.example", "desk_operator", "--library", "MAIN", "--desk", "X"],
            "The library MAIN has no desk X.",
        ),
        (["revoke", "ana@howard.example", "desk_operator"], "does not have this role there"),
    ],
)
def test_what_cannot_be_done_is_said(howard: Zone, words: list[str], why: str) -> None:
    run(make_user, "ana@howard.example", "Ana Ortiz")
    with pytest.raises(Trouble, match=why):
        run(roles, *words, "--zone", "howard")
