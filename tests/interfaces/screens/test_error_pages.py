"""What is shown where nothing else could be: what happened, and what to do."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.views.csrf import csrf_failure
from django.views.defaults import server_error


def test_an_address_that_does_not_exist_leads_to_the_start(db: None) -> None:
    answer = Client().get("/nowhere/desk/nothing")
    page = answer.content.decode()
    assert (answer.status_code, "There is nothing at this address." in page) == (404, True)
    assert '<a class="btn btn-primary" href="/">' in page


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        (server_error, 500, "The fault is ours and has been noted."),
        (csrf_failure, 403, "load the page again, and send the form once more"),
    ],
)
def test_a_fault_says_what_to_do(answer: object, status: int, says: str) -> None:
    request: HttpRequest = RequestFactory().get("/")
    shown = answer(request)  # type: ignore[operator]
    assert (shown.status_code, says in shown.content.decode()) == (status, True)
