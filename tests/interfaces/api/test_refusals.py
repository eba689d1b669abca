"""How the API says no: each reason with its status and a sentence, and nothing left behind."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from interlend.domain.partners.models import WorkflowProfile
from interlend.domain.people import keys
from interlend.domain.people.models import ApiKey, Patron, Role
from interlend.domain.zones import scope
from tests.clockwork import turn
from tests.interfaces.api.conftest import Program, at
from tests.world import BOOK, RITA, World


@pytest.fixture
def howard(world: World) -> Program:
    return at(world.howard)


@pytest.fixture
def number(howard: Program) -> str:
    """A request that American has."""
    made = str(howard.does("/borrowing", patron=RITA, title=BOOK)["number"])
    turn()
    return made


def said(answer: Any) -> tuple[int, str]:
    """Status and sentence of an answer."""
    return answer.status_code, json.loads(answer.content)["detail"]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no key"),
        pytest.param({"Authorization": "Bearer ilk_unknown_secret"}, id="an unknown key"),
        pytest.param({"Authorization": "Basic aWxrOg=="}, id="another scheme"),
        pytest.param({"X-Api-Key": "é" * 5000}, id="nonsense"),
    ],
)
def test_without_a_valid_key_nothing_is_answered(world: World, headers: dict[str, str]) -> None:
    answer = Client().get("/api/v1/borrowing", headers=headers)
    assert said(answer) == (401, "Present a valid key: “Authorization: Bearer ilk_…”.")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_wrong_secret_and_a_revoked_key_are_refused_alike(world: World) -> None:
    good = world.howard.keys[Role.SERVICES_MANAGER]
    wrong = Program(good[:-1] + ("0" if good[-1] != "0" else "1"))
    assert wrong.get("/borrowing").status_code == 401
    keys.revoke(key=ApiKey.objects.get(public_id=good.split("_")[1]), now=timezone.now())
    assert Program(good).get("/borrowing").status_code == 401


def test_the_key_may_also_come_in_a_header_of_its_own(world: World) -> None:
    headers = {"X-Api-Key": world.howard.keys[Role.SERVICES_MANAGER]}
    assert Client().get("/api/v1/borrowing", headers=headers).status_code == 200


def test_a_role_that_may_not_is_told_so_before_anything_is_looked_up(world: World) -> None:
    desk = at(world.howard, Role.DESK_OPERATOR)
    assert said(desk.post("/borrowing/B-NOWHERE/send")) == (
        403,
        "The role “Circulation Desk Operator” may not do this (borrowing.send).",
    )


@pytest.mark.parametrize(
    ("method", "path", "sent", "sentence"),
    [
        ("get", "/borrowing/B-1", {}, "There is no borrowing request B-1 here."),
        ("get", "/lending/L-1", {}, "There is no lending request L-1 here."),
        ("post", "/borrowing/B-1/send", {}, "There is no borrowing request B-1 here."),
        ("get", "/messages/1", {}, "There is no message 1 here."),
        ("get", "/desk/items/X", {}, "No item here has the barcode X."),
        ("get", "/desk/hold-shelf", {"library": "X"}, "There is no library X here."),
        ("get", "/circulation/loans", {"patron": "X"}, "No patron here has the barcode X."),
        ("post", "/desk/check-in", {"barcode": "X"}, "No item with the barcode X is with a partner."),
        ("post", "/peers/X/pause", {}, "There is no partner X here."),
        ("post", "/borrowing", {"patron": "X", "title": "T"}, "No patron here has the barcode X."),
    ],
)
def test_what_is_not_here_is_not_found(
    howard: Program, method: str, path: str, sent: dict[str, str], sentence: str
) -> None:
    assert said(getattr(howard, method)(path, **sent)) == (404, sentence)


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/v1/borrowing/", "/api/v2/borrowing"])
def test_an_address_that_is_no_operations_is_answered_to_programs_too(path: str) -> None:
    assert said(Client().get(path)) == (
        404,
        "There is no operation at this address; see /api/v1/docs for all that there are.",
    )


def test_what_is_not_possible_now_is_a_conflict_with_its_reason(howard: Program, number: str) -> None:
    assert said(howard.post(f"/borrowing/{number}/send")) == (409, "A lender has already been asked.")
    assert said(howard.post(f"/borrowing/{number}/loan")) == (409, "The item has not been received.")
    assert said(howard.post("/circulation/returns", barcode="X")) == (
        409,
        "No item here has the barcode X.",
    )


def test_a_patron_who_may_not_ask_is_told_why(world: World, howard: Program) -> None:
    with scope.entered(world.howard.zone.pk):
        Patron.objects.filter(barcode=RITA).update(is_blocked=True, block_reason="Fees of $20.")
    assert said(howard.post("/borrowing", patron=RITA, title=BOOK)) == (409, "Blocked: Fees of $20.")
    yesterday = (timezone.now() - timedelta(days=2)).date().isoformat()
    with scope.entered(world.howard.zone.pk):
        Patron.objects.filter(barcode=RITA).update(is_blocked=False)
    assert said(howard.post("/borrowing", patron=RITA, title=BOOK, needed_by=yesterday)) == (
        409,
        "The day by which it is needed has passed.",
    )


def test_a_step_that_the_workflow_profile_switches_off_is_named(world: World, number: str) -> None:
    american = at(world.american)
    with scope.entered(world.american.zone.pk):
        WorkflowProfile.objects.filter(kind="lending").update(steps=[])
    [lent] = american.sees("/lending")["items"]
    answer = american.post(f"/lending/{lent['number']}/condition", conditions=["LibraryUseOnly"])
    assert (answer.status_code, json.loads(answer.content)) == (
        409,
        {"detail": "The workflow profile of this partner does not allow this.", "step": "conditional"},
    )


@pytest.mark.parametrize(
    ("method", "path", "sent", "where"),
    [
        ("get", "/borrowing", {"limit": 0}, "query.limit"),
        ("get", "/borrowing", {"limit": 201}, "query.limit"),
        ("get", "/borrowing", {"after": 2**63}, "query.after"),
        ("get", "/borrowing", {"after": "x"}, "query.after"),
        ("get", "/borrowing", {"state": "a\x00b"}, "query.state"),
        ("get", f"/messages/{2**63}", {}, "path.message"),
        ("get", "/messages/0", {}, "path.message"),
        ("get", "/catalog", {}, "query"),
        ("get", "/catalog", {"title": "x" * 201}, "query.title"),
        ("post", "/borrowing", {"patron": RITA}, "body.title"),
        ("post", "/borrowing", {"patron": RITA, "title": " "}, "body.title"),
        ("post", "/borrowing", {"patron": RITA, "title": "T", "needed_by": "soon"}, "body.needed_by"),
        ("post", "/borrowing", {"patron": RITA, "title": "T", "needed_by": "9999-12-31"}, "body.needed_by"),
        ("post", "/lending/L-1/ship", {"barcode": "1", "due": "2026-03-01T12:00:00"}, "body.due"),
        ("post", "/lending/L-1/condition", {"cost": "NaN"}, "body.cost"),
        ("post", "/lending/L-1/answer-cancel", {}, "body.agreed"),
    ],
)
def test_values_that_cannot_be_read_are_named(
    howard: Program, method: str, path: str, sent: dict[str, object], where: str
) -> None:
    answer = getattr(howard, method)(path, **sent)
    assert answer.status_code == 422
    assert [problem["where"] for problem in json.loads(answer.content)["problems"]] == [where]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"{", 400, id="no JSON"),
        pytest.param(b"\xff\xfe", 400, id="no text"),
        pytest.param(b"[]", 422, id="no object"),
        pytest.param(b"{" + b" " * 3_000_000 + b"}", 413, id="too large"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(world: World, body: bytes, status: int) -> None:
    headers = {"Authorization": f"Bearer {world.howard.keys[Role.SERVICES_MANAGER]}"}
    answer = Client().post("/api/v1/borrowing", body, content_type="application/json", headers=headers)
    assert answer.status_code == status
    assert json.loads(answer.content)["detail"]
